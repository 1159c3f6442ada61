import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, isAmpHilError } from '../errors/errors';
import { parseLitmus } from '../litmus/parse/parse';
import type { LitmusTest } from '../litmus/program';

/** A test as the user named it, and where it really is. */
export interface LitmusFile {
  readonly shown: string;
  readonly path: string;
}

/** The files named, and the `.litmus` files below the folders named, each folder's in the order of their names. */
export function litmusFiles(named: readonly string[], cwd: string): LitmusFile[] {
  const files = named.flatMap((name) => {
    const found = filesAt(name, resolve(cwd, name));
    if (found.length > 0) return found;
    throw new ConfigError(`'${name}' has no .litmus file in it`, { fix: 'name a folder with tests, or a file' });
  });
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** The test, or why it cannot be read: one bad file does not keep the others from being judged. */
export function readTest({ shown, path }: LitmusFile): LitmusTest | Error {
  try {
    return { ...parseLitmus(readFileSync(path, 'utf8'), { file: shown }), file: shown };
  } catch (error) {
    if (isAmpHilError(error)) return error;
    throw unreadable(shown, error);
  }
}

function filesAt(shown: string, path: string): LitmusFile[] {
  try {
    if (!statSync(path).isDirectory()) return [{ shown, path }];
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
      if (entry.isDirectory()) return filesAt(join(shown, entry.name), join(path, entry.name));
      return entry.name.endsWith('.litmus') ? [{ shown: join(shown, entry.name), path: join(path, entry.name) }] : [];
    });
  } catch (error) {
    throw unreadable(shown, error);
  }
}

function unreadable(shown: string, cause: unknown): ConfigError {
  return new ConfigError(`'${shown}' cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
    fix: 'name a file or folder that is there',
  });
}
