import type { LoadOrder, StoreOrder } from '../peer/shm-peer';
import { litmusTest, ThreadBuilder } from './builder';
import type { Isa } from './code/isa';
import type { LitmusTest } from './program';
import type { Access, Shape } from './shapes';

/** Memory order of each access of each thread, in program order. */
export type Orders = readonly (readonly (LoadOrder | StoreOrder)[])[];

/**
 * A shape whose accesses are those of `read32` and `write32` with these orders: the instructions of `native/core/access.h`, which a test compares with
 * what the compiler made of it. `isas`: of the side that runs each thread, for ARMv7-R has no barrier for loads alone.
 */
export function withScalarOrders(shape: Shape, orders: Orders, isas: readonly Isa[]): LitmusTest {
  const threads = shape.threads.map((accesses, thread) => {
    const builder = new ThreadBuilder();
    accesses.forEach((access, i) => scalar(builder, access, orders[thread]?.[i] ?? 'seq_cst', isas[thread] ?? 'aarch64'));
    return builder;
  });
  const names = orders.map((thread) => thread.map((order) => SHORT[order]).join('-'));
  return litmusTest([shape.name, ...names].join('+'), threads, shape.witness);
}

const SHORT = { relaxed: 'rlx', acquire: 'acq', release: 'rel', seq_cst: 'sc' } as const;

function scalar(builder: ThreadBuilder, [kind, location, what]: Access, order: LoadOrder | StoreOrder, isa: Isa): void {
  if (kind === 'W') {
    // Every earlier access before this store; and of seq_cst also this store before every later load.
    if (order !== 'relaxed') builder.barrier('dmb.sy');
    builder.store(location, what);
    if (order === 'seq_cst') builder.barrier('dmb.sy');
    return;
  }
  builder.load(what, location);
  if (order === 'acquire') builder.barrier(isa === 'armv7-r' ? 'dmb.sy' : 'dmb.ld');
  if (order === 'seq_cst') builder.barrier('dmb.sy');
}
