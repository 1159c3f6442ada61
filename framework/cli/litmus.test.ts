import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../record/exit-status';
import { processContext, type CliContext } from './context';
import { JSON_SHAPES } from './json-shapes';
import { runCli } from './main';

const TESTS = resolve(__dirname, '..', 'litmus', 'test');
const GOLDEN = join(TESTS, 'golden');
let folder = '';
let out = '';
let err = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-litmus-'));
  writeFileSync(join(folder, 'bad.litmus'), 'AArch64 bad\n{ 0:X1=x; }\n P0 ;\n FMOV S0,S1 ;\nexists (0:X0=0)\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[], overrides: Partial<CliContext> = {}): Promise<number> {
  out = err = '';
  const context = {
    ...processContext(),
    cwd: TESTS,
    env: {},
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
  };
  return runCli(['litmus', ...args], { ...context, ...overrides });
}

describe('litmus --model-only', () => {
  test('prints a line a test: name, verdict, number of states, condition', async () => {
    expect(await run(['--model-only', 'corpus/aarch64/2+2W+dmb.sts.litmus'])).toBe(EXIT.pass);
    expect(out.replace(/ +/g, ' ')).toBe('2+2W+dmb.sts Forbidden 3 states exists ([x]=2 /\\ [y]=2)\n');
  });

  test('with --json prints one object a test, each on a line, and nothing else', async () => {
    expect(await run(['--model-only', '--json', 'golden', '--expect', 'golden/states-inner.tsv'])).toBe(EXIT.pass);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON_SHAPES.litmus.parse(JSON.parse(line)));
    expect(lines).toHaveLength(readdirSync(GOLDEN).filter((name) => name.endsWith('.litmus')).length);
    expect(lines.find(({ name }) => name === 'SB-never')).toMatchObject({
      arch: 'aarch64',
      file: 'golden/SB-never.litmus',
      condition: '~exists (0:X2=0 /\\ 1:X2=0)',
      verdict: 'Forbidden',
      states: ['0:X2=0; 1:X2=1;', '0:X2=1; 1:X2=0;', '0:X2=1; 1:X2=1;'],
    });
    // Progress lines come before it on a machine that is slow.
    expect(err.replace(/^\d+ of \d+ tests\n/gm, '')).toBe(`${lines.length} of ${lines.length} agree\n`);
  });

  test('compares with tables of states and of verdicts, and ends with how many agree', async () => {
    expect(
      await run(['--model-only', 'corpus/aarch64', 'corpus/arm', '--expect', 'corpus/states.tsv', '--expect', 'corpus/verdicts.tsv']),
    ).toBe(EXIT.pass);
    expect(out).toMatch(/\n201 of 201 agree\n$/);
  });

  test('names each difference and exits 1: the domain makes one here', async () => {
    expect(
      await run([
        '--model-only',
        '--domain',
        'amp',
        'golden/MP+dmb.ishs.litmus',
        '--expect',
        'golden/states-inner.tsv',
        '--expect',
        'golden/verdicts-inner.tsv',
      ]),
    ).toBe(EXIT.fail);
    expect(err.split('\n')).toEqual([
      'golden/MP+dmb.ishs.litmus: state not expected: 1:X0=1; 1:X2=0;',
      'golden/MP+dmb.ishs.litmus: verdict Allowed, expected Forbidden',
      '',
    ]);
    expect(out).toMatch(/0 of 1 agree\n$/);
  });

  test('a test that the table lacks is named, and is no agreement', async () => {
    expect(await run(['--model-only', 'golden/SB-never.litmus', '--expect', 'corpus/states.tsv'])).toBe(EXIT.fail);
    expect(err).toBe('golden/SB-never.litmus: not in corpus/states.tsv\n');
  });

  test('a file outside the supported form is told, the others are judged, and the exit is 2', async () => {
    expect(await run(['--model-only', folder, 'golden/SB-never.litmus', '--expect', 'golden/states-inner.tsv'])).toBe(EXIT.usage);
    expect(err).toMatch(/bad\.litmus:4.*FMOV/s);
    expect(out).toMatch(/SB-never.*\n1 of 2 agree, 1 not judged\n$/);
  });

  test('explains a state in words, and draws it', async () => {
    expect(await run(['--model-only', 'golden/MP+popl+poap.litmus', '--explain', '1:X0=1; 1:X2=0', '--svg', folder])).toBe(EXIT.pass);
    expect(out).toMatch(/forbidden: the model demands[^]*c before d: c is a load-acquire/);
    expect(readFileSync(join(folder, 'MP+popl+poap.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
  });

  test("'condition' is the state that the condition is about: a witness where there is one", async () => {
    expect(await run(['--model-only', 'golden/MP+dmb.ishs.litmus', '--domain', 'amp', '--explain', 'condition'])).toBe(EXIT.pass);
    expect(out).toMatch(/MP\+dmb\.ishs: 1:X0=1; 1:X2=0;\nallowed, by this execution/);
    expect(out).toMatch(/note: DMB ISH of P0 orders nothing here/);
  });

  test('a signal ends it between two tests: exit 3', async () => {
    let signal: ((signal: NodeJS.Signals) => void) | undefined;
    const interrupted: Partial<CliContext> = {
      onInterrupt: (listener) => {
        signal = listener;
        return () => undefined;
      },
      out: () => signal?.('SIGINT'),
    };
    expect(await run(['--model-only', 'golden'], interrupted)).toBe(EXIT.broken);
    expect(err).toMatch(/Cancelled: the command \(SIGINT\) was cancelled/);
  });

  test.each([
    { args: ['golden', '--expect', 'states.tsv'], what: /--expect asks the model alone\n.*give --model-only/ },
    { args: ['golden', '--explain', 'condition'], what: /--explain asks the model alone/ },
    { args: ['golden', '--model-only', '--mutate', 'weaken'], what: /--mutate is about a board/ },
    { args: ['golden', '-b', 'sim', '--map', 'P0=linux,P1=gpu'], what: /there is no peer 'gpu'/ },
    { args: ['golden', '-b', 'sim', '--stride', '48'], what: /stride is 48: a power of two from 16 to 4096/ },
    { args: ['golden', '-b', 'sim', '--iterations', '0'], what: /iterations is 0/ },
    { args: ['golden', '-b', 'sim', '--mutate', 'swap-all'], what: /unknown mutation 'swap-all'/ },
    { args: ['--model-only'], what: /missing required argument 'FILE'/ },
    { args: ['--model-only', 'nowhere'], what: /'nowhere' cannot be read: .*ENOENT/ },
    { args: ['--model-only', 'golden', '--expect', 'nowhere.tsv'], what: /--expect 'nowhere.tsv' cannot be read/ },
    { args: ['--model-only', 'golden', '--expect', 'golden/SB-never.litmus'], what: /SB-never.litmus:1: it is neither/ },
    { args: ['--model-only', 'golden', '--domain', 'outer'], what: /Allowed choices are inner, amp/ },
    { args: ['--model-only', 'golden/SB-never.litmus', '--explain', '0:X9'], what: /write it like 0:X2=…; 1:X2=…;/ },
    {
      args: ['--model-only', 'golden', '--json', '--explain', 'condition'],
      what: /'--json' cannot be used with option '--explain <STATE>'/,
    },
    { args: ['--model-only', 'golden/SB-never.litmus', '--svg', 'corpus/states.tsv'], what: /--svg '.*states.tsv' cannot be written/ },
  ])('$args is a wrong command line, exit 2', async ({ args, what }) => {
    expect(await run(args)).toBe(EXIT.usage);
    expect(err).toMatch(what);
  });
});
