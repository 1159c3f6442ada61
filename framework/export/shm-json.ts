import type { Board } from '../board/declaration';
import { memFlagsText } from '../shm/mem-flags';

type Hex = `0x${string}`;

/** The declaration for other programs, every default filled in. `exportShape` of framework/cli/json-shapes.ts is its schema. */
export function shmJson(board: Board) {
  const range = ({ base, size }: { base: bigint; size: number }) => ({ base: hex(base), size });
  const { firmware, guard, doorbell } = board.memory;
  return {
    board: board.name,
    shm: board.shm.map(({ name, bus, regions, irqNum, irqInfo }) => ({
      name,
      bus,
      regions: regions.map(({ virt, physmap, size, pageShift, pageMask, memFlags, ops }) => ({
        virt: virt === undefined ? null : hex(virt),
        physmap: physmap.map(hex),
        size,
        pageShift,
        pageMask: hex(pageMask),
        memFlags: hex(memFlags),
        memFlagsNames: memFlagsText(memFlags),
        ops: ops ?? null,
      })),
      irqNum,
      irqInfo: hex(irqInfo),
    })),
    memory: { firmware: range(firmware), guard, doorbell: doorbell ? { ...range(doorbell), irqNum: doorbell.irqNum ?? null } : null },
  };
}

function hex(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}
