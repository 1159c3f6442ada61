import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../child';
import type { Tally } from '../checks/check';
import { suitesTally } from '../checks/suites';
import { fromRoot, ROOT } from '../setup/paths';
import { soakOptions, type SoakOptions } from './options';

/** Each run has a seed of its own, which its line names: a failure is run again with it. */
export async function soakRuns(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = soakOptions(args);
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
    process.stdout.write(`${line}\n`);
  };
  let failures = 0;
  for (const board of options.board) {
    let failed = 0;
    for (let run = 1; run <= options.repeat; run++) {
      signal.throwIfAborted();
      const seed = (run * 0x9e3779b1) >>> 0;
      const begun = performance.now();
      const { passed, failed: bad } = await once(board, seed, options, signal);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      say(`${bad > 0 ? 'FAIL' : 'ok  '} ${board} ${run}/${options.repeat} seed ${seed}: ${passed} passed, ${bad} failed, ${seconds} s`);
      if (bad > 0) failed++;
    }
    say(`${board}: suite ${options.suite} (${options.profile}), ${failed} of ${options.repeat} runs failed`);
    failures += failed;
  }
  const folder = join(ROOT, 'reports', 'out');
  const file = join(folder, `soak-${new Date().toISOString().replaceAll(':', '')}.log`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
  process.stdout.write(`log: ${file}\n`);
  return failures > 0 ? 1 : 0;
}

async function once(board: string, seed: number, { suite, profile }: SoakOptions, signal: AbortSignal): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-soak-'));
  const [out, json] = [openSync(join(folder, 'log'), 'w'), openSync(join(folder, 'json'), 'w')];
  try {
    const command = ['run', '-b', board, '--suite', suite, '--profile', profile, '--seed', String(seed), '--json'];
    const args = [fromRoot('framework/cli/amp-hil.js'), ...command];
    const code = await runChild(process.execPath, args, { stdio: ['ignore', json, out], signal, cwd: ROOT, abort: 'program' });
    return suitesTally(readFileSync(join(folder, 'json'), 'utf8'), code);
  } finally {
    closeSync(out);
    closeSync(json);
    rmSync(folder, { recursive: true });
  }
}
