import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupFailure } from './failure';
import { CACHE } from './paths';

/** A file that is fetched once a user and kept in the cache under its own sha256. */
export interface Download {
  /** File name, version included. */
  readonly file: string;
  readonly sha256: string;
}

export function cachePath({ file, sha256 }: Download): string {
  return join(CACHE, sha256.slice(0, 16), file);
}

/** The cached file after a check of its content; a damaged one is fetched again. `fetch` must write `to`. */
export async function cached(download: Download, fetch: (to: string) => Promise<void>): Promise<string> {
  const path = cachePath(download);
  if (existsSync(path)) {
    if ((await sha256Of(path)) === download.sha256) return path;
    rmSync(path);
  }
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  try {
    await fetch(part);
    const got = await sha256Of(part);
    if (got !== download.sha256) {
      throw new SetupFailure(`${download.file} has sha256 ${got}, expected ${download.sha256}`, {
        fix: 'check what stands between this machine and the mirror, then run it again',
      });
    }
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
  return path;
}

/** The cached file, checked, for a step that uses what an earlier one fetched. */
export async function fromCache(download: Download): Promise<string> {
  return cached(download, () =>
    Promise.reject(
      new SetupFailure(`${download.file} is not in the cache any more`, { fix: 'run `npm run setup` again: it fetches what is missing' }),
    ),
  );
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
