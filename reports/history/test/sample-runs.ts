import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_FILE, type RecordEvent } from '../../../framework/record/schema';

export interface SampleRun {
  readonly id: string;
  /** Medians by id of the measurement. */
  readonly medians: Readonly<Record<string, number>>;
  readonly started?: string;
  readonly profile?: 'smoke' | 'nightly';
  readonly faults?: string[];
  readonly ended?: boolean;
}

/** The lines of a run's record, each with its key. */
export function recordLines({ id, medians, started, profile = 'nightly', faults, ended = true }: SampleRun): string[] {
  const events: RecordEvent[] = [
    {
      ...{ type: 'run', t: 0, id, profile, seed: 7, commit: null, host: {}, started: started ?? startOf(id) },
      ...(faults && { faults }),
    },
    { type: 'rig', t: 1, emulated: true, kernel: '6.1', firmware: 'f', addon: 'a', clocks: {} },
    ...Object.entries(medians).map(([name, median]): RecordEvent => {
      const precision = { level: 0.95, interval: { low: 0.99 * median, high: 1.01 * median }, wanted: 0.05, reached: true };
      return { type: 'measurement', t: 2, id: name, unit: 'MB/s', median, n: 9, quantiles: {}, limits: null, result: 'none', precision };
    }),
    ...(ended
      ? [{ type: 'end', t: 3, status: 'completed', reason: null, counts: { pass: 0, fail: 0, broken: 0, skipped: 0 }, exit: 0 } as const]
      : []),
  ];
  return events.map((event, seq) => JSON.stringify({ schema: 1, board: 'sim', seq, ...event }));
}

/** The id says when, as those of real runs do. */
function startOf(id: string): string {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)/.exec(id) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:00.000Z`;
}

export function runId(n: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `202611${two(1 + Math.floor(n / 1440))}-${two(Math.floor(n / 60) % 24)}${two(n % 60)}-${(0x1000 + n).toString(16)}`;
}

export function writeRun(runsFolder: string, run: SampleRun, lines = recordLines(run)): string {
  const folder = join(runsFolder, run.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, RECORD_FILE), lines.map((line) => `${line}\n`).join(''));
  return folder;
}
