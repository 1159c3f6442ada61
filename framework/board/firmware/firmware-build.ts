import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FirmwareDeclaration } from '../declaration';
import { ConfigError } from '../../errors/errors';

const buildSchema = z.object({
  buildId: z.string().regex(/^[0-9a-f]{8}$/),
  protocol: z.number().int(),
  port: z.string(),
  sha256: z.string(),
  compiler: z.string(),
});

/** The firmware that set-up built for a board. */
export interface FirmwareBuild {
  /** Path of the ELF, or of the executable for the posix port. */
  file: string;
  /** What the greeting must say. */
  buildId: string;
  sha256: string;
  /** First line of the compiler's `--version`. */
  compiler: string;
}

/** Throws `ConfigError` when it is not built, or was built for another port than the board declares. */
export function firmwareBuild(root: string, board: string, declared: FirmwareDeclaration): FirmwareBuild {
  const folder = join(root, 'build', 'firmware', board);
  let info: z.output<typeof buildSchema>;
  try {
    info = buildSchema.parse(JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8')));
  } catch (cause) {
    throw new ConfigError(`no firmware is built for board '${board}': ${join(folder, 'build.json')} is missing or unreadable`, {
      cause,
      fix: 'npm run setup',
    });
  }
  if (info.port !== declared.port) {
    throw new ConfigError(`the firmware in ${folder} is of port '${info.port}', board '${board}' declares '${declared.port}'`, {
      fix: 'npm run setup',
    });
  }
  return {
    file: join(folder, declared.port === 'posix' ? 'r5' : 'r5.elf'),
    buildId: info.buildId,
    sha256: info.sha256,
    compiler: info.compiler,
  };
}
