import { z } from 'zod';

const run = z.strictObject({ id: z.string(), started: z.iso.datetime(), profile: z.string(), emulated: z.boolean().nullable() });

/** What `trend --json` prints: runs and points oldest first. */
export const trendShape = z.strictObject({
  board: z.string(),
  runs: z.array(run),
  measurements: z.array(
    z.strictObject({
      id: z.string(),
      unit: z.string(),
      points: z.array(z.strictObject({ run: z.string(), median: z.number() })),
      /** Where its level changed: the first run of the new one, and the medians before and after. */
      changes: z.array(z.strictObject({ run: z.string(), before: z.number(), after: z.number() })),
    }),
  ),
});
export type TrendJson = z.output<typeof trendShape>;

/** What `compare --json` prints. */
export const compareShape = z.strictObject({
  board: z.string(),
  emulated: z.boolean(),
  was: z.array(z.string()),
  now: z.array(z.string()),
  measurements: z.array(
    z.strictObject({
      id: z.string(),
      unit: z.string(),
      was: z.number(),
      now: z.number(),
      verdict: z.enum(['same', 'better', 'worse', 'changed', 'unsure']),
      p: z.number().optional(),
    }),
  ),
  gone: z.array(z.string()),
  added: z.array(z.string()),
  runsWanted: z.number().int(),
});

/** What `ingest --json` prints. */
export const ingestShape = z.strictObject({
  ingested: z.array(z.strictObject({ run: z.string(), board: z.string(), taken: z.enum(['new', 'changed', 'unchanged']) })),
  refused: z.array(z.strictObject({ folder: z.string(), reason: z.string() })),
});
