import { closeSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from '../child';
import { fromRoot, ROOT } from '../setup/paths';
import type { Check } from './check';

/** A program that says yes or no by its exit code. */
function tool(name: string, title: string, command: () => readonly [string, ...string[]]): Check {
  return {
    name,
    title,
    async run({ log, signal }) {
      const out = openSync(log, 'w');
      try {
        const [program, ...args] = command();
        const code = await runChild(program, args, { stdio: ['ignore', out, out], signal, cwd: ROOT });
        return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
      } finally {
        closeSync(out);
      }
    },
  };
}

const bin = (name: string): string => fromRoot('node_modules/.bin', name);

export const TOOL_CHECKS: readonly Check[] = [
  tool('eslint', 'eslint', () => [bin('eslint'), '.', '--max-warnings', '0']),
  tool('prettier', 'prettier', () => [bin('prettier'), '--check', '.', '--log-level', 'warn']),
  tool('clang-format', 'clang-format', () => ['clang-format', '--dry-run', '-Werror', ...cFiles()]),
  tool('types', 'types (tsc)', () => [bin('tsc'), '--noEmit']),
];

function cFiles(): string[] {
  return readdirSync(fromRoot('native'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(c|cc|h)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(fromRoot('native/addon/build')))
    .sort();
}
