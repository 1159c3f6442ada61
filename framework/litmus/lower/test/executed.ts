import { isAmpHilError } from '../../../errors/errors';
import type { Isa } from '../../code/isa';
import type { LitmusTest } from '../../program';
import { alone, finalValue } from '../../sequential/interleavings';
import type { Feature } from '../backend';
import { compileThread, type CompiledThread } from '../compile-thread';
import { layoutOf, type CellLayout } from '../layout';

/** A compiled thread that a core runs alone, on a cell of its own. */
export interface ThreadCase {
  readonly test: LitmusTest;
  readonly thread: number;
  readonly layout: CellLayout;
  readonly compiled: CompiledThread;
}

/** What a run leaves: the outs, then the cell, in hexadecimal. */
export interface Left {
  readonly outs: string;
  readonly cell: string;
}

export function threadCase(test: LitmusTest, thread: number, isa: Isa, features: readonly Feature[] = []): ThreadCase {
  const layout = layoutOf(test, { spacing: 'apart' });
  return { test, thread, layout, compiled: compileThread(test, thread, isa, layout, { features }) };
}

/** Cases of the tests that `isa` can express; what it refuses is asked of other tests. */
export function threadCases(tests: readonly LitmusTest[], isa: Isa, features: readonly Feature[] = []): ThreadCase[] {
  return tests.flatMap((test) =>
    test.threads.flatMap((_, thread): ThreadCase[] => {
      try {
        return [threadCase(test, thread, isa, features)];
      } catch (error) {
        if (isAmpHilError(error) && error.code === 'NotExpressible') return [];
        throw error;
      }
    }),
  );
}

/** The cell as it is before the run. Bytes of no location are 0xaa. */
export function initialCell({ test, layout }: ThreadCase): Buffer {
  const initial = new Map(test.locations.map((location) => [location.name, location.initial.kind === 'int' ? location.initial.value : 0n]));
  return cellWith(layout, (location) => initial.get(location) ?? 0n);
}

/** What the thread leaves on the sequential machine. */
export function expectedLeft({ test, thread, layout, compiled }: ThreadCase): Left {
  const end = alone(test, thread);
  const outs = Buffer.alloc(4 * compiled.outs.length);
  compiled.outs.forEach((reg, i) => outs.writeUInt32LE(Number(finalValue({ kind: 'register', thread, reg }, end)), 4 * i));
  return { outs: outs.toString('hex'), cell: cellWith(layout, (location) => end.memory.get(location) ?? 0n).toString('hex') };
}

function cellWith(layout: CellLayout, valueOf: (location: string) => bigint): Buffer {
  const cell = Buffer.alloc(layout.stride, 0xaa);
  for (const [location, offset] of layout.offsets) {
    const value = valueOf(location);
    if (layout.widths.get(location) === 64) cell.writeBigUInt64LE(BigInt.asUintN(64, value), offset);
    else cell.writeUInt32LE(Number(BigInt.asUintN(32, value)), offset);
  }
  return cell;
}

/** The first case that left something else than the sequential machine did, with what one needs to see why; `undefined` when there is none. */
export function firstDifference(cases: readonly ThreadCase[], left: readonly Left[]): object | undefined {
  for (const [i, each] of cases.entries()) {
    const expected = expectedLeft(each);
    const seen = left[i];
    if (seen?.outs === expected.outs && seen.cell === expected.cell) continue;
    return { seen, expected, thread: each.test.threads[each.thread], assembly: each.compiled.assembly };
  }
  return undefined;
}
