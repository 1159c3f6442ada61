import { contiguousPages, defineBoard, host, local, type Board } from '../..';
import zcu102Qemu from '../../../boards/zcu102-qemu/board';

/** For tests only: what the exports are tried on. */

const R5_BOARD = {
  ...zcu102Qemu,
  name: 'all-fields',
  shm: [
    {
      name: '3ed80000.shm',
      regions: [
        { physmap: contiguousPages(0x3ed80000n, 20), size: 20 * 0x1000, pageShift: 12, memFlags: 'NORM_SHARED_NCACHE | PRIV_RW_USER_RW' },
        {
          physmap: [0x3f000000n, 0x3f010000n, 0x3efe0000n],
          size: 0x30000,
          pageShift: 16,
          memFlags: 'DEVICE_SHARED | PRIV_RO_USER_RO | EXECUTE_NEVER',
        },
      ],
      irqNum: 140,
      irqInfo: 0x5an,
    },
    { name: 'scratch', bus: 'none' as const, physmap: 0x40000000n, size: 0x100000, memFlags: 0x30c },
  ],
  memory: { ...zcu102Qemu.memory, guard: 0 },
};

/** Several devices, several regions, pages contiguous and scattered, an interrupt. */
export const r5Board: Board = defineBoard(R5_BOARD);

/** Above 4 GiB: Linux alone. */
export const highBoard: Board = defineBoard({
  name: 'high',
  soc: host,
  shm: [{ name: '880000000.shm', physmap: 0x8_8000_0000n, size: 0x1000000, memFlags: 0x30c }],
  memory: { firmware: { base: 0x3ed00000n, size: 0x40000 } },
  peers: { linux: local() },
});
