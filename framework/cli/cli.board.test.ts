import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Writable } from 'node:stream';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { linesOf, readRecord } from '../record/reader';
import { JSON_SHAPES } from './json-shapes';

/** The real command in a process of its own, on the simulator: what docs/cli.md says, checked against what it prints. */

const launcher = join(__dirname, 'amp-hil.js');
let folder: string;

interface Output {
  exit: number | null;
  out: string;
  err: string;
}

function ampHil(
  args: readonly string[],
  onErr: (err: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
  onStart: (stdin: Writable) => void = (stdin) => stdin.end(),
): Promise<Output> {
  const child = spawn(process.execPath, [launcher, ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  onStart(child.stdin);
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
    onErr(err, (signal) => child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, out, err }));
  });
}

const keepOpen = (): void => undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command on the simulator', () => {
  test('boards prints the documented JSON from any folder', async () => {
    const { exit, out } = await ampHil(['boards', '--json']);
    expect(exit).toBe(0);
    expect(JSON_SHAPES.boards.parse(JSON.parse(out)).boards).toContainEqual(expect.objectContaining({ name: 'sim', emulated: true }));
  });

  test('run prints the documented JSON and leaves record, reports and console logs, each test with both consoles', async () => {
    const { exit, out, err } = await ampHil(['run', '-b', 'sim', '--suite', '10', '--seed', '7', '--json', '--out', '.']);
    const { runs } = JSON_SHAPES.run.parse(JSON.parse(out));
    expect({ exit, problems: runs[0]?.problems }).toEqual({ exit: 0, problems: [] });
    expect(err).toContain('10.identity.test.ts');
    const { paths, id, counts, emulated } = runs[0]!;
    expect(emulated).toBe(true);
    expect(counts.pass).toBeGreaterThan(0);
    expect(readFileSync(paths.consoles['r5'] ?? '', 'utf8')).toMatch(/\] \S.* proto=1 /);
    expect(readFileSync(paths.junit, 'utf8')).toContain(`tests="${counts.pass}" failures="0" errors="0" skipped="0"`);
    const again = await ampHil(['report', id, '--out', '.', '--json']);
    expect(JSON_SHAPES.report.parse(JSON.parse(again.out))).toEqual(runs[0]);
  }, 60_000);

  test('peek and poke print the documented JSON', async () => {
    const poke = await ampHil(['poke', '-b', 'sim', '--peer', 'r5', '0x100', '0xdeadbeef', '--json']);
    expect({ ...poke, json: JSON_SHAPES.poke.parse(JSON.parse(poke.out)).value }).toMatchObject({ exit: 0, json: '0xdeadbeef' });
    const peek = await ampHil(['peek', '-b', 'sim', '--peer', 'linux', '0x100', '--width', '8', '--json']);
    expect({ ...peek, json: JSON_SHAPES.peek.parse(JSON.parse(peek.out)).width }).toMatchObject({ exit: 0, json: 8 });
  }, 60_000);

  test('a board without a supply that cannot be reached is an error, not the silent end of the command', async () => {
    const [index, zcu102] = [join(__dirname, '..'), join(__dirname, '../../boards/zcu102/board')].map((path) => JSON.stringify(path));
    const file = join(folder, 'always-on.ts');
    writeFileSync(
      file,
      `import { defineBoard, ssh } from ${index};
import zcu102 from ${zcu102};
const linux = ssh({ host: '127.0.0.1', hostKey: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', identity: '/no/such/key' });
export default defineBoard({ ...zcu102, name: 'always-on', peers: { linux }, power: { kind: 'none' }, capabilities: [] });
`,
    );
    expect(await ampHil(['peek', '0', '-b', file])).toEqual({
      exit: 2,
      out: '',
      err: expect.stringContaining("ConfigError: the identity '/no/such/key' cannot be read"),
    });
  }, 60_000);

  test('a console that nobody reads any more releases the board', async () => {
    const child = spawn(process.execPath, [launcher, 'console', 'r5', '-b', 'sim'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdout.once('data', () => child.stdout.destroy());
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // What makes it write again: the end of a pipe shows in a write only.
    const typing = setInterval(() => child.stdin.write('id\n'), 100);
    child.stdin.on('error', () => undefined);
    const givenUp = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const exit = await ended;
    clearInterval(typing);
    clearTimeout(givenUp);
    expect(exit).toBe(0);
  }, 30_000);

  test('a board file that does not compile is named with line, column and what is wrong there', async () => {
    const file = join(folder, 'broken.ts');
    writeFileSync(file, 'const a = 1;\nexport default {');
    const { exit, err } = await ampHil(['export', '-b', file]);
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringMatching(/^error: ConfigError: .*broken\.ts:2:16: ERROR: /) });
  });

  test('a run whose progress nobody reads any more gets to its end', async () => {
    const child = spawn(process.execPath, [launcher, 'run', '-b', 'sim', '--suite', '10', '--out', 'unread'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.once('data', () => child.stderr.destroy());
    expect(await new Promise((ended) => child.once('exit', ended))).toBe(0);
  }, 60_000);

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s during a run, twice, ends in exit 3 with the board free, record and reports whole',
    async (signal) => {
      let sent = false;
      const parent = join(folder, signal);
      const { exit, out, err } = await ampHil(['run', '-b', 'sim', '--profile', 'qualify', '--out', parent, '--json'], (text, kill) => {
        if (sent || !/ {2}ok /.test(text)) return;
        sent = true;
        kill(signal);
        kill(signal);
      });
      const { runs } = JSON_SHAPES.run.parse(JSON.parse(out));
      expect({ exit, status: runs[0]?.status, reason: runs[0]?.reason, err }).toMatchObject({
        exit: 3,
        status: 'broken',
        reason: `interrupted by ${signal}`,
      });
      const record = readRecord(runs[0]!.paths.folder);
      expect(linesOf(record, 'end')).toHaveLength(1);
      expect(existsSync(runs[0]!.paths.junit)).toBe(true);
      expect(sent).toBe(true);
      // Free for the next one: no lock and no process of the board is left.
      expect(await ampHil(['peek', '-b', 'sim', '0'])).toMatchObject({ exit: 0 });
    },
    60_000,
  );

  test('console sends each line of its input as a command and ends with the input', async () => {
    const { exit, out } = await ampHil(['console', '-b', 'sim', 'r5'], undefined, (stdin) =>
      stdin.end('write 32 100 c0ffee\nread 32 100\n'),
    );
    expect(exit).toBe(0);
    expect(out).toMatch(/ ok 00c0ffee /);
  }, 60_000);

  test('console shows what the R5 says while its input is open, and Ctrl-C releases the board', async () => {
    const onReady = (text: string, kill: (signal: NodeJS.Signals) => void): void => {
      if (text.includes('Ctrl-C releases')) kill('SIGINT');
    };
    const { exit, out } = await ampHil(['console', '-b', 'sim', 'r5'], onReady, keepOpen);
    expect(exit).toBe(0);
    expect(out).toContain(' proto=1 ');
  }, 60_000);
});
