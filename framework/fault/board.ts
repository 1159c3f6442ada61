import type { Board } from '../board/declaration';
import { ConfigError } from '../errors/errors';
import { faultText, parseFault, type Fault } from './parse';

/** What is broken on purpose on a board that `defineBoard` checked. */
export function faultsOf(board: Pick<Board, 'faults'>): Fault[] {
  return board.faults.map(parseFault);
}

/** The argument of a fault that is on, 0 where it takes none; undefined: it is off. */
export function faultArgument(board: Pick<Board, 'faults'>, name: string): number | undefined {
  const fault = faultsOf(board).find(({ kind }) => kind.name === name);
  return fault && (fault.argument ?? 0);
}

/** The faults of a declaration as `faultText` writes them. Throws `ConfigError` for one that is unknown, given twice, or that only a simulator can act out. */
export function checkedFaults({ name, faults, power }: Pick<Board, 'name' | 'faults' | 'power'>): string[] {
  const parsed = faults.map(parseFault);
  const twice = parsed.find((fault, i) => parsed.findIndex(({ kind }) => kind.name === fault.kind.name) !== i);
  if (twice)
    throw new ConfigError(`board '${name}': fault '${twice.kind.name}' is given twice`, { fix: 'give each fault once, with one argument' });
  const alien = power.kind === 'simulator' ? undefined : parsed.find(({ kind }) => kind.place !== 'litmus');
  if (alien) {
    throw new ConfigError(`board '${name}': fault '${faultText(alien)}' needs a simulator, and this board's power is '${power.kind}'`, {
      fix: 'use it with -b sim, or with a board whose power is simulator(); the faults of litmus threads (drop-barriers and the like) act on any board',
    });
  }
  return parsed.map(faultText);
}
