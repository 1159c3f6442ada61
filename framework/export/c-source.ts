import type { Board } from '../board/declaration';
import type { RegionDeclaration, ShmDeclaration } from '../shm/device';
import { memFlagsText } from '../shm/mem-flags';
import { ONE_PAGE_SHIFT, runsOf } from '../shm/physmap';
import { origin } from './origin';

/**
 * The shm devices of a board as libmetal's static `struct metal_device`s, for baremetal and FreeRTOS: the file is included where
 * `metal_register_generic_device()` is called. `physmap` points to a table, as libmetal reads it, and the regions are all there.
 */
export function cSource(board: Board): string {
  const names = board.shm.map(({ name }) => name.replace(/[^A-Za-z0-9]/g, '_'));
  const unique = names.map((name, i) => (names.indexOf(name) === i ? name : `${name}_${i}`));
  return [
    `/* ${origin(board, 'c')} */`,
    '#include <metal/device.h>',
    '#include <metal/io.h>',
    ...wideAddresses(board),
    ...board.shm.flatMap((device, i) => ['', ...deviceLines(device, unique[i] as string)]),
    '',
  ].join('\n');
}

/** The name of the C variable of each device, in the order of the declaration. */
export function cNames(source: string): string[] {
  return [...source.matchAll(/^static struct metal_device (\w+) = \{$/gm)].map(([, name]) => name as string);
}

/** An address above 4 GiB would be cut on a 32-bit core without a word. */
function wideAddresses(board: Board): string[] {
  const highest = board.shm.flatMap(({ regions }) => regions.flatMap((region) => runsOf(region).map((run) => run.base + BigInt(run.size))));
  return highest.some((end) => end > 1n << 32n)
    ? ['', '_Static_assert(sizeof(metal_phys_addr_t) >= 8, "a region lies above 4 GiB: this core cannot address it");']
    : [];
}

function deviceLines(device: ShmDeclaration, name: string): string[] {
  const tables = device.regions.map((_, i) => `metal_physmap_${name}_${i}`);
  return [
    ...device.regions.flatMap((region, i) => tableLines(tables[i] as string, region)),
    '',
    `static struct metal_device metal_device_${name} = {`,
    `    .name = "${device.name}",`,
    `    .bus = NULL, /* set by metal_register_generic_device() */`,
    `    .num_regions = ${device.regions.length},`,
    '    .regions = {',
    ...device.regions.flatMap((region, i) => regionLines(region, tables[i] as string)),
    '    },',
    '    .node = { NULL },',
    `    .irq_num = ${device.irqNum},`,
    `    .irq_info = ${device.irqInfo === 0n ? 'NULL' : `(void *)${ulong(device.irqInfo)}`},`,
    '};',
  ];
}

function tableLines(name: string, { physmap }: RegionDeclaration): string[] {
  const rows: string[] = [];
  for (let i = 0; i < physmap.length; i += PER_ROW)
    rows.push(
      `    ${physmap
        .slice(i, i + PER_ROW)
        .map(ulong)
        .join(', ')},`,
    );
  return [`static const metal_phys_addr_t ${name}[] = {`, ...rows, '};'];
}

function regionLines(region: RegionDeclaration, table: string): string[] {
  const onePage = region.pageShift === ONE_PAGE_SHIFT;
  return [
    '        {',
    `            .virt = ${region.virt === undefined ? '(void *)-1, /* METAL_BAD_VA: nobody has mapped the scattered pages yet */' : `(void *)${ulong(region.virt)},`}`,
    `            .physmap = ${table},`,
    `            .size = 0x${region.size.toString(16)},`,
    `            .page_shift = ${onePage ? '-1UL, /* one page */' : `${region.pageShift},`}`,
    `            .page_mask = ${onePage ? '-1UL' : ulong(region.pageMask)},`,
    `            .mem_flags = 0x${region.memFlags.toString(16)}, /* ${memFlagsText(region.memFlags)} */`,
    `            .ops = { NULL },${region.ops === undefined ? '' : ` /* '${region.ops}' is of the Linux side only */`}`,
    '        },',
  ];
}

const PER_ROW = 8;

function ulong(value: bigint): string {
  return `0x${value.toString(16)}UL`;
}
