import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { OutOfRange } from '../errors/errors';
import { causeKinds } from './diagnosis-text';
import { contiguousPages, type DeclaredPhysmap } from './physmap';
import { offsetToPhys, pageTable, physToOffset, type Translator } from './translation';
import { translationCause, translationText } from './translation-cause';
import { checkTranslation, wrongAnswers } from './translation-check';

/** A side that has `has` in place of the declared table, computed as the host does. */
function side(has: DeclaredPhysmap): Translator {
  const table = { ...pageTable({ ...has, physmap: pagesOf(has).map((_, i) => BigInt(i) << 40n) }), physmap: pagesOf(has) };
  return {
    phys: (off) => Promise.resolve().then(() => offsetToPhys(table, off)),
    offset: (address) => Promise.resolve().then(() => physToOffset(table, address)),
  };
}
function pagesOf({ physmap }: DeclaredPhysmap): bigint[] {
  return typeof physmap === 'bigint' ? [physmap] : [...physmap];
}

const linear = { physmap: 0x3ed80000n, size: 0x800000 };
const paged = { physmap: [0x3ed82000n, 0x3ed80000n, 0x1_0000_1000n], size: 0x3000, pageShift: 12 };
const EDGES = { offs: [0, 0xfff, 0x1000, 0x2fff, 0x3000], addresses: [0x3ed7ffffn, 0x3ed81000n] };

describe('a side that translates as declared', () => {
  test.each([linear, paged])('has no wrong answer, past the end and in gaps too', async (table) => {
    const check = await checkTranslation(side(table), table, EDGES);
    expect(wrongAnswers(check.answers)).toEqual([]);
    expect(check.found).toBeUndefined();
    // Each address that an offset has is asked back.
    expect(check.answers.length).toBe(EDGES.offs.length + EDGES.addresses.length + (table === linear ? 5 : 4));
  });
});

describe('a side that does not', () => {
  test('is said to be shifted, with the distance, whatever it is asked', async () => {
    const ask = fc.oneof(
      fc.record({ offs: fc.tuple(fc.nat(0x2fff)) }),
      fc.nat(0x3000).map((past) => ({ addresses: [0x1_0000_1000n + 0x1000n + BigInt(past)] })),
    );
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -0x3000n, max: 0x100000n }), ask, async (bytes, questions) => {
        const check = await checkTranslation(side({ ...paged, physmap: paged.physmap.map((page) => page + bytes) }), paged, questions);
        if (wrongAnswers(check.answers).length > 0) expect(translationCause(check)).toEqual({ kind: 'translation-shifted', bytes });
        else expect(bytes === 0n || !('offs' in questions)).toBe(true);
      }),
    );
  });

  test('is told with where, what was expected, what it said, and what to check', async () => {
    const check = await checkTranslation(side({ ...linear, physmap: 0x3ed81000n }), linear, { offs: [4] });
    expect(translationText(check)).toBe(
      '2 of 2 translations differ; the first: offset 0x4: expected physical address 0x3ed80004, got physical address 0x3ed81004; ' +
        'likely cause: translation shifted: every offset has an address 4096 bytes above the declared one\n' +
        '  to check: physmap of that side, reg of the device tree node, offset of the UIO map (its part within a page)',
    );
    const outside = await checkTranslation(side({ ...linear, physmap: 0x3ed81000n }), linear, { addresses: [0x3f580000n] });
    expect(translationText(outside)).toMatch(
      /physical address 0x3f580000: expected no offset, got offset 0x7ff000; likely cause: translation/,
    );
  });

  test.each<[string, bigint[], string]>([
    ['two pages the other way round', [0x3ed80000n, 0x3ed82000n, 0x1_0000_1000n], 'exchanged-pages'],
    ['addresses of 32 bits', [0x3ed82000n, 0x3ed80000n, 0x1000n], 'truncated-address'],
    ['one page that is wrong', [0x3ed82000n, 0x3ed80000n, 0x1_0000_2000n], 'unknown'],
    ['three pages in a circle', [0x3ed80000n, 0x1_0000_1000n, 0x3ed82000n], 'unknown'],
  ])('with %s is said to be so', async (_, physmap, kind) => {
    const check = await checkTranslation(side({ ...paged, physmap }), paged, EDGES);
    expect(translationCause(check).kind).toBe(kind);
    expect(causeKinds(translationText(check))).toEqual([kind]);
    if (kind === 'unknown') expect(translationText(check)).toContain(physmap.map((page) => `0x${page.toString(16)}`).join(' '));
  });

  test('with one page above 4 GiB and addresses of 32 bits has lost the upper half, and is not shifted', async () => {
    const high = { physmap: 0x8_7fff_f000n, size: 0x4000 };
    const check = await checkTranslation(side({ ...high, physmap: 0x7fff_f000n }), high, { offs: [0, 0x3fff] });
    expect(translationCause(check)).toEqual({ kind: 'truncated-address' });
  });

  test('that is lost while one looks for the cause has been wrong all the same', async () => {
    let asked = 0;
    const lost = {
      phys: () => (asked++ === 0 ? Promise.resolve(1n) : Promise.reject(new TypeError('gone'))),
      offset: () => Promise.resolve(0),
    };
    const check = await checkTranslation(lost, paged, { offs: [0] });
    expect([wrongAnswers(check.answers).length, check.found, translationCause(check).kind]).toEqual([1, [], 'unknown']);
  });

  test('is contradicted by one answer that its table does not give', async () => {
    const shifted = side({ ...paged, physmap: paged.physmap.map((page) => page + 0x1000n) });
    const once = { ...shifted, offset: (address: bigint) => (address === 0x3ed82fffn ? Promise.resolve(7) : shifted.offset(address)) };
    expect(translationCause(await checkTranslation(once, paged, EDGES))).toEqual({ kind: 'unknown' });
  });

  test('and refuses an offset that it should have is wrong as well', async () => {
    const none = { phys: () => Promise.reject(new OutOfRange('none')), offset: () => Promise.reject(new OutOfRange('none')) };
    expect(translationText(await checkTranslation(none, paged, { offs: [0] }))).toMatch(
      /^2 of 2 translations differ; the first: offset 0x0: expected physical address 0x3ed82000, got no physical address; likely cause: unknown .* each page: none none none\)$/,
    );
  });

  test('any other error is passed on', async () => {
    const gone = { phys: () => Promise.reject(new TypeError('gone')), offset: () => Promise.resolve(0) };
    await expect(checkTranslation(gone, paged, { offs: [0] })).rejects.toThrow('gone');
  });

  test('a table with more pages than were looked at has no known cause', async () => {
    const long = { physmap: contiguousPages(0x1000_0000n, 20), size: 20 * 0x1000, pageShift: 12 };
    const check = await checkTranslation(side({ ...long, physmap: contiguousPages(0x1000_1000n, 20) }), long, { offs: [0] });
    expect([check.found?.length, translationCause(check).kind]).toEqual([16, 'unknown']);
  });
});
