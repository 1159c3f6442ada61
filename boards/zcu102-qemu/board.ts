import { defineBoard, NORM_SHARED_NCACHE, PRIV_RW_USER_RW, qemu, remoteproc, serial, ssh, zynqmp } from '../../framework';

/** The virtual ZCU102: Debian's QEMU with a real Linux on its A53 and our firmware on its R5F. `npm run setup` builds its image. */
export default defineBoard({
  name: 'zcu102-qemu',
  soc: zynqmp,
  shm: [{ name: '3ed80000.shm', physmap: 0x3ed80000n, size: 0x800000, memFlags: NORM_SHARED_NCACHE | PRIV_RW_USER_RW }],
  memory: {
    firmware: { base: 0x3ed00000n, size: 0x40000 },
    // SPI 100 is free on this machine; the R5 raises it through the distributor.
    doorbell: { base: 0x3ed40000n, size: 0x1000, irqNum: 132 },
    guard: 0x1000,
  },
  peers: {
    linux: ssh({ hostKey: 'build/zcu102-qemu/keys/host.fingerprint', identity: 'build/zcu102-qemu/keys/login' }),
    r5: serial({ firmware: remoteproc('remoteproc0', { port: 'qemu-zynqmp' }) }),
  },
  power: qemu({ image: 'build/zcu102-qemu' }),
  capabilities: ['doorbell', 'power'],
  errata: [
    {
      id: 'stlr-ldar',
      what: 'QEMU (7.2) gives STLR a barrier before it and LDAR one behind it, and none between the two: the host reorders store and load',
    },
  ],
  emulated: true,
});
