import type { Board } from '../board/declaration';
import { memoryRanges } from '../board/memory-ranges';
import { ConfigError } from '../errors/errors';
import type { ShmDeclaration } from '../shm/device';
import { runsOf } from '../shm/physmap';

/** The device-tree nodes that a board's declaration stands for. The virtual board boots with them, an export carries the same. */

/** `MAX_UIO_MAPS` of the kernel: what `reg` has beyond is left out by its driver. */
const MOST_MAPS = 5;

/**
 * Children of `reserved-memory`: every range that Linux must leave alone, guards included. `no-map` keeps even speculative reads out.
 */
export function reservedMemoryNodes(board: Board, indent: string): string {
  return memoryRanges(board)
    .map(({ kind, base, size }) => `${indent}${nodeName(kind, base)} { no-map; reg = <${reg(base, size)}>; };\n`)
    .join('');
}

/** Children of a `simple-bus`: a node `shm@3ed80000` there becomes the platform device `3ed80000.shm`. */
export function uioNodes(board: Board, indent: string, extra: readonly string[] = []): string {
  const nodes = board.shm.filter(({ bus }) => bus === 'platform').map((shm) => uioNode(shm, board, indent, extra));
  const { doorbell } = board.memory;
  if (doorbell) nodes.push(node('doorbell', [doorbell], doorbell.irqNum, indent, extra));
  return nodes.join('\n');
}

export function nodeName(name: string, base: bigint): string {
  return `${name}@${base.toString(16)}`;
}

/** Address and length as `#address-cells = <2>` and `#size-cells = <2>` want them. */
export function reg(base: bigint | number, size: number): string {
  return `${cells64(base)} ${cells64(size)}`;
}

export function cells64(value: bigint | number): string {
  const wide = BigInt(value);
  return `0x${(wide >> 32n).toString(16)} 0x${(wide & 0xffff_ffffn).toString(16)}`;
}

function uioNode(shm: ShmDeclaration, board: Board, indent: string, extra: readonly string[]): string {
  const runs = shm.regions.flatMap(runsOf);
  if (runs.length > MOST_MAPS) {
    throw new ConfigError(
      `board '${board.name}': '${shm.name}' lies in ${runs.length} pieces, a UIO device has at most ${MOST_MAPS} maps`,
      {
        fix: "make its pages contiguous, split the device, or give it bus 'none'",
      },
    );
  }
  return node(shm.name.slice(shm.name.indexOf('.') + 1), runs, shm.irqNum || undefined, indent, extra);
}

function node(
  name: string,
  runs: readonly { base: bigint; size: number }[],
  irq: number | undefined,
  indent: string,
  extra: readonly string[],
): string {
  const lines = ['compatible = "generic-uio";', `reg = ${runs.map(({ base, size }) => `<${reg(base, size)}>`).join(', ')};`];
  if (irq !== undefined) lines.push(...extra, `interrupts = <${interrupt(irq)}>;`);
  return `${indent}${nodeName(name, runs[0]?.base ?? 0n)} {\n${lines.map((line) => `${indent}    ${line}\n`).join('')}${indent}};\n`;
}

/** As the GIC's binding has a shared peripheral interrupt. Edge-triggered: a ring is an event, not a level. */
function interrupt(irq: number): string {
  return `0 ${irq - 32} 1`;
}
