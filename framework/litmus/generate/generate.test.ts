import { LitmusError } from '../../errors/errors';
import { evaluate } from '../model/evaluate';
import { parseLitmus } from '../parse/parse';
import { printLitmus } from '../print';
import type { LitmusTest } from '../program';
import { CORPUS_FOLDERS, corpusFiles } from '../test/corpus';
import { generateFromCycle } from './generate';
import { randomCycles } from './random';

/** What a test says, apart from its metadata and lines. */
function content({ arch, name, doc, locations, threads, conditionText }: LitmusTest): unknown {
  const code = threads.map(({ initial, instructions }) => ({ initial, instructions: instructions.map(({ text }) => text) }));
  return { arch, name, doc, locations, code, conditionText };
}

function cycleOf(test: LitmusTest): string {
  return test.info.find(([key]) => key === 'Orig')![1];
}

test('each of the 390 files of the corpus comes out of its cycle as diy wrote it: name, registers, instructions, condition', () => {
  const files = CORPUS_FOLDERS.flatMap((folder) => corpusFiles(folder));
  expect(files).toHaveLength(390);
  for (const { text } of files) {
    const written = parseLitmus(text);
    expect(content(generateFromCycle(cycleOf(written), { arch: written.arch }))).toEqual(content(written));
  }
});

test.each([
  ['PodWW Rfe DMBdRR Fre', 'MP+po+dmb.sy'],
  ['Rfe DMBdRR Fre PodWW', 'MP+po+dmb.sy'],
  ['DMB.SYdWR Fre DMB.SYdWR Fre', 'SB+dmb.sys'],
  ['PodWWPL Rfe PodRRAP Fre', 'MP+popl+poap'],
  ['DMB.ISHdWR Fre PodWR Fre', 'SB+dmb.ish+po'],
  ['PodWW Rfe DpAddrdW Rfi DpAddrdR Fre', 'MP+po+addr-rfi-addr'],
  ['PosRR Fre Rfe', 'CoRR'],
  ['PosRW Coe Rfe', 'CoRW2'],
  ['PodWW Wse PodWW Wse', '2+2W'],
  ['PodWW Rfe PodRR Fre PodWR Fre', 'W+RWC'],
  ['PodWW Coe PodWW Rfe PodRR Fre', 'Z6.3'],
])('the cycle %s is %s', (cycle, name) => {
  expect(generateFromCycle(cycle).name).toBe(name);
});

test('values follow coherence through internal communication', () => {
  const test = generateFromCycle('DMB.SYdWW Rfe DpDatadW Rfi DpAddrdR Fre');
  expect(test.conditionText).toBe('exists (1:X1=1 /\\ 1:X4=1 /\\ 1:X6=0)');
  expect(evaluate(test, { domain: 'inner' }).verdict).toBe('Forbidden');
});

test('coherence cycles are forbidden', () => {
  for (const cycle of ['PosRR Fre Rfe', 'PosRW Coe Rfe'])
    expect(evaluate(generateFromCycle(cycle), { domain: 'inner' }).verdict).toBe('Forbidden');
});

test('a generated test prints and reads back', () => {
  const test = generateFromCycle('PodWWPL RfeLA DpAddrdRAQ FreQP');
  expect(content(parseLitmus(printLitmus(test)))).toEqual(content(test));
});

test.each([
  ['PodWW', /1 relaxations/],
  ['PodWW Rfe DmbdRR Fre', /'DmbdRR' is no relaxation/],
  ['PodWW Fre PodRR Fre', /PodWW ends in W, Fre begins with R/],
  ['PodWW Rfe PodRR', /PodRR ends in R, PodWW begins with W/],
  ['PosWW Coi', /without communication/],
  ['PodWR Fre Coe', /changes its location once/],
  ['PodWWPP RfeLP PodRR Fre', /the letters P and L differ/],
  ['PodWWAP Rfe PodRR Fre', /A does not fit a write/],
  ['DpDatadR Fre PodWW Rfe', /'DpDatadR' is no relaxation/],
  ['PodWW Coe Coe Rfe PodRR Fre', /does not show without an observer/],
  [Array(33).fill('Rfe').join(' '), /33 relaxations/],
])('the cycle %s is refused', (cycle, says) => {
  expect(() => generateFromCycle(cycle)).toThrow(says);
  expect(() => generateFromCycle(cycle)).toThrow(LitmusError);
});

test('ARM has no acquire, no release and no barrier for loads', () => {
  expect(() => generateFromCycle('PodWWPL Rfe PodRR Fre', { arch: 'ARM' })).toThrow(/ARM has no acquire or release/);
  expect(() => generateFromCycle('PodWW Rfe DMB.LDdRR Fre', { arch: 'ARM' })).toThrow(/no relaxation of ARM/);
});

describe.each([
  ['AArch64', undefined],
  ['AArch64', 2],
  ['ARM', 3],
] as const)('random cycles of %s with %s threads', (arch, threads) => {
  const options = threads === undefined ? { arch } : { arch, threads };
  const tests = randomCycles(7, 60, options);

  test('are new each, the same for the same seed, others for another', () => {
    expect(new Set(tests.map(({ name }) => name)).size).toBe(60);
    expect(randomCycles(7, 60, options)).toEqual(tests);
    expect(randomCycles(8, 60, options)).not.toEqual(tests);
    if (threads !== undefined) expect(tests.map((each) => each.threads.length)).toEqual(Array(60).fill(threads));
  });

  test('are critical: with full barriers forbidden, with nothing allowed', () => {
    for (const one of tests) {
      const edge = /(?:Pod|DMB\.?\w*d|DSB\.?\w*d|ISBd)([RW])([RW])(?:[PAQL]{2})?|Dp\w+d([RW])(?:[PAQL]{2})?/g;
      const with_ = (name: string): string =>
        cycleOf(one).replace(
          edge,
          (_, from: string | undefined, to: string | undefined, dep: string | undefined) => `${name}${from ?? 'R'}${to ?? dep}`,
        );
      expect([one.name, evaluate(generateFromCycle(with_('DMBd'), { arch }), { domain: 'inner' }).verdict]).toEqual([
        one.name,
        'Forbidden',
      ]);
      expect([one.name, evaluate(generateFromCycle(with_('Pod'), { arch }), { domain: 'inner' }).verdict]).toEqual([one.name, 'Allowed']);
    }
  });
});

test('more random cycles than there are is an error that says how many were found', () => {
  expect(() => randomCycles(1, 100_000, { arch: 'ARM', threads: 2 })).toThrow(/cycles found, 100000 asked for/);
});
