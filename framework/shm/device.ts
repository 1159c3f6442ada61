import { z } from 'zod';
import { parseMemFlags } from './mem-flags-parse';
import { ONE_PAGE_SHIFT, resolvePhysmap, runsOf, SYSTEM_PAGE } from './physmap';

/** The shm device of a board file: UG1186's `struct metal_device` and its `struct metal_io_region`s, checked and with every default filled in. */

/** libmetal's `METAL_MAX_DEVICE_REGIONS`. */
export const MOST_REGIONS = 32;

const address = z.bigint().min(0n).max(0xffff_ffff_ffff_ffffn);
const bytes = z.number().int().positive().max(0x4000_0000);

const pages = {
  /** Physical address of the region where it is one page, else of each page in order of offset. */
  physmap: z.union([address, z.array(address).min(1).readonly()], {
    error: 'an address from 0 to 2^64-1 with an n at its end, 0x3ed80000n, or a list of such',
  }),
  size: bytes,
  /** A number, or libmetal's names: `'NORM_SHARED_NCACHE | PRIV_RW_USER_RW'`. */
  memFlags: z.union([z.number(), z.string()], { error: "a number, or libmetal's names: 'NORM_SHARED_NCACHE | PRIV_RW_USER_RW'" }),
};

const regionSchema = z.strictObject({
  /** Where a side without an MMU sees offset 0; default: `physmap[0]`, where the pages are contiguous. Linux chooses its own. */
  virt: address.optional(),
  ...pages,
  /** log2 of the page size; absent or -1: the region is one page. */
  pageShift: z.number().optional(),
  /** Follows from `pageShift`; given, it must agree. */
  pageMask: z.bigint().optional(),
  /** Name of operations of the user's, as libmetal's `.ops`: a marker for exports and readers. `withOps` (ops.ts) puts the code on an open region. */
  ops: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name: letters, digits, - and _, starting with a letter')
    .optional(),
});

/** Region 0 may be written at the top level, where there is no other. */
const shortForm = { physmap: pages.physmap.optional(), size: pages.size.optional(), memFlags: pages.memFlags.optional() };

const declaredSchema = z.strictObject({
  /** Of a platform device `<address>.<node>`: `3ed80000.shm`. Without a bus: any word. It must fit in a command line to an R5. */
  name: z.string().regex(/^[A-Za-z0-9_.,@-]{1,31}$/, '1 to 31 of letters, digits and . _ , @ -'),
  /** `none`: a static device that no driver model knows (libmetal's generic bus). */
  bus: z.enum(['platform', 'none']).default('platform'),
  regions: z.array(regionSchema).min(1).max(MOST_REGIONS).readonly().optional(),
  ...shortForm,
  /** GIC interrupt id; 0: the device has no interrupt. */
  irqNum: z
    .number()
    .int()
    .max(1019)
    .refine((id) => id === 0 || id >= 32, "0 (none), or 32 to 1019: below are a core's own interrupts, which no device raises")
    .default(0),
  /** libmetal's opaque `irq_info`. */
  irqInfo: address.default(0n),
});

type DeclaredRegion = z.output<typeof regionSchema>;
type Issue = (path: (string | number)[], rule: string) => void;

export interface RegionDeclaration {
  /** Undefined: no side sees the scattered pages as one piece unless it maps them. */
  readonly virt: bigint | undefined;
  readonly physmap: readonly bigint[];
  readonly size: number;
  readonly pageShift: number;
  readonly pageMask: bigint;
  readonly memFlags: number;
  readonly ops: string | undefined;
}

export interface ShmDeclaration {
  readonly name: string;
  readonly bus: 'platform' | 'none';
  readonly regions: readonly RegionDeclaration[];
  readonly irqNum: number;
  readonly irqInfo: bigint;
  /** Of region 0, for the many uses that know one region: `physmap[0]`, size, flags. */
  readonly physmap: bigint;
  readonly size: number;
  readonly memFlags: number;
}

export const shmSchema = declaredSchema.transform((device, ctx): ShmDeclaration => {
  const issue: Issue = (path, message) => ctx.addIssue({ code: 'custom', path, message });
  const regions = declaredRegions(device, issue)?.map(([region, path]) => checkRegion(region, path, issue));
  const [first] = regions ?? [];
  if (device.irqInfo !== 0n && device.irqNum === 0) issue(['irqInfo'], 'the device has no interrupt: give irqNum, or leave irqInfo out');
  if (!regions || !first || regions.includes(undefined)) return z.NEVER;
  if (device.bus === 'platform') checkName(device.name, first.physmap[0] ?? 0n, issue);
  const { name, bus, irqNum, irqInfo } = device;
  const { size, memFlags } = first;
  return { name, bus, regions: regions as RegionDeclaration[], irqNum, irqInfo, physmap: first.physmap[0] ?? 0n, size, memFlags };
});

/** The regions and the path of each. A device that was checked before has both forms; then they must agree. */
function declaredRegions(device: z.output<typeof declaredSchema>, issue: Issue): [DeclaredRegion, (string | number)[]][] | undefined {
  const { regions, physmap, size, memFlags } = device;
  if (!regions) {
    if (physmap === undefined || size === undefined || memFlags === undefined) {
      for (const [field, value] of Object.entries({ physmap, size, memFlags }))
        if (value === undefined) issue([field], 'physmap, size and memFlags are wanted, or regions');
      return undefined;
    }
    return [[{ physmap, size, memFlags }, []]];
  }
  const [first] = regions;
  const base = typeof first?.physmap === 'bigint' ? first.physmap : first?.physmap[0];
  const agrees = { physmap: physmap === undefined || physmap === base, size: size === undefined || size === first?.size };
  const flags = memFlags === undefined || first === undefined || sameFlags(memFlags, first.memFlags);
  for (const [field, same] of Object.entries({ ...agrees, memFlags: flags }))
    if (!same) issue([field], `regions[0].${field} says otherwise: leave it out here`);
  return regions.map((region, i) => [region, ['regions', i]]);
}

function checkRegion(region: DeclaredRegion, path: (string | number)[], issue: Issue): RegionDeclaration | undefined {
  const table = resolvePhysmap(region);
  const parsed = parseMemFlags(region.memFlags);
  if ('wrong' in parsed) issue([...path, 'memFlags'], parsed.wrong);
  if (Array.isArray(table)) {
    for (const { field, rule } of table) issue([...path, field], rule);
    return undefined;
  }
  if ('wrong' in parsed) return undefined;
  const virt = region.virt ?? (runsOf(table).length === 1 ? table.physmap[0] : undefined);
  const page = table.pageShift === ONE_PAGE_SHIFT ? SYSTEM_PAGE : 2 ** table.pageShift;
  if (virt !== undefined && virt % BigInt(page) !== 0n)
    issue(
      [...path, 'virt'],
      `0x${virt.toString(16)} is not aligned to the page, 0x${page.toString(16)}: no mapping changes an address inside its page`,
    );
  if (virt !== undefined && virt + BigInt(region.size) > 1n << 64n)
    issue([...path, 'virt'], 'the region runs past the end of the 64-bit addresses');
  return { virt, ...table, memFlags: parsed.flags, ops: region.ops };
}

/** The kernel names a platform device after the first address of its `reg`. */
function checkName(name: string, base: bigint, issue: Issue): void {
  const [, digits, node] = /^([0-9a-f]+)\.([A-Za-z0-9_-]+)$/.exec(name) ?? [];
  if (digits === undefined || node === undefined) {
    issue(['name'], "of a platform device <address in hex>.<node name>, e.g. 3ed80000.shm; with bus 'none' any word");
  } else if (digits !== base.toString(16)) {
    issue(
      ['name'],
      `says address 0x${digits}, physmap is 0x${base.toString(16)}: the kernel names the device after its reg, '${base.toString(16)}.${node}'`,
    );
  }
}

function sameFlags(a: number | string, b: number | string): boolean {
  const [one, other] = [parseMemFlags(a), parseMemFlags(b)];
  return 'flags' in one && 'flags' in other && one.flags === other.flags;
}
