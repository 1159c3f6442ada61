import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tally } from '../checks/check';
import { commandJson } from '../checks/command-json';
import { selftest } from '../checks/selftest';
import { suitesTally } from '../checks/suites';
import { inBuild, ROOT } from '../setup/paths';
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
  for (const { name, repeat } of options.boards) {
    let failed = 0;
    for (let run = 1; run <= repeat; run++) {
      signal.throwIfAborted();
      const seed = (run * 0x9e3779b1) >>> 0;
      const begun = performance.now();
      const { passed, failed: bad } = await once(name, seed, options, signal);
      // A run that was interrupted says nothing.
      signal.throwIfAborted();
      say(`${bad > 0 ? 'FAIL' : 'ok  '} ${name} ${run}/${repeat} seed ${seed}: ${passed} passed, ${bad} failed, ${since(begun)}`);
      if (bad > 0) failed++;
    }
    say(
      `${name}: ${options.suite === undefined ? 'all suites' : `suite ${options.suite}`} (${options.profile}), ${failed} of ${repeat} runs failed`,
    );
    failures += failed;
  }
  if (options.selftest) {
    signal.throwIfAborted();
    const begun = performance.now();
    const { passed, failed } = await wholeSelftest(signal);
    say(`selftest: ${passed} runs as they must be, ${failed} not, ${since(begun)}`);
    failures += failed;
  }
  const folder = join(ROOT, 'reports', 'out');
  const file = join(folder, `soak-${new Date().toISOString().replaceAll(':', '')}.log`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
  process.stdout.write(`log: ${file}\n`);
  return failures > 0 ? 1 : 0;
}

function since(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`;
}

/** Its progress, with what is wrong, and its matrix as JSON stay beside the log. */
async function wholeSelftest(signal: AbortSignal): Promise<Tally> {
  const logs = inBuild('logs');
  mkdirSync(logs, { recursive: true });
  return selftest([], { log: join(logs, 'soak-selftest.log'), result: join(logs, 'soak-selftest.json'), signal });
}

async function once(board: string, seed: number, { suite, profile }: SoakOptions, signal: AbortSignal): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-soak-'));
  try {
    const only = suite === undefined ? [] : ['--suite', suite];
    const args = ['run', '-b', board, ...only, '--profile', profile, '--seed', String(seed)];
    const { json, code } = await commandJson(args, { log: join(folder, 'log'), result: join(folder, 'json'), signal });
    return suitesTally(json, code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
