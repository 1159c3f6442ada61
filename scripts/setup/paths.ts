import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The work tree. */
export const ROOT = resolve(__dirname, '../..');
/** Everything built; ignored by git. */
export const BUILD = join(ROOT, 'build');
/** Downloads, shared by all trees of the user. */
export const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'amp-hil');

export const fromRoot = (...parts: string[]): string => join(ROOT, ...parts);
export const inBuild = (...parts: string[]): string => join(BUILD, ...parts);
