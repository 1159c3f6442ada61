import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { initialCell, type Left, type ThreadCase } from './executed';

/** Builds the program that runs x86-64 threads, in `folder`. */
export function buildHostRunner(folder: string): string {
  const runner = join(folder, 'run-x86');
  execFileSync('gcc', ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O1', '-o', runner, join(__dirname, 'run-x86.c')], { stdio: 'pipe' });
  return runner;
}

/** Runs the threads on this machine. */
export function runOnHost(runner: string, cases: readonly ThreadCase[]): Left[] {
  const input = cases.map(
    (each) => `${Buffer.from(each.compiled.code).toString('hex')} ${initialCell(each).toString('hex')} ${each.compiled.outs.length}\n`,
  );
  const output = execFileSync(runner, { input: input.join(''), encoding: 'utf8', maxBuffer: 1 << 28 });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [outs = '', cell = ''] = line.split(':');
      return { outs, cell };
    });
}
