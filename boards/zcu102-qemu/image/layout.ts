/**
 * Where the image's parts are put in the machine's memory, and the machine itself. The one home of these numbers: the device tree,
 * the start-up stub and `image.json` (which the power driver reads) are rendered from them.
 */
export const LAYOUT = {
  machine: 'xlnx-zcu102',
  /** CPU 0 to 3 are the A53s, CPU 4 is the first R5F. */
  cores: 5,
  memory: 0x8000_0000,
  /** RAM that Linux is told of: the top megabyte is left alone. */
  linuxMemory: 0x7ff0_0000,
  stub: 0x10_0000,
  kernel: 0x20_0000,
  deviceTree: 0x800_0000,
  initrd: 0x1000_0000,
  /** PSCI affinity of the first R5F. */
  r5PsciTarget: 4,
} as const;
