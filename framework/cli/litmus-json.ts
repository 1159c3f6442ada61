import { z } from 'zod';

const count = z.number().int().nonnegative();

/** One line of `litmus --json` on a board: a test in one placement. */
export const litmusRunShape = z.strictObject({
  name: z.string(),
  arch: z.enum(['aarch64', 'arm']),
  board: z.string(),
  /** Peer by thread. */
  map: z.record(z.string(), z.string()),
  /** Memory type of the R5's mapping. */
  flags: z.string(),
  domain: z.enum(['inner', 'amp']),
  seed: count,
  iterations: count,
  seconds: z.number(),
  perSecond: z.number(),
  histogram: z.array(z.strictObject({ state: z.string(), count, allowed: z.boolean(), witness: z.boolean() })),
  observation: z.enum(['Always', 'Sometimes', 'Never']),
  positive: count,
  negative: count,
  verdict: z.enum(['Allowed', 'Forbidden']),
  mutations: z.array(z.string()),
  findings: z.array(z.strictObject({ state: z.string(), count, iteration: count, explanation: z.string() })),
  result: z.enum(['pass', 'fail']),
});
export type LitmusRunJson = z.output<typeof litmusRunShape>;
