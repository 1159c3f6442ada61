import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BoardUnavailable } from '../../errors/errors';

/** `image.json` of a virtual board's image: how the machine is put together, and what the image was made of. */
export const qemuImageSchema = z.strictObject({
  schema: z.literal(1),
  board: z.string(),
  machine: z.string(),
  cores: z.number().int().positive(),
  /** Bytes. */
  memory: z.number().int().positive(),
  /** Files of the image's folder and the address each is put at. `cpu`: this core starts there. */
  load: z.array(z.strictObject({ file: z.string(), address: z.number().int().nonnegative(), cpu: z.number().int().optional() })),
  /** Where fresh random bytes go at each power-on: the kernel's first entropy. */
  seed: z.strictObject({ file: z.string(), offset: z.number().int().nonnegative(), size: z.number().int().positive() }),
  /** Kernel release, `6.1.0-56-arm64`. */
  kernel: z.string(),
  node: z.string(),
  /** sha256 by file name. */
  sha256: z.record(z.string(), z.string()),
  /** Version by Debian package. */
  packages: z.record(z.string(), z.string()),
});

export type QemuImage = z.output<typeof qemuImageSchema>;

/** Reads `image.json` in `folder`; `BoardUnavailable` when the image is missing, incomplete or of another make. */
export function readQemuImage(folder: string): QemuImage {
  const path = join(folder, 'image.json');
  const fix = 'run `npm run setup`';
  if (!existsSync(path)) throw new BoardUnavailable(`there is no image of the virtual board in ${folder}`, { fix });
  let image: QemuImage;
  try {
    image = qemuImageSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new BoardUnavailable(`${path} is not an image description of this version`, { fix, cause });
  }
  const missing = image.load.filter(({ file }) => !existsSync(join(folder, file))).map(({ file }) => file);
  if (missing.length > 0) throw new BoardUnavailable(`the image in ${folder} is incomplete: ${missing.join(', ')} missing`, { fix });
  return image;
}
