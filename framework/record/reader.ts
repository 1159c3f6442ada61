import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../errors/errors';
import { parseRecordLine } from './parse-line';
import { RECORD_FILE, type LineOf, type RecordLine, type RecordType } from './schema';

export interface RunRecord {
  readonly folder: string;
  readonly lines: readonly RecordLine[];
  /** A last line without its end, as a crash leaves it; not part of `lines`. */
  readonly partial: string | undefined;
}

/** Reads and checks a run's record: its folder or its `run.jsonl`. Throws `ConfigError` with file, line and field. */
export function readRecord(folderOrFile: string): RunRecord {
  const path = recordPath(folderOrFile);
  const texts = readText(path).split('\n');
  const partial = texts.pop() || undefined;
  const lines = texts.map((text, i) => parseRecordLine(text, path, `line ${i + 1}`));
  if (lines.length === 0) {
    throw new ConfigError(`${path} holds no line`, { fix: 'the run ended before it began; start it again' });
  }
  return { folder: dirname(path), lines, partial };
}

/** All lines of one type, in the order in which they were written. */
export function linesOf<T extends RecordType>(record: RunRecord, type: T): LineOf<T>[] {
  return record.lines.filter((line): line is LineOf<T> => line.type === type);
}

function recordPath(folderOrFile: string): string {
  return statSync(folderOrFile, { throwIfNoEntry: false })?.isDirectory() ? join(folderOrFile, RECORD_FILE) : folderOrFile;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`no record at ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      fix: 'give a run id from reports/out, or the folder of a run',
    });
  }
}
