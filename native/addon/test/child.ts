import { spawnSync } from 'node:child_process';
import { addonPath } from './addon-path';

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs JavaScript in a Node of its own, so that its death is the test's to look at. */
export function runNode(script: string): ChildEnd {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 30_000 });
  return { code: status, signal, stdout, stderr };
}

/** The same with the addon loaded on its main thread: `addon` and `path` are defined. */
export function runChild(script: string, path: string): ChildEnd {
  return runNode(`const addon = require(${JSON.stringify(addonPath)}); const path = ${JSON.stringify(path)}; ${script}`);
}
