import { z } from 'zod';
import { countsSchema, incidentLineSchema, measurementLineSchema, PROFILES, testLineSchema } from '../record/schema';

import { compareShape, ingestShape, trendShape } from './history-json';
import { litmusRunShape } from './litmus-json';
import { selftestShape } from './selftest-json';

/** What `--json` prints, by command. docs/cli.md shows an example of each; a test keeps the two equal. */

const hex = z.string().regex(/^0x[0-9a-f]+$/);
const envelope = { schema: true, board: true, seq: true, type: true } as const;

const testShape = z.strictObject(testLineSchema.shape).omit(envelope);

export const runShape = z.strictObject({
  id: z.string(),
  board: z.string(),
  /** Null when the board was never acquired. */
  emulated: z.boolean().nullable(),
  profile: z.enum(PROFILES),
  seed: z.number().int(),
  /** `broken`: the run did not get to its end, `reason` says why. */
  status: z.enum(['completed', 'broken']),
  reason: z.string().nullable(),
  exit: z.number().int(),
  counts: countsSchema,
  ms: z.number(),
  suites: z.array(z.strictObject({ suite: z.string(), counts: countsSchema, ms: z.number() })),
  /** The tests that failed or were broken or skipped; the record has all. */
  problems: z.array(testShape),
  /** Without their distributions: those are in the record. */
  measurements: z.array(measurementLineSchema.omit({ ...envelope, distribution: true })),
  incidents: z.array(incidentLineSchema.omit(envelope)),
  paths: z.strictObject({
    folder: z.string(),
    record: z.string(),
    html: z.string(),
    certificate: z.string(),
    allure: z.string(),
    junit: z.string(),
    summary: z.string(),
    consoles: z.record(z.string(), z.string()),
  }),
});
export type RunJson = z.output<typeof runShape>;

const boardShape = z.strictObject({
  name: z.string(),
  file: z.string(),
  soc: z.string(),
  emulated: z.boolean(),
  shm: z.array(z.strictObject({ name: z.string(), physmap: hex, size: z.number(), memFlags: hex })),
  /** How each side is reached, by peer id. */
  peers: z.record(z.string(), z.enum(['local', 'ssh', 'serial'])),
  power: z.string(),
  capabilities: z.array(z.string()),
});
const brokenBoardShape = z.strictObject({
  name: z.string(),
  file: z.string(),
  error: z.strictObject({ code: z.string(), message: z.string() }),
});

const widths = z.union([z.literal(8), z.literal(16), z.literal(32), z.literal(64)]);

const accessShape = z.strictObject({
  board: z.string(),
  peer: z.string(),
  shm: z.string(),
  offset: hex,
  width: widths,
  order: z.enum(['relaxed', 'acquire', 'release', 'seq_cst']),
  value: hex,
});

const exportedRegionShape = z.strictObject({
  /** Null: the pages are scattered, and no side maps them. */
  virt: hex.nullable(),
  physmap: z.array(hex),
  size: z.number().int(),
  /** -1: the region is one page. */
  pageShift: z.number().int(),
  pageMask: hex,
  memFlags: hex,
  memFlagsNames: z.string(),
  ops: z.string().nullable(),
});

const exportShape = z.strictObject({
  board: z.string(),
  shm: z.array(
    z.strictObject({
      name: z.string(),
      bus: z.enum(['platform', 'none']),
      regions: z.array(exportedRegionShape),
      irqNum: z.number().int(),
      irqInfo: hex,
    }),
  ),
  memory: z.strictObject({
    firmware: z.strictObject({ base: hex, size: z.number().int() }),
    guard: z.number().int(),
    doorbell: z.strictObject({ base: hex, size: z.number().int(), irqNum: z.number().int().nullable() }).nullable(),
  }),
});

/** `litmus --model-only`: one a test, on a line of its own. */
const litmusModelShape = z.strictObject({
  name: z.string(),
  arch: z.enum(['aarch64', 'arm']),
  file: z.string(),
  condition: z.string(),
  verdict: z.enum(['Allowed', 'Forbidden']),
  states: z.array(z.string()),
  ms: z.number(),
});
export type LitmusModelJson = z.output<typeof litmusModelShape>;

const walkShape = z.strictObject({
  board: z.string(),
  seed: z.number().int(),
  steps: z.number().int(),
  made: z.number().int(),
  result: z.enum(['pass', 'fail']),
  failure: z
    .strictObject({
      /** One past the last step: the sweep at the end. */
      step: z.number().int(),
      side: z.string(),
      what: z.string(),
      offset: hex,
      address: hex,
      width: widths,
      expected: hex,
      got: hex,
      /** 0: the fill before the first step. */
      writtenBy: z.number().int(),
      /** In steps. */
      age: z.number().int(),
      cause: z.string(),
    })
    .nullable(),
  reproducer: z
    .strictObject({
      only: z.array(z.number().int()),
      steps: z.array(z.string()),
      replays: z.number().int(),
      minimal: z.boolean(),
      command: z.string(),
    })
    .nullable(),
});
export type WalkJson = z.output<typeof walkShape>;

export const JSON_SHAPES = {
  run: z.strictObject({
    runs: z.array(runShape),
    /** Names of the boards that an interrupt left out. */
    notRun: z.array(z.string()),
    exit: z.number().int(),
  }),
  report: runShape,
  selftest: selftestShape,
  boards: z.strictObject({ boards: z.array(z.union([boardShape, brokenBoardShape])) }),
  peek: accessShape,
  poke: accessShape,
  walk: walkShape,
  trend: trendShape,
  compare: compareShape,
  ingest: ingestShape,
  export: exportShape,
  /** With `--model-only`, and on a board: one a test and placement. */
  litmus: z.union([litmusModelShape, litmusRunShape]),
} as const;
export type BoardsJson = z.output<(typeof JSON_SHAPES)['boards']>;
export type ExportJson = z.output<typeof exportShape>;
export type AccessJson = z.output<typeof accessShape>;
