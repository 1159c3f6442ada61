import { execFileSync } from 'node:child_process';
import { arch, cpus, hostname, release, totalmem, type } from 'node:os';

/** What is known of the machine that runs the tests. */
export function hostFacts(): Record<string, string> {
  const processors = cpus();
  return {
    name: hostname(),
    os: `${type()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cpus: String(processors.length),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
  };
}

/** Commit of the clone at `root`, with `+changes` when tracked files differ from it; null where there is no clone or no git. */
export function gitCommit(root: string): string | null {
  const commit = git(root, ['rev-parse', '--short=12', 'HEAD']);
  if (commit === null) return null;
  return git(root, ['status', '--porcelain', '--untracked-files=no']) === '' ? commit : `${commit}+changes`;
}

/** Provenance is a fact to note, not a condition to run: a machine without git gets null. */
function git(root: string, args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 }).trim();
  } catch {
    return null;
  }
}
