import { InvalidArgument } from '../errors/errors';
import { checkU64 } from '../shm/access-check';

/**
 * The jobs that every peer runs in compiled loops, with the names of their arguments and results.
 * `native/core/jobs.def` is the other half and says what each means; `jobs.test.ts` keeps the two equal.
 */
export const JOBS = {
  fill: { kind: 1, args: ['pattern', 'seed', 'off', 'len', 'width'], results: ['bytes', 'ticks'] },
  verify: {
    kind: 2,
    args: ['pattern', 'seed', 'off', 'len', 'width'],
    results: ['bytes', 'mismatches', 'firstOff', 'expected', 'got', 'ticks'],
  },
  bench: { kind: 3, args: ['op', 'width', 'off', 'len', 'reps'], results: ['bytes', 'ticks'] },
  handoff: {
    kind: 4,
    args: ['role', 'ctl', 'off', 'len', 'rounds', 'seed', 'pattern', 'barrier', 'maintenance', 'patience', 'run'],
    results: ['rounds', 'mismatches', 'firstRound', 'firstOff', 'expected', 'got', 'ticks', 'late'],
  },
  message: {
    kind: 5,
    args: ['role', 'ctl', 'iterations', 'seed', 'barrier'],
    results: ['iterations', 'observed', 'stale', 'firstFlag', 'firstData', 'ticks'],
  },
  align: {
    kind: 6,
    args: ['op', 'width', 'least', 'most', 'off', 'seed'],
    results: ['cases', 'bytes', 'mismatches', 'firstCase', 'firstOff', 'expected', 'got', 'ticks'],
  },
  ring: { kind: 7, args: ['ctl', 'rounds', 'seed', 'paced'], results: ['rings', 'ticks'] },
  litmus: {
    kind: 9,
    args: ['role', 'roles', 'ctl', 'off', 'len', 'iterations', 'seed', 'mode', 'skew', 'delay', 'group', 'preload', 'run'],
    results: ['iterations', 'cells', 'batches', 'states', 'lost', 'digest', 'ticks'],
  },
  sbloop: { kind: 10, args: ['role', 'ctl', 'off', 'iterations', 'run'], results: ['iterations', 'weak', 'ticks'] },
  visibility: {
    kind: 11,
    args: ['role', 'ctl', 'off', 'trips', 'patience', 'run'],
    results: ['done', 'late', 'wrong', 'firstOff', 'before', 'got', 'median', 'p99', 'max'],
  },
  neighbours: {
    kind: 12,
    args: ['role', 'ctl', 'off', 'len', 'width', 'rounds', 'least', 'patience', 'run'],
    results: ['rounds', 'passes', 'lost', 'atOnce', 'firstPass', 'firstOff', 'expected', 'got', 'late', 'raced'],
  },
  tearing: {
    kind: 13,
    args: ['role', 'ctl', 'off', 'width', 'loads', 'patience', 'run'],
    results: ['loads', 'changes', 'torn', 'first', 'expected', 'got', 'late'],
  },
  increment: {
    kind: 14,
    args: ['role', 'ctl', 'off', 'each', 'mode', 'patience', 'run'],
    results: ['done', 'retries', 'givenUp', 'got', 'late'],
  },
  pingpong: {
    kind: 15,
    args: ['role', 'ctl', 'off', 'len', 'warm', 'trips', 'most', 'table', 'patience', 'run'],
    results: ['done', 'min', 'max', 'late', 'wrong', 'overhead', 'resolution', 'ticks'],
  },
  stream: {
    kind: 16,
    args: ['role', 'ways', 'ctl', 'off', 'size', 'depth', 'messages', 'seed', 'patience', 'run'],
    results: ['sent', 'taken', 'lost', 'corrupt', 'first', 'full', 'empty', 'ticks', 'late'],
  },
  blockbench: { kind: 8, args: ['op', 'way', 'off', 'len', 'reps'], results: ['bytes', 'ticks'] },
} as const;

export type JobName = keyof typeof JOBS;
export type JobArgs<N extends JobName> = Record<(typeof JOBS)[N]['args'][number], bigint | number>;
export type JobResults<N extends JobName> = Record<(typeof JOBS)[N]['results'][number], bigint>;

export const PATTERN = { address: 0, random: 1, constant: 2, walkingOne: 3, checkerboard: 4, inverseAddress: 5, walkingZero: 6 } as const;
export type Pattern = keyof typeof PATTERN;

/** `none`: no barrier; `sy`/`osh`: DMB of that domain on both sides; `st-ld`: DMB ST before publishing, DMB LD after seeing (DMB SY where the ISA has no LD). */
export const BARRIER = { none: 0, sy: 1, osh: 2, 'st-ld': 3 } as const;
export type Barrier = keyof typeof BARRIER;

/** Of the data cache of the sides that have one over the region: around every hand-over, or none. */
export const MAINTENANCE = { none: 0, 'flush-invalidate': 1 } as const;
export type Maintenance = keyof typeof MAINTENANCE;

export const BENCH_OP = { read: 0, write: 1, 'copy-in': 2, 'copy-out': 3 } as const;
export type BenchOp = keyof typeof BENCH_OP;

export const ALIGN_OP = { read: 0, write: 1, set: 2 } as const;
export type AlignOp = keyof typeof ALIGN_OP;

/** What `blockbench` times: the region's block operations, a hand-written loop of the widest aligned access, libmetal's algorithm. */
export const BLOCK_WAY = { block: 0, loop: 1, libmetal: 2 } as const;
export type BlockWay = keyof typeof BLOCK_WAY;

/** How a side increments the shared counter: a load and a store, or exclusives (LDXR/STXR, LDREX/STREX; LOCK CMPXCHG on x86-64). */
export const INCREMENT_MODE = { plain: 0, exclusive: 1 } as const;
export type IncrementMode = keyof typeof INCREMENT_MODE;

/** Arguments in the order of `native/core/jobs.def`, each checked. */
export function packArgs<N extends JobName>(name: N, args: JobArgs<N>): bigint[] {
  const job = Object.hasOwn(JOBS, name) ? JOBS[name] : undefined;
  if (!job) throw new InvalidArgument(`there is no job '${name}'`, { fix: `use one of ${Object.keys(JOBS).join(', ')}` });
  const given: Readonly<Record<string, bigint | number>> = args;
  const unknown = Object.keys(given).filter((key) => !(job.args as readonly string[]).includes(key));
  if (unknown.length > 0)
    throw new InvalidArgument(`job ${name} has no argument '${unknown.join("', '")}'`, { fix: `it takes ${job.args.join(', ')}` });
  return job.args.map((key) => checkU64(`argument '${key}' of job ${name}`, given[key] as bigint | number));
}

/** Results by name. */
export function unpackResults<N extends JobName>(name: N, values: readonly bigint[]): JobResults<N> {
  return Object.fromEntries(JOBS[name].results.map((key, i) => [key, values[i] ?? 0n])) as JobResults<N>;
}
