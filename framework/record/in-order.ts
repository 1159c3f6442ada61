import { ConfigError } from '../errors/errors';
import type { RunRecord } from './reader';
import type { RecordLine } from './schema';

/**
 * The lines by their key `(board, seq)`: a line that is there twice counts once, and lines in another order than they were written in are put right. Two lines
 * of one key that differ, and a line that is missing, are a `ConfigError`: such a record is not what a run wrote.
 */
export function inOrder({ lines, folder }: RunRecord): RecordLine[] {
  const byBoard = new Map<string, Map<number, RecordLine>>();
  for (const line of lines) {
    const ofBoard = byBoard.get(line.board) ?? new Map<number, RecordLine>();
    byBoard.set(line.board, ofBoard);
    const before = ofBoard.get(line.seq);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(line))
      throw wrong(folder, `has two lines of board '${line.board}' with seq ${line.seq} that differ`);
    ofBoard.set(line.seq, line);
  }
  return [...byBoard].flatMap(([board, ofBoard]) => {
    const ordered = [...ofBoard.values()].sort((a, b) => a.seq - b.seq);
    const missing = ordered.findIndex(({ seq }, i) => seq !== i);
    if (missing >= 0) throw wrong(folder, `has no line of board '${board}' with seq ${missing}`);
    return ordered;
  });
}

function wrong(folder: string, what: string): ConfigError {
  return new ConfigError(`the record in ${folder} ${what}`, {
    fix: 'it was changed after it was written: restore it, or leave this run out',
  });
}
