import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Counters, type Minute } from './counters';

test('a minute that is over is handed on with what was done in it, the rest at the end', () => {
  const minutes: Minute[] = [];
  const counters = new Counters(1000, (minute) => minutes.push(minute));
  counters.add({ pieces: 1, bytes: 10 }, 2000);
  counters.add({ pieces: 1 }, 62_000);
  counters.add({ bytes: 5 }, 63_000);
  counters.end(64_000);
  counters.end(65_000);
  expect(minutes).toEqual([
    { minute: 1, seconds: 61, counts: { pieces: 2, bytes: 10 } },
    { minute: 2, seconds: 2, counts: { bytes: 5 } },
  ]);
  expect(counters.totals).toEqual({ pieces: 2, bytes: 15 });
});

test('nothing is lost and nothing grows: the minutes add up to the totals, and what is held has the size of the names', () => {
  const name = fc.constantFrom('pieces', 'bytes', 'outcomes');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.nat(1000), fc.nat(90_000)), { minLength: 1, maxLength: 300 }), (adds) => {
      const summed: Record<string, number> = {};
      const counters = new Counters(0, ({ counts }) => {
        for (const [key, count] of Object.entries(counts)) summed[key] = (summed[key] ?? 0) + count;
      });
      let now = 0;
      for (const [key, count, ms] of adds) counters.add({ [key]: count }, (now += ms));
      counters.end(now);
      expect(summed).toEqual(counters.totals);
    }),
  );
  let held = 0;
  const counters = new Counters(0, () => held++);
  for (let i = 1; i <= 100_000; i++) counters.add({ pieces: 1, bytes: i }, i * 1000);
  expect(Object.keys(counters.totals)).toHaveLength(2);
  // Every own property of the object is bounded: a minute is not kept once it is handed on.
  expect(JSON.stringify(counters).length).toBeLessThan(200);
  expect(held).toBe(1666);
});
