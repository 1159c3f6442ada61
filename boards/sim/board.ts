import { builtin, defineBoard, host, local, NORM_SHARED_NCACHE, PRIV_RW_USER_RW, serial, simulator } from '../../framework';

/** A tenth of what a loaded machine shows, and more than twice what is left of it when the R5 is slow on purpose. */
const LEAST = { unit: 'MB/s', min: 500 };
const OPS = ['read', 'write', 'copy-in', 'copy-out'];

/** The simulator: the firmware's posix port as a process, the addon on a file-backed region. No root, no QEMU. */
export default defineBoard({
  name: 'sim',
  soc: host,
  shm: [{ name: '3ed80000.shm', physmap: 0x3ed80000n, size: 0x800000, memFlags: NORM_SHARED_NCACHE | PRIV_RW_USER_RW }],
  memory: { firmware: { base: 0x3ed00000n, size: 0x40000 }, doorbell: { base: 0x3ed40000n, size: 0x1000 }, guard: 0x1000 },
  peers: { linux: local(), r5: serial({ firmware: builtin() }) },
  power: simulator(),
  capabilities: ['cache', 'doorbell', 'power'],
  limits: Object.fromEntries(OPS.flatMap((op) => [64, 4096, 65536].map((size) => [`r5.${op}.64.${size}`, LEAST]))),
  emulated: true,
});
