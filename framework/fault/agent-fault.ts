import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Board } from '../board/declaration';
import { Seeds } from '../board/seeds';
import { faultsOf } from './board';

/**
 * Writes into `folder` what a broken Linux of a simulator loads in place of the addon, and gives its path; undefined when no fault is on that the agent acts
 * out. `root` is the project's root.
 */
export function agentShim(board: Board, { root, folder, seed }: { root: string; folder: string; seed: number }): string | undefined {
  const names = faultsOf(board)
    .filter(({ kind }) => kind.place === 'agent')
    .map(({ kind }) => kind.name);
  if (names.length === 0) return undefined;
  const [shim, addon] = [join(root, 'framework/fault/agent-shim.js'), join(root, 'build/addon', process.arch, 'amp_hil.node')];
  const moment = 20 + (new Seeds(seed).next() % 60);
  const file = join(folder, 'amp_hil.js');
  const load = (path: string): string => `require(${JSON.stringify(path)})`;
  writeFileSync(file, `module.exports = ${load(shim)}(${load(addon)}, ${JSON.stringify(names)}, ${moment});\n`);
  return file;
}
