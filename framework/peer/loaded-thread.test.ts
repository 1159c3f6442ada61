import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { IMAGE_MAGIC, MAX_OUTCOME_WORDS, MAX_OUTS, MAX_ROLES } from '../litmus/run/image';
import { LITMUS_IMAGE_MAX, LITMUS_MODE, LITMUS_STATES, LITMUS_WORDS, litmusJobArgs, litmusResults, type LitmusArgs } from './loaded-thread';

const header = (file: string): string => readFileSync(resolve(__dirname, '../../native/core', file), 'utf8');
const constant = (file: string, name: string): number => Number(new RegExp(`\\b${name} (?:= )?(\\w+?)u?\\b`).exec(header(file))?.[1]);

test('the limits and modes of a litmus thread are those of native/core', () => {
  const image = (name: string): number => constant('litmus_image.h', `AMP_LITMUS_${name}`);
  expect([image('MAGIC'), image('IMAGE_MAX'), image('ROLES'), image('OUTS'), image('WORDS')]).toEqual([
    IMAGE_MAGIC,
    LITMUS_IMAGE_MAX,
    MAX_ROLES,
    MAX_OUTS,
    MAX_OUTCOME_WORDS,
  ]);
  expect(LITMUS_WORDS).toBe(MAX_OUTCOME_WORDS);
  expect(constant('litmus.h', 'AMP_LITMUS_STATES')).toBe(LITMUS_STATES);
  for (const [mode, number] of Object.entries(LITMUS_MODE))
    expect([mode, constant('litmus_parts.h', `AMP_LITMUS_${mode.toUpperCase()}`)]).toEqual([mode, number]);
});

test('a delay becomes ticks of the side, at least as long as asked for', () => {
  const args: LitmusArgs = {
    role: 0,
    roles: 2,
    ctl: 0,
    area: { off: 256, len: 4096 },
    iterations: 1,
    seed: 1,
    mode: 'timebase',
    skew: 0,
    delay: 100,
    run: 1,
  };
  expect(litmusJobArgs(args, 62_500_000n)).toMatchObject({ off: 256, len: 4096, mode: 2, delay: 7n, group: 8 });
  expect(litmusJobArgs(args, 1_000_000_000n)).toMatchObject({ delay: 100n });
  expect(() => litmusJobArgs(args, 0n)).toThrow(/tick rate is not known/);
});

test('one outcome that found no room makes the run an error, not a histogram with a hole', () => {
  const results = { iterations: 10n, cells: 16n, batches: 1n, states: 256n, digest: 1n, ticks: 9n };
  expect(litmusResults('r5', { ...results, lost: 0n })).toEqual(results);
  expect(() => litmusResults('r5', { ...results, lost: 1n })).toThrow(/more than 256 final states on r5: 1 outcomes were not counted/);
});
