import { ProgressType } from 'vscode-jsonrpc';

/**
 * The JSON-RPC between the host and the agent: parameters by position, so that a frame stays short.
 * 64-bit values and addresses cross as hexadecimal strings (`0x3ed80000`), blocks as base64.
 */
export const AGENT_PROTOCOL = 3;

/** A 64-bit value on the wire. */
export type Hex = string;

export interface AgentHello {
  protocol: number;
  pid: number;
  node: string;
  /** Hash of the sources that the addon was built from. */
  addon: string;
  isa: string;
  tickHz: Hex;
  midr: number | null;
  kernel: string;
  hostname: string;
  /** Whatever else was readable: clock governor, frequency, temperature. */
  facts: Record<string, string>;
}

export interface WireMap {
  index: number;
  name: string;
  addr: Hex;
  size: Hex;
  offset: Hex;
}

export interface WireUioDevice {
  uio: string;
  device: string;
  name: string;
  path: string;
  driver: string;
  maps: WireMap[];
}

/** Roots of the UIO tree: `/sys` and `/dev` on a board, a simulator's own folders otherwise. */
export interface UioRoots {
  sysfs: string;
  dev: string;
}

export interface WireRegion {
  /** Names the region in every later call. */
  handle: number;
  size: number;
  physmap: Hex;
}

export interface WireOpened {
  device: number;
  /** As sysfs shows it, which need not be what was asked for. */
  name: string;
  uio: string;
  /** No driver held it: this open bound it. */
  bound: boolean;
  regions: WireRegion[];
}

/** What the results of `answerBell` are, in their order. */
export const BELL_RESULTS = ['round', 'wakes', 'counted', 'spurious', 'missed', 'ns'] as const;

export interface WireBell {
  results: number[];
  /** ns */
  samples: number[];
}

/** What job litmus and its yardstick need besides arguments. */
export interface WireJobOptions {
  /** Handle of the loaded thread. */
  thread?: number;
  cpu?: number;
  realtime?: boolean;
}

/** The calls of the agent, by method name. */
export interface AgentCalls {
  hello(): AgentHello;
  discover(roots: UioRoots): WireUioDevice[];
  /** Waits for the device node until `timeout` ms have passed. `restore`: a device that this binds is unbound when it is closed. */
  open(bus: string, name: string, roots: UioRoots, timeout: number, restore: boolean): WireOpened;
  closeDevice(device: number): null;
  closeRegion(region: number): null;
  /** Width 64 gives a `Hex`. `order`: 0 relaxed, 1 acquire, 2 seq_cst. */
  read(region: number, width: number, off: number, order: number): number | Hex;
  /** `order`: 0 relaxed, 1 release, 2 seq_cst. */
  write(region: number, width: number, off: number, value: number | Hex, order: number): null;
  /** `width` of this and the next two: forced, 0 for none. */
  blockRead(region: number, off: number, len: number, width: number): string;
  blockWrite(region: number, off: number, base64: string, width: number): null;
  blockSet(region: number, off: number, byte: number, len: number, width: number): null;
  /** `progress` is a token for `jobProgress`, 0 for none. Cancelled by JSON-RPC's own cancellation. */
  job(region: number, name: string, args: Hex[], progress: number, options: WireJobOptions | null): Hex[];
  /** Handle of a litmus thread, from its image in base64. */
  loadThread(base64: string): number;
  /** Count, first iteration and words of each state that the last job on the thread gathered. */
  outcomes(thread: number): Hex[][];
  unloadThread(thread: number): null;
  /** Translation through an open region: `space` 0 physical, 1 virtual addresses; `to` 0 gives the address of an offset, 1 the offset of an address. */
  translateRegion(region: number, space: 0 | 1, to: 0 | 1, value: Hex): Hex;
  /** `Addon.translate`. */
  translate(physmap: Hex[], size: number, pageShift: number, to: 0 | 1, value: Hex): Hex;
  /** Handle of the interrupt of a UIO device, which need not be open. Waits as `open` does. */
  openIrq(name: string, roots: UioRoots, timeout: number): number;
  armIrq(irq: number): null;
  /** Count at the next interrupt. */
  waitIrq(irq: number, ms: number): number;
  closeIrq(irq: number): null;
  /** Linux's half of the doorbell procedure: ctl, rounds, seed, paced. `progress` as of `job`. */
  answerBell(irq: number, region: number, args: Hex[], progress: number): WireBell;
  /** `Addon.probeUnaligned`. */
  probeUnaligned(region: number): string;
  counters(): Record<string, Hex>;
  /** Answers what it was sent: for liveness, and for measuring the round trip. */
  ping(text: string): string;
  shutdown(): null;
}

export type AgentMethod = keyof AgentCalls;

export const jobProgress = new ProgressType<Hex>();

/** The `data` of a JSON-RPC error: a typed error of the tree in `framework/errors`. */
export interface WireError {
  code: string;
  message: string;
  fix?: string;
  fields?: Record<string, string | number>;
}

export const hex = (value: bigint): Hex => `0x${value.toString(16)}`;
