import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shrink } from './shrink';

const items = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 80 });

/** A failure that needs all of some items, however many others there are. */
const needing =
  (needed: readonly number[]) =>
  (some: readonly number[]): Promise<boolean> =>
    Promise.resolve(needed.every((item) => some.includes(item)));

describe('shrinking a sequence that fails', () => {
  test('leaves just the items that the failure needs, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), async (all, picks) => {
        const needed = [...new Set(picks.map((pick) => all[pick % all.length] as number))];
        const { kept, minimal } = await shrink(all, needing(needed), 10_000);
        expect({ kept, minimal }).toEqual({ kept: all.filter((item) => needed.includes(item)), minimal: true });
      }),
    );
  });

  test('asks at most as often as it may, and what is left then still fails', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.nat(12), async (all, most) => {
        const needed = [all[0] as number, all.at(-1) as number];
        let asked = 0;
        const { kept, tries } = await shrink(
          all,
          (some) => {
            asked++;
            return needing(needed)(some);
          },
          most,
        );
        expect(asked).toBe(tries);
        expect(tries).toBeLessThanOrEqual(most);
        expect(needed.every((item) => kept.includes(item))).toBe(true);
      }),
    );
  });

  test('once it is enough asks no more, and does not call minimal what it was asked about then', async () => {
    let asked = 0;
    const fails = (some: readonly number[]): Promise<boolean> => (asked++, needing([1, 2])(some));
    expect(await shrink([1, 2], fails, 100, () => asked === 2)).toEqual({ kept: [1, 2], tries: 2, minimal: false });
    expect(await shrink([1, 2, 3], fails, 100, () => asked === 3)).toMatchObject({ tries: 1, minimal: false });
  });

  test('where no item can be left out keeps all, and says that it is as short as can be only when it has tried', async () => {
    const never = (): Promise<boolean> => Promise.resolve(false);
    expect(await shrink([1, 2, 3], never, 100)).toMatchObject({ kept: [1, 2, 3], minimal: true });
    expect(await shrink([1, 2, 3], never, 1)).toEqual({ kept: [1, 2, 3], tries: 1, minimal: false });
    expect(await shrink([1, 2], never, 100, () => true)).toEqual({ kept: [1, 2], tries: 0, minimal: false });
    expect(await shrink([1], never, 100)).toEqual({ kept: [1], tries: 0, minimal: true });
  });

  test('asks the same questions for the same answers', async () => {
    const asked = async (): Promise<string[]> => {
      const questions: string[] = [];
      await shrink([1, 2, 3, 4, 5, 6, 7, 8], (some) => (questions.push(some.join()), needing([3, 6])(some)), 100);
      return questions;
    };
    expect(await asked()).toEqual(await asked());
  });
});
