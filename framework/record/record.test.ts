import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readRecord } from './reader';
import type { RecordEvent } from './schema';
import { RecordWriter } from './writer';

let folder: string;
const path = () => join(folder, 'run.jsonl');
const rows = () =>
  readFileSync(path(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const RUN: RecordEvent = {
  type: 'run',
  id: '20261124-0712-a1b2',
  profile: 'smoke',
  seed: 7,
  commit: null,
  started: '2026-11-24T07:12:00.000Z',
  host: { node: 'v20' },
};
const ROOT = resolve(__dirname, '../..');
/** Opens the record of the folder in argv, writes a line, and says how that went. */
const OPEN = `try {
  const { RecordWriter } = require('./framework/record/writer');
  RecordWriter.create(process.argv[1], 'sim').write({ type: 'console', peer: 'r5', text: 'x' });
  require('node:fs').writeSync(1, 'opened');
} catch (error) {
  require('node:fs').writeSync(1, error.code + ': ' + error.message);
}`;
const console1: RecordEvent = { type: 'console', peer: 'r5', text: 'hello' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-record-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the writer of the record', () => {
  test('has a line in the file when write returns, with schema, board, sequence and time', () => {
    const writer = RecordWriter.create(folder, 'sim');
    writer.write(RUN);
    writer.write({ ...console1, t: 123.4 });
    expect(rows()).toMatchObject([
      { schema: 1, board: 'sim', seq: 0, type: 'run' },
      { schema: 1, board: 'sim', seq: 1, t: 123.4, type: 'console', text: 'hello' },
    ]);
    writer.close();
  });

  test('that finds the disk full says so, and leaves no half line', () => {
    const writer = RecordWriter.create(folder, 'sim');
    writer.write(RUN);
    const before = readFileSync(path(), 'utf8');
    const full = jest.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    try {
      expect(() => writer.write(console1)).toThrow(
        expect.objectContaining({ code: 'RecordLost', message: expect.stringContaining('ENOSPC') }),
      );
    } finally {
      full.mockRestore();
    }
    expect(readFileSync(path(), 'utf8')).toBe(before);
    writer.close();
  });

  test('goes on with sequence and clock of a record that another writer began', () => {
    const first = RecordWriter.create(folder, 'sim');
    first.write(RUN);
    first.write(console1);
    first.close();
    const second = RecordWriter.create(folder, 'sim');
    second.write(console1);
    second.close();
    expect(rows().map((row) => row['seq'])).toEqual([0, 1, 2]);
    expect(second.t0).toBe(Date.parse('2026-11-24T07:12:00.000Z'));
  });

  test.each([
    ['one short byte', '{'],
    ['more than one read of the tail', `{"text":"${'x'.repeat(200_000)}`],
  ])('removes a last line that a crash cut short: %s', (_, partial) => {
    const first = RecordWriter.create(folder, 'sim');
    first.write(RUN);
    first.close();
    appendFileSync(path(), partial);
    const second = RecordWriter.create(folder, 'sim');
    second.write(console1);
    second.close();
    expect(rows().map((row) => row['seq'])).toEqual([0, 1]);
  });

  test('bounds what a board sends and leaves no control character in the file', () => {
    const writer = RecordWriter.create(folder, 'sim');
    writer.write({ type: 'console', peer: 'r5', text: '\u001b[2J\u009b2J\u2028' + 'ä'.repeat(5000) });
    writer.close();
    const text = readFileSync(path(), 'utf8');
    expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/); // eslint-disable-line no-control-regex
    const { text: kept } = rows()[0] as { text: string };
    expect(kept.startsWith('\u001b[2J\u009b2J\u2028ä')).toBe(true);
    expect(kept.endsWith('ä [cut]')).toBe(true);
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(4096);
  });

  test('refuses an event that the schema does not know and writes nothing', () => {
    const writer = RecordWriter.create(folder, 'sim');
    const bad = { type: 'console', peer: 'r5', text: 'x', colour: 'red' } as unknown as RecordEvent;
    expect(() => writer.write(bad)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    const contradiction: RecordEvent = {
      type: 'test',
      suite: '10',
      file: 'a.test.ts',
      name: 'a',
      status: 'broken',
      result: 'pass',
      ms: 1,
      reason: null,
      tStart: 0,
      tEnd: 1,
    };
    expect(() => writer.write(contradiction)).toThrow(/result/);
    expect(statSync(path()).size).toBe(0);
    writer.close();
    expect(() => writer.write(console1)).toThrow(/closed/);
  });

  test('a second writer is refused while the first one writes, whatever process it is in', () => {
    const first = RecordWriter.create(folder, 'sim');
    first.write(RUN);
    expect(() => RecordWriter.create(folder, 'sim')).toThrow(
      expect.objectContaining({ code: 'ConfigError', message: expect.stringContaining(`is being written by process ${process.pid}`) }),
    );
    const second = spawnSync(process.execPath, ['-r', 'esbuild-register', '-e', OPEN, folder], { cwd: ROOT, encoding: 'utf8' });
    expect(second.stdout).toContain(`ConfigError: the record ${path()} is being written by process ${process.pid}`);
    first.write(console1);
    first.close();
    expect(readdirSync(folder)).toEqual(['run.jsonl']);
    expect(rows().map((row) => row['seq'])).toEqual([0, 1]);
  });

  test('goes on with a record whose writer was killed', () => {
    const killed = spawnSync(process.execPath, ['-r', 'esbuild-register', '-e', `${OPEN}; process.kill(process.pid, 'SIGKILL')`, folder], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(killed).toMatchObject({ stdout: 'opened', signal: 'SIGKILL' });
    const next = RecordWriter.create(folder, 'sim');
    next.write(console1);
    next.close();
    expect(rows().map((row) => row['seq'])).toEqual([0, 1]);
  });

  test('sees that somebody else wrote to the file, and does not number over it', () => {
    const writer = RecordWriter.create(folder, 'sim');
    writer.write(RUN);
    appendFileSync(path(), `${JSON.stringify({ ...console1, schema: 1, board: 'sim', seq: 1, t: 0 })}\n`);
    expect(() => writer.write(console1)).toThrow(
      expect.objectContaining({ code: 'ConfigError', message: expect.stringContaining('somebody else writes to it') }),
    );
    expect(rows().map((row) => row['seq'])).toEqual([0, 1]);
    writer.close();
  });

  test('names a folder that it cannot write to', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => RecordWriter.create(join(folder, 'file', 'run'), 'sim')).toThrow(expect.objectContaining({ code: 'ConfigError' }));
  });
});

describe('the reader of the record', () => {
  const good = '{"schema":1,"board":"sim","seq":0,"t":0,"type":"console","peer":"r5","text":"a"}\n';

  test('takes one partial last line for what a crash left', () => {
    writeFileSync(path(), `${good}{"schema":1,"bo`);
    const record = readRecord(folder);
    expect(record.lines).toHaveLength(1);
    expect(record.partial).toBe('{"schema":1,"bo');
  });

  test.each([
    ['a line that is not JSON', `${good}nonsense\n${good}`, /run\.jsonl, line 2: not JSON/],
    ['a wrong field', `${good}${good.replace('"r5"', '5')}`, /line 2, field peer/],
    ['an unknown type', good.replace('console', 'consul'), /line 1, field type/],
    ['a newer schema', good.replace('"schema":1', '"schema":2'), /schema 2 is newer than schema 1/],
    ['an empty record', '', /holds no line/],
  ])('names file, line and field for %s', (_, text, message) => {
    writeFileSync(path(), text);
    expect(() => readRecord(folder)).toThrow(message);
  });

  test('says where a record should have been', () => {
    expect(() => readRecord(join(folder, 'none'))).toThrow(/none.*fix:/s);
  });
});
