import { builtin, defineBoard, host, local, NORM_SHARED_NCACHE, PRIV_RW_USER_RW, serial, simulator } from '../../framework';

/** The simulator: the firmware's posix port as a process, the addon on a file-backed region. No root, no QEMU. */
export default defineBoard({
  name: 'sim',
  soc: host,
  shm: [{ name: '3ed80000.shm', physmap: 0x3ed80000n, size: 0x800000, memFlags: NORM_SHARED_NCACHE | PRIV_RW_USER_RW }],
  memory: { firmware: { base: 0x3ed00000n, size: 0x40000 }, doorbell: { base: 0x3ed40000n, size: 0x1000 }, guard: 0x1000 },
  peers: { linux: local(), r5: serial({ firmware: builtin() }) },
  power: simulator(),
  capabilities: ['doorbell', 'power'],
  emulated: true,
});
