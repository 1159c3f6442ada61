import { InvalidArgument } from '../errors/errors';
import type { LoadOrder, ShmRegion, StoreOrder, Width } from '../peer/shm-peer';
import { contentOf, type Findings, type Observation } from './diagnosis';
import { readWidth, writeWidth } from './ops';

export interface Place {
  readonly off: number;
  readonly width: Width;
}

export interface ReadbackOptions {
  /** In the order in which they are made; a later one may cover an earlier one. */
  readonly writes: readonly (Place & { readonly value: bigint })[];
  /** Every byte of them is written before; default: the places written, in the same order. */
  readonly reads?: readonly Place[];
  readonly store?: StoreOrder;
  readonly load?: LoadOrder;
}

/** What one side found of what another had written. `expect(run).toBeAsWritten()` */
export interface ReadbackRun extends Findings {
  /** Ids of the peers, orders, number of accesses: for messages. */
  readonly what: string;
}

/**
 * Scalar writes through one region, then scalar reads through another of the same memory. Before them each place gets the inverse of its value and
 * the reader looks at it, so that a write that was lost shows, and a read of what the reader has cached is known for one.
 */
export async function readback(
  writer: ShmRegion,
  reader: ShmRegion,
  { writes, reads = writes, store, load }: ReadbackOptions,
): Promise<ReadbackRun> {
  const written = contentOf(writes.map(({ off, width, value }) => ({ off, width, expected: value })));
  const orders = `stored ${store ?? 'seq_cst'}, loaded ${load ?? 'seq_cst'}`;
  const places = reads.map(({ off, width }) => ({ off, width, expected: known(written, { off, width }) }));
  for (const { off, width, value } of writes) await writeWidth(writer, width, off, BigInt.asUintN(width, ~value), store);
  const before = await readAll(reader, places, load);
  for (const { off, width, value } of writes) await writeWidth(writer, width, off, value, store);
  const after = await readAll(reader, places, load);
  const observations = places.map((place, i): Observation => ({ ...place, got: after[i] as bigint }));
  const what = `${writes.length} writes, ${reads.length} reads, ${orders}`;
  return {
    what,
    base: reader.physmap,
    size: reader.size,
    observations,
    written,
    before: contentOf(places.map((place, i) => ({ ...place, expected: before[i] as bigint }))),
  };
}

/** All at once: a link takes them one after another, and waits for no answer in between where it need not. */
function readAll(reader: ShmRegion, places: readonly Place[], load: LoadOrder | undefined): Promise<bigint[]> {
  return Promise.all(places.map(({ off, width }) => readWidth(reader, width, off, load)));
}

function known(written: ReturnType<typeof contentOf>, { off, width }: Place): bigint {
  const value = written(width, off);
  if (value !== undefined) return value;
  throw new InvalidArgument(`readback: not every byte of the ${width} bits at 0x${off.toString(16)} is written before it is read`, {
    fix: 'write them too: what nobody has written has no expected value',
  });
}
