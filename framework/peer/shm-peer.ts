import type { DeclaredPhysmap } from '../shm/physmap';
import type { Translator } from '../shm/translation';
import type { LoadedThread } from './loaded-thread';
import type { JobArgs, JobName, JobResults } from './jobs';

export type Width = 8 | 16 | 32 | 64;
/** 128: two halves of 64 bits, 16-byte aligned; one LDP or STP of two X registers on AArch64. */
export type BlockWidth = Width | 128;
/** Memory order of a load; libmetal's default is `seq_cst`. */
export type LoadOrder = 'relaxed' | 'acquire' | 'seq_cst';
/** Memory order of a store. */
export type StoreOrder = 'relaxed' | 'release' | 'seq_cst';

export interface BlockOptions {
  /** Every access is that wide, in address order; offset and length must be multiples of it. Absent: the widest that address and memory type allow. */
  width?: BlockWidth;
}

/** One I/O region of a shm device as one peer sees it: UG1186 `struct metal_io_region`. Offsets and lengths in bytes. */
export interface ShmRegion {
  /** Size of the region in bytes (`size`). */
  readonly size: number;
  /** Physical address of offset 0 (`physmap[0]`). */
  readonly physmap: bigint;

  read8(off: number, order?: LoadOrder): Promise<number>;
  read16(off: number, order?: LoadOrder): Promise<number>;
  read32(off: number, order?: LoadOrder): Promise<number>;
  read64(off: number, order?: LoadOrder): Promise<bigint>;
  write8(off: number, value: number, order?: StoreOrder): Promise<void>;
  write16(off: number, value: number, order?: StoreOrder): Promise<void>;
  write32(off: number, value: number, order?: StoreOrder): Promise<void>;
  write64(off: number, value: bigint, order?: StoreOrder): Promise<void>;

  /** `metal_io_block_read`; throws `OutOfRange` where libmetal clips. */
  blockRead(off: number, len: number, options?: BlockOptions): Promise<Uint8Array>;
  /** `metal_io_block_write` */
  blockWrite(off: number, bytes: Uint8Array, options?: BlockOptions): Promise<void>;
  /** `metal_io_block_set` */
  blockSet(off: number, byte: number, len: number, options?: BlockOptions): Promise<void>;

  /** `metal_io_virt`: address of `off` in the peer's own address space. */
  virt(off: number): Promise<bigint>;
  /** `metal_io_phys` */
  phys(off: number): Promise<bigint>;
  /** `metal_io_phys_to_offset` */
  physToOffset(address: bigint): Promise<number>;
  /** `metal_io_virt_to_offset` */
  virtToOffset(address: bigint): Promise<number>;

  close(): Promise<void>;
  /** Throws `RegionClosed` when the region or its device was closed. */
  checkOpen(): void;
}

/** A shm device opened on one peer: UG1186 `struct metal_device`. */
export interface ShmDevice {
  readonly name: string;
  readonly bus: string;
  readonly regions: readonly ShmRegion[];
  /** Memory flags in force on this side; `undefined` where the side ignores them (Linux). */
  readonly memFlags: number | undefined;
  /** `metal_device_io_region` */
  region(index: number): ShmRegion;
  close(): Promise<void>;
}

export interface JobOptions {
  /** Deadline in ms; the default is 30 000. */
  timeout?: number;
  /** Aborting cancels the job within 200 ms; the promise rejects with `Cancelled`. */
  signal?: AbortSignal;
  /** The side has begun, so that another that waits for it can be started. Not called where it never began. */
  onStarted?: () => void;
  /** Progress: bytes, rounds or iterations done so far, by kind. Not every peer reports it. */
  onProgress?: (done: bigint) => void;
}

/** What a side says of itself; all of it is provenance in the run's record. */
export interface PeerIdentity {
  /** Peer id: `linux`, `r5`. */
  readonly id: string;
  /** `aarch64`, `armv7-r`, `x86-64` */
  readonly isa: string;
  /** MIDR where readable. */
  readonly midr?: number;
  /** Ticks a second of job results. */
  readonly tickHz: bigint;
  /** Firmware build id (r5) or addon hash (linux). */
  readonly build: string;
  /** Everything else worth recording: kernel, node, port. */
  readonly facts: Readonly<Record<string, string>>;
}

/** One side of the memory. Everything a test asks of one it can ask of another. */
export interface ShmPeer {
  readonly id: string;
  identity(): Promise<PeerIdentity>;
  /** `metal_device_open(bus, name)`; throws `AlreadyOpen` on a second open. */
  open(bus: string, name: string): Promise<ShmDevice>;
  /** Region 0 (or `index`) of the device that the rig opened on this peer. */
  region(index?: number): ShmRegion;
  /** Runs a compiled loop of `native/core` on this side, on the open region. */
  job<N extends JobName>(name: N, args: JobArgs<N>, options?: JobOptions): Promise<JobResults<N>>;
  /** Places the machine code of one litmus thread on this side: the image of `native/core/litmus_image.h`, for its instruction set. */
  loadThread(image: Uint8Array): Promise<LoadedThread>;
  /** Translation through any page table, computed on this side: one page, contiguous or scattered pages, addresses above 4 GiB. */
  translator(table: DeclaredPhysmap): Promise<Translator>;
  /** Counters of the side since its start: link incidents, faults, jobs. */
  counters(): Promise<Record<string, bigint>>;
  close(): Promise<void>;
}
