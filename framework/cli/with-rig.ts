import type { Board } from '../board/declaration';
import { alsoFailed } from '../errors/also-failed';
import { Cancelled, ConfigError } from '../errors/errors';
import type { CliContext, CliRig } from './context';

interface Use<T> {
  onConsole?: (peer: string, text: string) => void;
  /** Of the board's faults. */
  seed?: number;
  use: (rig: CliRig, interrupted: AbortSignal) => Promise<T>;
}

/**
 * Acquires the board, uses it, and releases it whatever happens in between; a signal ends all three in order. A board that was not released in order is an
 * error, told after that of its use if there was one: it may still be on.
 */
export async function withRig<T>(context: CliContext, board: Board, { onConsole, seed, use }: Use<T>): Promise<T> {
  const stop = new AbortController();
  const unlisten = context.onInterrupt((signal) => stop.abort(new Cancelled(`the command (${signal})`)));
  try {
    const rig = await context.openRig(board, {
      root: context.root,
      onProgress: (text) => context.err(`${board.name}: ${text}\n`),
      onConsole: (peer, text) => onConsole?.(peer, text),
      signal: stop.signal,
      seed,
    });
    let result: T;
    try {
      result = await use(rig, stop.signal);
    } catch (error) {
      const left = await rig.close();
      throw left ? alsoFailed(error, left) : error;
    }
    const left = await rig.close();
    if (left) throw left;
    return result;
  } finally {
    unlisten();
  }
}

/** Throws `ConfigError` before the board is booted for nothing. */
export function checkPeer(board: Board, id: string): void {
  if (Object.hasOwn(board.peers, id)) return;
  throw new ConfigError(`board '${board.name}' has no peer '${id}'`, { fix: `use one of: ${Object.keys(board.peers).join(', ')}` });
}
