/**
 * The native addon's face: what `native/addon` exports. Only the agent loads it, so that a SIGBUS on a mapping ends the agent, not Jest.
 *
 * Errors thrown by the addon carry `code`: `UioError` (with `errno`, `syscall`, `path`), `OutOfRange`, `Misaligned`, `RegionClosed`, `InvalidArgument`.
 * A job's promise rejects with `code` `Cancelled`, `Timeout` (stalled), `OutOfRange`, `Misaligned` or `InvalidArgument`.
 */
export interface UioMap {
  /** Index N of `maps/mapN`. */
  readonly index: number;
  readonly name: string;
  /** Physical address of the map. */
  readonly addr: bigint;
  readonly size: bigint;
  /** Byte offset of the region inside the mapped page(s). */
  readonly offset: bigint;
}

export interface UioDevice {
  /** `uio0` */
  readonly uio: string;
  /** Platform device name: the last component of the `device` link, e.g. `3ed80000.shm`. */
  readonly device: string;
  /** `/sys/class/uio/uioN/name` */
  readonly name: string;
  /** Path of the device node, `/dev/uio0`. */
  readonly path: string;
  /** `of_node`/driver name as bound, '' when unknown. */
  readonly driver: string;
  readonly maps: readonly UioMap[];
}

export interface NativeJob<T = BigUint64Array> {
  readonly promise: Promise<T>;
  /** Takes effect within 200 ms; the promise then rejects with code `Cancelled`. */
  cancel(): void;
}

/** With options a job has a processor of its own. */
export interface NativeJobOptions {
  /** Job litmus: what it runs. One job at a time. */
  readonly thread?: NativeThread | undefined;
  /** The processor that it runs on; default: the last that the process may use. Nothing is done where there is one. */
  readonly cpu?: number | undefined;
  /** SCHED_FIFO. Nothing is done where there is one processor. Rejects with `UioError` (`EPERM`) where the process may not. */
  readonly realtime?: boolean | undefined;
}

/** A litmus thread in executable memory. */
export interface NativeThread {
  /** Of the last job: count, first iteration and words of each state. */
  outcomes(): BigUint64Array[];
  /** Every later call throws `InvalidArgument`. A job on it goes on. */
  unload(): void;
}

export interface NativeRegion {
  readonly size: number;
  /** Virtual address of offset 0. */
  readonly address: bigint;
  /** order: 0 relaxed, 1 acquire, 2 seq_cst. Width 64 gives a bigint. */
  read(width: number, off: number, order: number): number | bigint;
  /** order: 0 relaxed, 1 release, 2 seq_cst. Width 64 takes a bigint. */
  write(width: number, off: number, value: number | bigint, order: number): void;
  /** `width` of this and the next two: bits of every access, 0 or absent for the widest that address and memory type allow. */
  blockRead(off: number, len: number, width?: number): Uint8Array;
  blockWrite(off: number, bytes: Uint8Array, width?: number): void;
  blockSet(off: number, byte: number, len: number, width?: number): void;
  /** Runs a job of `native/core/jobs.def` on a worker thread. `onProgress` gets the job's `done`, at most 10 times a second. */
  startJob(kind: number, args: BigUint64Array, onProgress?: (done: bigint) => void, options?: NativeJobOptions): NativeJob;
  /** Unmaps. Running jobs are cancelled first. Every later call throws `RegionClosed`. */
  close(): void;
}

/** What `NativeIrq.answer` counted. */
export interface NativeBell {
  /** round wakes counted spurious missed ns: `BELL_RESULTS` of framework/agent/protocol.ts. */
  readonly results: BigUint64Array;
  /** Paced: ns from each request to the return of the read that its ring ended. */
  readonly samples: BigUint64Array;
}

/** The interrupt of a UIO device. Waits run on threads of the addon. */
export interface NativeIrq {
  /** Writes 1: unmasks it. One that is pending comes at once. */
  arm(): void;
  /** The device's count (u32) at the next interrupt; rejects with `Timeout`, `Cancelled` or `UioError` (`EIO`: it has none). */
  wait(ms: number): NativeJob<number>;
  /** Linux's half of the doorbell procedure with native/core/ring.c: `args` are ctl, rounds, seed, paced. */
  answer(region: NativeRegion, args: BigUint64Array, onProgress?: (done: bigint) => void): NativeJob<NativeBell>;
  /** Cancels what waits. Every later call throws `RegionClosed`. */
  close(): void;
}

export interface Addon {
  /** Hash of the sources it was built from. */
  readonly build: string;
  /** `aarch64` or `x86-64` */
  readonly isa: string;
  /** Ticks a second of job results. */
  readonly tickHz: bigint;
  /** MIDR_EL1 as Linux shows it in sysfs, where it does. */
  readonly midr: number | undefined;
  /** Every UIO device below `<sysfs>/class/uio`, by uio number. `sysfs` is `/sys` and `dev` is `/dev` on a board, a simulator's own folders otherwise. */
  discover(sysfs: string, dev: string): UioDevice[];
  /** Opens the device node and maps map `index` at its offset. `size` is the region's size in bytes. */
  open(path: string, index: number, offset: number, size: number): NativeRegion;
  /** Opens the device node for its interrupt. Throws `UioError`, with `EIO` where it is known already that there is none. */
  openIrq(path: string): NativeIrq;
  /** Places the code of an image (`native/core/litmus_image.h`). Throws `InvalidArgument` for one that this side cannot run. */
  loadThread(image: Uint8Array): NativeThread;
  /** One unaligned 32-bit load on the region, in a child process: '' when it succeeded, else the signal that the child died of. */
  probeUnaligned(region: NativeRegion): string;
  /**
   * `native/core/translate.h` through a page table: `to` 0 gives the physical address of offset `value`, 1 the offset of physical address `value`.
   * `pageShift` 0xffffffff: one page. Throws `OutOfRange`; touches no mapping.
   */
  translate(physmap: BigUint64Array, size: number, pageShift: number, to: 0 | 1, value: bigint): bigint;
  /** Installs the SIGBUS/SIGSEGV/SIGILL handler that prints `amp-hil-fault signal=SIGBUS addr=0x… pc=0x…` to stderr and lets the process die of the signal. */
  installFaultReporter(): void;
  /**
   * The agent's channel: writes `answers` (latin-1) to descriptor 1 unless it is '', then waits for input on descriptor 0 and returns at most
   * 64 KiB of it, one character a byte; '' at its end. Blocks the thread; throws `UioError` with errno and syscall. Optional: without it the
   * agent goes through `fs`, which adds a quarter of an echo's round trip on an emulated core.
   */
  readonly exchange?: (answers: string) => string;
}
