import { command, defineBoard, NORM_SHARED_NCACHE, PRIV_RW_USER_RW, remoteproc, serial, ssh, zynqmp } from '../../framework';

/**
 * A real ZCU102. Copy this folder, rename it, and change what is marked CHANGE; everything else holds for any ZynqMP whose device tree
 * reserves the same memory. The firmware port `zynqmp` is built and its ELF is checked, but not run on silicon by us.
 */
export default defineBoard({
  // CHANGE: the folder's name; it is what `-b` and AMP_HIL_BOARD take, and every line of a record carries it.
  name: 'zcu102',

  // Cores, instruction sets, MIDR of the R5 and its number of MPU regions.
  soc: zynqmp,

  shm: [
    {
      // CHANGE if yours lies elsewhere: the platform device's name as `ls /sys/bus/platform/devices` shows it. The kernel makes it from the node's
      // reg and name: `shm@3ed80000 { compatible = "generic-uio"; reg = <0x0 0x3ed80000 0x0 0x800000>; };`
      name: '3ed80000.shm',
      // Physical address and size of the window: the node's reg. It must lie in a reserved-memory node with `no-map`, or Linux maps it cacheable.
      physmap: 0x3ed80000n,
      size: 0x800000,
      // UG1186's mem_flags, 0x30C. Linux ignores them (UIO maps Device-nGnRnE); the R5 programs its MPU regions from them.
      // By libmetal's names as well: 'NORM_SHARED_NCACHE | PRIV_RW_USER_RW'.
      memFlags: NORM_SHARED_NCACHE | PRIV_RW_USER_RW,
      // The three fields above are one region of one page. In full, up to 32 of them, as struct metal_device has it:
      // regions: [{ physmap: contiguousPages(0x3ed80000n, 2048), size: 0x800000, pageShift: 12, pageMask: 0xfffn, memFlags: 0x30c, virt: 0x3ed80000n }],
      // bus: 'platform', or 'none' for a static device; irqNum: its GIC interrupt id, 32 to 1019, 0: none; irqInfo: libmetal's opaque word.
    },
  ],

  memory: {
    // The R5's carve-out: reserved-memory with no-map, and what the firmware is linked to. Vectors and start-up go to TCM, the rest here.
    firmware: { base: 0x3ed00000n, size: 0x40000 },
    // Bytes of no-map memory below and above the window that nobody uses, checked for stray writes. 0: there is none.
    guard: 0,
  },

  // Their ids are fixed: 'linux', and 'r5' for the R5, 'r5-1' for a second one. Commands, limits and records name the sides by them.
  peers: {
    linux: ssh({
      // CHANGE: name or address of the board.
      host: 'zcu102.lab',
      user: 'root',
      // CHANGE: `ssh-keyscan zcu102.lab | ssh-keygen -lf -` on a network that you trust, or /etc/ssh/ssh_host_ed25519_key.pub on the board itself.
      // Another key than this one is refused; there is no blind accept.
      hostKey: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      // Private key to log in with. Leave it out to use the keys in your ssh agent. Passwords are not supported.
      // identity: '/home/lab/.ssh/zcu102',
      // Where the agent and its addon are put; kept and reused between runs.
      workdir: '/tmp/amp-hil',
      // Node 18 or later on the board; left out: the one in PATH, else the framework brings the official arm64 binary.
      // node: '/usr/bin/node',
      // true: litmus threads run under SCHED_FIFO on a processor of their own, so that nothing else comes between their iterations. They spin: what
      // else is bound to that processor waits for as long as a test runs. Without effect where Linux has one processor.
      // realtime: true,
    }),
    r5: serial({
      // CHANGE: `ls -l /dev/serial/by-id`. By id, since ttyUSB numbers change with each plug. The ZCU102's CP2108 has four ports; UART1 (the R5's) is if01.
      path: '/dev/serial/by-id/usb-Silicon_Labs_CP2108_Quad_USB_to_UART_Bridge_Controller-if01-port0',
      baudRate: 115200,
      // `cat /sys/class/remoteproc/*/name` tells which instance is which core.
      firmware: remoteproc('remoteproc0', { port: 'zynqmp', folder: '/lib/firmware' }),
    }),
  },

  // CHANGE: the two commands that switch this board; they run without a shell. Leave `power` out for a board that is always on:
  // a hung R5 that remoteproc cannot stop then ends the run.
  power: command({ on: ['pdu', 'on', '7'], off: ['pdu', 'off', '7'] }),

  // What this board can do and no probe finds out: 'cache' (the R5's caches may be enabled), 'doorbell', 'power', 'two-r5', 'smp-linux'.
  // A test that needs what is not listed is skipped, visibly, with that reason.
  capabilities: ['cache', 'power'],

  // Limits by measurement id `side.op.width.size`, in MB/s (10^6 bytes a second). A median outside fails the test. CHANGE after your first run.
  limits: {
    'linux.read.64.4096': { unit: 'MB/s', min: 20 },
  },
});
