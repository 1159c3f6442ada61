import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gnuAssemble, gnuDisassemble } from '../code/test/gnu-binutils';
import { ISAS, type Isa } from '../code/isa';
import { corpus } from './test/corpora';
import { firstDifference, threadCases, type Left, type ThreadCase } from './test/executed';
import { buildBareRunner, runEmulated } from './test/run-emulated';
import { buildHostRunner, runOnHost } from './test/run-host';

const folder = mkdtempSync(join(tmpdir(), 'amp-hil-corpora-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tests = (['aarch64', 'arm', 'aarch64-3', 'arm-3'] as const).flatMap(corpus);
/** Threads of these tests that each side can run. */
const THREADS: Record<Isa, number> = { aarch64: 984, 'armv7-r': 806, 'x86-64': 984 };

describe.each(ISAS)('of the generated tests on %s', (isa) => {
  const cases = threadCases(tests, isa, ['lse', 'rcpc']);
  const code = Uint8Array.from(cases.flatMap(({ compiled }) => [...compiled.code]));

  test('every thread that the side can express is there', () => {
    expect(cases).toHaveLength(THREADS[isa]);
  });

  test('the GNU assembler makes the same code of every listing', () => {
    expect(
      gnuAssemble(
        isa,
        cases.flatMap(({ compiled }) => compiled.assembly),
      ),
    ).toEqual(code);
  });

  test('the disassembler reads every thread as the instructions of its listing', () => {
    const read = gnuDisassemble(isa, code);
    expect(read).toHaveLength(cases.reduce((sum, { compiled }) => sum + compiled.instructions, 0));
    expect(gnuAssemble(isa, read)).toEqual(code);
  });

  test('every thread leaves what it leaves on the sequential machine', () => {
    expect(firstDifference(cases, run(isa, cases))).toBeUndefined();
  });
});

function run(isa: Isa, cases: readonly ThreadCase[]): Left[] {
  if (isa === 'x86-64') return runOnHost(buildHostRunner(folder), cases);
  return runEmulated(isa, buildBareRunner(isa, folder), folder, cases);
}
