import { z } from 'zod';

/** The record of a run: JSON Lines, one event a line, the one source of every report. Times are milliseconds since the run's start. */

/** Version of the lines below. A reader refuses a greater one. */
export const RECORD_SCHEMA = 1;
export const RECORD_FILE = 'run.jsonl';

export const PROFILES = ['smoke', 'qualify', 'nightly', 'characterise'] as const;
export type Profile = (typeof PROFILES)[number];

const ms = z.number().nonnegative();
const count = z.number().int().nonnegative();
const facts = z.record(z.string(), z.string());

const line = z.strictObject({
  schema: z.literal(RECORD_SCHEMA),
  board: z.string().min(1),
  /** `(board, seq)` is the key of a line: records of boards that ran in parallel merge by it. */
  seq: count,
  t: ms,
});

export const countsSchema = z.strictObject({ pass: count, fail: count, broken: count, skipped: count });
export type Counts = z.output<typeof countsSchema>;

export const runLineSchema = line.extend({
  type: z.literal('run'),
  id: z.string().min(1),
  profile: z.enum(PROFILES),
  seed: z.number().int(),
  /** Git commit of the framework, with `+changes` when the work tree had any; null outside a clone. */
  commit: z.string().nullable(),
  /** Wall-clock time of t = 0, ISO 8601 in UTC. */
  started: z.iso.datetime(),
  host: facts,
  /** What was broken on purpose: `stuck-bit=7`. Absent in records from before there were faults. */
  faults: z.array(z.string()).optional(),
  /** Suites or files that the run was asked for; absent: all of them. */
  only: z.array(z.string()).optional(),
});

/** Provenance of the board as found at acquisition. */
export const rigLineSchema = line.extend({
  type: z.literal('rig'),
  emulated: z.boolean(),
  kernel: z.string(),
  firmware: z.string(),
  addon: z.string(),
  /** Hz by clock name. */
  clocks: z.record(z.string(), z.number()),
  /** All other provenance: SoC, R5 mode, device-tree hash, boot firmware, compiler, governor, temperature. */
  facts: facts.optional(),
});

export const testLineSchema = line
  .extend({
    type: z.literal('test'),
    /** Number of the suite, `40`. */
    suite: z.string(),
    /** Test file, relative to the project's root. */
    file: z.string(),
    /** Full title. */
    name: z.string(),
    status: z.enum(['completed', 'broken', 'skipped']),
    result: z.enum(['pass', 'fail', 'none']),
    ms,
    reason: z.string().nullable(),
    error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
    tStart: ms,
    tEnd: ms,
  })
  .refine((test) => (test.status === 'completed') === (test.result !== 'none'), {
    path: ['result'],
    message: "'pass' or 'fail' for a completed test, 'none' for any other",
  })
  .refine((test) => test.tStart <= test.tEnd, { path: ['tEnd'], message: 'not before tStart' });

export const measurementLineSchema = line.extend({
  type: z.literal('measurement'),
  /** `side.op.width.size[.loaded]`, `from-to.rtt.size`, `from-to.stream.size.depth[.duplex]` and others: docs/performance.md, docs/coherence.md. */
  id: z.string().regex(/^[a-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'words joined by dots, e.g. linux.read.32.4096'),
  unit: z.string(),
  median: z.number(),
  n: count,
  /** By name: `min`, `p90`, `p99`, `p99.9`, `max`. */
  quantiles: z.record(z.string(), z.number()),
  limits: z.strictObject({ min: z.number().optional(), max: z.number().optional() }).nullable(),
  /** `none` when there are no limits to judge by. */
  result: z.enum(['pass', 'fail', 'none']),
  /** How it was timed, where the figures are of single events: what counts, ticks a second, and in ticks its resolution and what a stamp takes. */
  clock: z
    .strictObject({
      source: z.string(),
      hz: z.number().positive(),
      resolution: z.number().nonnegative(),
      overhead: z.number().nonnegative(),
    })
    .optional(),
  /** How well the median is known: an interval that holds it with a nominal probability of `level`; `reached`: it is as narrow as was wanted, as a part of the median. */
  precision: z
    .strictObject({
      level: z.number(),
      interval: z.strictObject({ low: z.number(), high: z.number() }).optional(),
      wanted: z.number().positive(),
      reached: z.boolean(),
    })
    .optional(),
  /** All values, in ticks of `hz`: lowest of a bucket and how many were in it, by HdrHistogram's buckets of two significant digits. */
  distribution: z.strictObject({ hz: z.number().positive(), min: count, max: count, buckets: z.array(z.tuple([count, count])) }).optional(),
});

export const consoleLineSchema = line.extend({ type: z.literal('console'), peer: z.string().min(1), text: z.string() });

export const incidentLineSchema = line.extend({
  type: z.literal('incident'),
  what: z.string().min(1),
  action: z.string(),
  ok: z.boolean(),
  detail: z.string().optional(),
});

/** One litmus test in one placement: what was seen, judged by the memory model. */
export const litmusLineSchema = line.extend({
  type: z.literal('litmus'),
  name: z.string().min(1),
  arch: z.enum(['aarch64', 'arm']),
  /** Peer by thread: `{ P0: 'linux', P1: 'r5' }`. */
  map: z.record(z.string().regex(/^P\d$/), z.string()),
  /** Memory type of the R5's mapping. */
  flags: z.string(),
  domain: z.enum(['inner', 'amp']),
  /** Machine code broken on purpose; what it shows is no finding about the board. */
  mutations: z.array(z.string()),
  /** The board's declared erratum that the run is to show. */
  erratum: z.string().nullable(),
  mode: z.enum(['user', 'userfence', 'timebase', 'none']),
  /** Iterations to one meeting of the threads. */
  group: count,
  skew: count,
  layout: z.enum(['apart', 'same-line']),
  seed: count,
  iterations: count,
  cells: count,
  seconds: z.number().nonnegative(),
  perSecond: z.number().nonnegative(),
  condition: z.string(),
  verdict: z.enum(['Allowed', 'Forbidden']),
  histogram: z.array(
    z.strictObject({
      state: z.string(),
      count,
      /** Iteration that showed it first. */
      first: count,
      allowed: z.boolean(),
      witness: z.boolean(),
      tier: z.enum(['allowed', 'unexpected', 'forbidden']),
    }),
  ),
  /** Outcomes that the test's filter leaves out of the histogram. */
  filtered: count,
  observation: z.enum(['Always', 'Sometimes', 'Never']),
  positive: count,
  negative: count,
  weakPerMillion: z.number().nonnegative(),
  findings: z.array(z.strictObject({ state: z.string(), count, iteration: count, explanation: z.string() })),
  result: z.enum(['pass', 'fail']),
});

/** What a long procedure did in one minute, or in what was left of its last. */
export const countersLineSchema = line.extend({
  type: z.literal('counters'),
  what: z.string().min(1),
  /** From 1. */
  minute: count,
  seconds: z.number().nonnegative(),
  counts: z.record(z.string(), count),
});

export const endLineSchema = line.extend({
  type: z.literal('end'),
  /** `broken` when the run did not get to its end; `reason` says why. */
  status: z.enum(['completed', 'broken']),
  reason: z.string().nullable(),
  counts: countsSchema,
  exit: z.number().int(),
});

export const recordLineSchema = z.discriminatedUnion('type', [
  runLineSchema,
  rigLineSchema,
  testLineSchema,
  measurementLineSchema,
  consoleLineSchema,
  incidentLineSchema,
  litmusLineSchema,
  countersLineSchema,
  endLineSchema,
]);

export type RecordLine = z.output<typeof recordLineSchema>;
export type RecordType = RecordLine['type'];
export type LineOf<T extends RecordType> = Extract<RecordLine, { type: T }>;
export type TestLine = LineOf<'test'>;
export type MeasurementLine = LineOf<'measurement'>;
export type LitmusLine = LineOf<'litmus'>;

type Written = 'schema' | 'board' | 'seq' | 't';
type EventOf<L> = L extends RecordLine ? { [K in keyof L as K extends Written ? never : K]: L[K] } & { t?: number } : never;
/** What a writer is given: a line without the keys that the writer adds. `t` may be given for what happened earlier. */
export type RecordEvent = EventOf<RecordLine>;
