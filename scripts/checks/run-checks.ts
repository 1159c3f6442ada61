import { mkdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inBuild, ROOT } from '../setup/paths';
import { Progress } from '../setup/progress';
import type { Check, Tally } from './check';

const SHOWN_LINES = 80;

/** Runs every check, whatever the others showed, and gives the sum. What a failing one printed is shown below its line. */
export async function runChecks(checks: readonly Check[], signal: AbortSignal): Promise<Tally> {
  const logs = inBuild('logs');
  mkdirSync(logs, { recursive: true });
  const progress = new Progress();
  const total = { passed: 0, failed: 0 };
  const failures: string[] = [];
  for (const [i, check] of checks.entries()) {
    signal.throwIfAborted();
    progress.start(`[${i + 1}/${checks.length}] ${check.title}`);
    const log = `${logs}/test-${check.name}.log`;
    const tally = await check.run({ signal, log, result: `${logs}/test-${check.name}.json` });
    progress.end(signal.aborted ? 'stopped' : tally.failed > 0 ? 'FAILED' : 'passed', `${tally.passed} passed, ${tally.failed} failed`);
    signal.throwIfAborted();
    total.passed += tally.passed;
    total.failed += tally.failed;
    if (tally.failed > 0) {
      progress.line(tail(log));
      failures.push(`${check.title}: ${tally.failed} failed, all of it in ${relative(ROOT, log)}`);
    }
  }
  for (const line of failures) progress.line(`FAILED  ${line}`);
  return total;
}

function tail(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const left = lines.length > SHOWN_LINES ? [`    (${lines.length - SHOWN_LINES} lines before these are in the log)`] : [];
  return [...left, ...lines.slice(-SHOWN_LINES).map((line) => `    ${line}`)].join('\n');
}
