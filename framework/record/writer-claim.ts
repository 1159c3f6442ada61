import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../errors/errors';
import { isTaken } from './make-folder';

/**
 * Makes this process the one that writes to the record at `path`, until the returned function is called. The claim is a file beside the record
 * with the process's id and start in it; one that a process left behind when it was killed is taken over.
 * Throws `ConfigError` naming the process that writes already.
 */
export function claimRecord(path: string): () => void {
  const claim = `${path}.writer`;
  const mine = `${claim}.${process.pid}`;
  writeFileSync(mine, `${process.pid} ${startOf(process.pid)}\n`);
  try {
    // A link is there with its whole text or not at all: nobody can read a claim that is half written.
    for (let tries = 0; !tryLink(mine, claim); tries++) {
      const owner = ownerOf(claim);
      if (owner !== undefined || tries > 1) {
        throw new ConfigError(`the record ${path} is being written by ${owner === undefined ? 'another process' : `process ${owner}`}`, {
          fix: 'give each run a folder of its own (AMP_HIL_RUN_DIR), or wait for that process to end',
        });
      }
      rmSync(claim, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(claim, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/** The process that holds a claim; undefined when it has ended, whatever process has its id by now. */
function ownerOf(claim: string): number | undefined {
  const [id = '', start = ''] = textOf(claim).trim().split(' ');
  const pid = Number(id);
  return Number.isInteger(pid) && pid > 0 && start !== '' && startOf(pid) === start ? pid : undefined;
}

/** When a process started, in clock ticks since the machine's boot; '' when there is none of that id. */
function startOf(pid: number): string {
  // The second field, the program's name in brackets, may hold spaces; what follows the last bracket does not.
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It has gone: the process ended, or gave its claim back, a moment ago.
  }
}
