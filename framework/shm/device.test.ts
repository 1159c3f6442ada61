import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shmSchema, type ShmDeclaration } from './device';
import { memFlagsText, isLegalMemFlags, ACCESS_FLAGS, MEM_FLAGS } from './mem-flags';
import { contiguousPages, ONE_PAGE_MASK, runsOf } from './physmap';

const region = { physmap: 0x3ed80000n, size: 0x4000, memFlags: 0x30c };
const device = { name: '3ed80000.shm', regions: [region] };
const paged = { ...region, physmap: contiguousPages(0x3ed80000n, 4), pageShift: 12 };

const accepted = (declared: unknown): ShmDeclaration => shmSchema.parse(declared);

/** `path: message` of every issue. */
const refused = (declared: unknown): string => {
  const parsed = shmSchema.safeParse(declared);
  if (parsed.success) throw new Error('it was accepted');
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
};
const withRegion = (change: object): object => ({ ...device, regions: [{ ...region, ...change }] });
const withPages = (change: object): object => ({ ...device, regions: [{ ...paged, ...change }] });

describe('a shm device of a board file', () => {
  test("in its short form is libmetal's device of one region of one page", () => {
    expect(accepted({ name: '3ed80000.shm', physmap: 0x3ed80000n, size: 0x800000, memFlags: 0x30c })).toEqual({
      name: '3ed80000.shm',
      bus: 'platform',
      regions: [
        {
          virt: 0x3ed80000n,
          physmap: [0x3ed80000n],
          size: 0x800000,
          pageShift: -1,
          pageMask: ONE_PAGE_MASK,
          memFlags: 0x30c,
          ops: undefined,
        },
      ],
      irqNum: 0,
      irqInfo: 0n,
      physmap: 0x3ed80000n,
      size: 0x800000,
      memFlags: 0x30c,
    });
  });

  test('keeps every field of struct metal_device and struct metal_io_region', () => {
    const second = { ...region, physmap: 0x40000000n, virt: 0x40000000n, pageMask: ONE_PAGE_MASK, pageShift: -1, ops: 'recorder' };
    const full = accepted({ ...device, regions: [paged, second], irqNum: 132, irqInfo: 7n });
    expect(full).toMatchObject({
      irqNum: 132,
      irqInfo: 7n,
      regions: [
        { pageShift: 12, pageMask: 0xfffn, physmap: paged.physmap },
        { virt: 0x40000000n, ops: 'recorder', pageMask: ONE_PAGE_MASK },
      ],
    });
  });

  test('checked again stays what it is', () => {
    const once = accepted(withPages({}));
    expect(accepted(once)).toEqual(once);
  });

  test('takes memory flags by the names of libmetal', () => {
    expect(accepted(withRegion({ memFlags: 'NORM_SHARED_NCACHE | PRIV_RW_USER_RW' })).memFlags).toBe(0x30c);
    expect(accepted(withRegion({ memFlags: 'PRIV_RO_USER_RO|EXECUTE_NEVER|DEVICE_SHARED' })).memFlags).toBe(0x1601);
  });

  test('without a bus has any name', () => {
    expect(accepted({ ...device, bus: 'none', name: 'scratch' })).toMatchObject({ bus: 'none', name: 'scratch' });
  });

  test('has at most 32 regions', () => {
    const regions = Array.from({ length: 33 }, (_, i) => ({ ...region, physmap: 0x3ed80000n + BigInt(i) * 0x4000n }));
    expect(accepted({ ...device, regions: regions.slice(0, 32) }).regions).toHaveLength(32);
    expect(refused({ ...device, regions })).toMatch(/^regions: .*32/);
  });

  test.each<[what: string, declared: object, field: string, rule: RegExp]>([
    ['a size that is no multiple of 4 KiB', withRegion({ size: 0x4800 }), 'regions.0.size', /multiple of the page, 0x1000/],
    ['a size that is no multiple of its page', withPages({ size: 0x3800 }), 'regions.0.size', /multiple of the page, 0x1000/],
    ['a physmap that is too short', withPages({ size: 0x5000 }), 'regions.0.physmap', /too short: it has 4 of 5 pages/],
    ['a physmap that is too long', withPages({ size: 0x3000 }), 'regions.0.physmap', /too long: it has 4 of 3 pages/],
    ['several pages without pageShift', withPages({ pageShift: undefined }), 'regions.0.physmap', /too long: it has 4 of 1 pages/],
    ['one base with pageShift 12', withRegion({ pageShift: 12 }), 'regions.0.physmap', /too short: it has 1 of 4 pages/],
    ['an unaligned base', withRegion({ physmap: 0x3ed80800n }), 'regions.0.physmap', /0x3ed80800 is not aligned to the page, 0x1000/],
    ['a page twice', withPages({ physmap: [1n, 2n, 1n, 3n].map((n) => n << 12n) }), 'regions.0.physmap', /page 0x1000 is in it twice/],
    ['an end beyond 2^64', withRegion({ physmap: 0xffff_ffff_ffff_f000n }), 'regions.0.physmap', /past the end of the 64-bit addresses/],
    ['a pageMask of another pageShift', withPages({ pageMask: 0x1fffn }), 'regions.0.pageMask', /pageShift 12 makes it 0xfff/],
    ['a pageMask of a table on one page', withRegion({ pageMask: 0xfffn }), 'regions.0.pageMask', /makes it 0xffffffffffffffff/],
    ['the pageShift 32 of UG1186', withRegion({ pageShift: 32 }), 'regions.0.pageShift', /-1 where the region is one page.*undefined in C/],
    ['a fractional pageShift', withRegion({ pageShift: 12.5 }), 'regions.0.pageShift', /12 \(4 KiB\)/],
    ['an illegal memory type', withRegion({ memFlags: 0x30d }), 'regions.0.memFlags', /0xd is no legal TEX\/S\/C\/B encoding/],
    ['an illegal access permission', withRegion({ memFlags: 0x70c }), 'regions.0.memFlags', /0x700 is no legal AP encoding/],
    ['unknown bits', withRegion({ memFlags: 0x2030c }), 'regions.0.memFlags', /only bits 0-10/],
    ['a misspelt flag', withRegion({ memFlags: 'NORM_SHARED | PRIV_RW_USER_RW' }), 'regions.0.memFlags', /'NORM_SHARED' is no flag/],
    [
      'two memory types',
      withRegion({ memFlags: 'DEVICE_SHARED | NORM_SHARED_NCACHE | NO_ACCESS' }),
      'regions.0.memFlags',
      /2 memory types/,
    ],
    ['no access permission', withRegion({ memFlags: 'NORM_SHARED_NCACHE' }), 'regions.0.memFlags', /0 access permissions \(none\)/],
    ['a name of another address', { ...device, name: '3ed20000.shm' }, 'name', /says 0x|says address 0x3ed20000, physmap is 0x3ed80000/],
    ['a name with leading zeros', { ...device, name: '03ed80000.shm' }, 'name', /'3ed80000\.shm'/],
    ['a platform device without an address', { ...device, name: 'shm' }, 'name', /<address in hex>\.<node name>/],
    [
      'a page inside another of a larger shift',
      withPages({ pageShift: 13, size: 0x8000 }),
      'regions.0.physmap',
      /0x3ed81000 is not aligned to the page, 0x2000/,
    ],
    ['an empty physmap', withPages({ physmap: [] }), 'regions.0.physmap', />=1/],
    ['a negative address', withRegion({ physmap: -0x1000n }), 'regions.0.physmap', />=0/],
    ['an address of 65 bits', withRegion({ physmap: 1n << 64n }), 'regions.0.physmap', /<=18446744073709551615/],
    ['an address that is a number', withRegion({ physmap: 0x3ed80000 }), 'regions.0.physmap', /an address from 0 to 2\^64-1 with an n/],
    ['a size of 0', withRegion({ size: 0 }), 'regions.0.size', />0/],
    ['a negative size', withRegion({ size: -0x1000 }), 'regions.0.size', />0/],
    ['a fractional size', withRegion({ size: 4096.5 }), 'regions.0.size', /int/],
    ['a size that is no number', withRegion({ size: Number.NaN }), 'regions.0.size', /expected number/],
    ['a pageShift of less than 4 KiB', withPages({ pageShift: 11 }), 'regions.0.pageShift', /12 \(4 KiB\)/],
    ['flags that are neither number nor names', withRegion({ memFlags: true }), 'regions.0.memFlags', /a number, or libmetal's names/],
    ['fractional flags', withRegion({ memFlags: 780.5 }), 'regions.0.memFlags', /only bits 0-10/],
    ['a virt inside a page', withRegion({ virt: 0x10000040n }), 'regions.0.virt', /0x10000040 is not aligned to the page, 0x1000/],
    [
      'a virt that runs past the end',
      withRegion({ virt: 0xffff_ffff_ffff_f000n }),
      'regions.0.virt',
      /past the end of the 64-bit addresses/,
    ],
    ['ops that are no name', withRegion({ ops: '2 words' }), 'regions.0.ops', /a name: letters, digits/],
    ["an interrupt that is a core's own", { ...device, irqNum: 27 }, 'irqNum', /0 \(none\), or 32 to 1019/],
    ['a negative interrupt', { ...device, irqNum: -1 }, 'irqNum', /0 \(none\), or 32 to 1019/],
    ['an interrupt that no GIC has', { ...device, irqNum: 1020 }, 'irqNum', /1019/],
    ['irqInfo that is no address', { ...device, irqNum: 132, irqInfo: -1n }, 'irqInfo', />=0/],
    ['another bus', { ...device, bus: 'pci' }, 'bus', /platform/],
    ['no region', { ...device, regions: [] }, 'regions', />=1/],
    ['a field that the struct has not', { ...device, irq: 132 }, '', /irq/],
    ['a field that the region has not', withRegion({ flags: 1 }), 'regions.0', /flags/],
    ['irqInfo without an interrupt', { ...device, irqInfo: 1n }, 'irqInfo', /has no interrupt/],
    ['a top-level size unlike region 0', { ...device, size: 0x8000 }, 'size', /regions\[0\]\.size says otherwise/],
    ['neither form', { name: '3ed80000.shm', size: 0x1000 }, 'physmap', /or regions/],
  ])('is refused with %s, naming field and rule', (_, declared, field, rule) => {
    const line = refused(declared)
      .split('\n')
      .find((one) => one.startsWith(`${field}: `));
    expect(line).toMatch(rule);
  });
});

describe('any shm device', () => {
  const flags = fc
    .tuple(fc.constantFrom(...Object.values(MEM_FLAGS)), fc.constantFrom(...Object.values(ACCESS_FLAGS)), fc.constantFrom(0, 0x1000))
    .map(([type, access, never]) => type | access | never);
  const shift = fc.integer({ min: 12, max: 16 });

  test('has the same flags by number and by name', () => {
    fc.assert(
      fc.property(flags, (value) => {
        expect(accepted(withRegion({ memFlags: memFlagsText(value) }))).toEqual(accepted(withRegion({ memFlags: value })));
      }),
    );
  });

  test('is refused with every flags word that is no legal encoding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -0x10000, max: 0x3ffff }).filter((value) => !isLegalMemFlags(value)),
        (value) => {
          expect(refused(withRegion({ memFlags: value }))).toMatch(/^regions\.0\.memFlags: /);
        },
      ),
    );
  });

  test('of distinct aligned pages is accepted, and its runs cover each byte once, in order', () => {
    const pages = fc.tuple(shift, fc.uniqueArray(fc.bigInt({ min: 0n, max: 1n << 40n }), { minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(pages, ([pageShift, numbers]) => {
        const physmap = numbers.map((number) => number << BigInt(pageShift));
        const declared = {
          name: 'any',
          bus: 'none',
          regions: [{ physmap, size: numbers.length << pageShift, pageShift, memFlags: 0x30c }],
        };
        const [found] = accepted(declared).regions;
        const bytes = runsOf(found!).flatMap(({ base, size }) => contiguousPages(base, size >> pageShift, pageShift));
        expect(bytes).toEqual(physmap);
      }),
    );
  });

  test('is refused when its table has not as many pages as its size', () => {
    fc.assert(
      fc.property(shift, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (pageShift, have, need) => {
        fc.pre(have !== need);
        const physmap = contiguousPages(0n, have, pageShift);
        const text = refused({ name: 'any', bus: 'none', regions: [{ physmap, size: need << pageShift, pageShift, memFlags: 0x30c }] });
        expect(text).toContain(`physmap: too ${have < need ? 'short' : 'long'}: it has ${have} of ${need} pages`);
      }),
    );
  });

  test('is refused when one of its pages is not aligned', () => {
    fc.assert(
      fc.property(shift, fc.nat(3), fc.bigInt({ min: 1n, max: 0xfffn }), (pageShift, at, off) => {
        const physmap = contiguousPages(0x1000_0000n, 4, pageShift).map((page, i) => (i === at ? page + off : page));
        expect(refused({ name: 'any', bus: 'none', regions: [{ physmap, size: 4 << pageShift, pageShift, memFlags: 0x30c }] })).toContain(
          `0x${physmap[at]!.toString(16)} is not aligned`,
        );
      }),
    );
  });
});
