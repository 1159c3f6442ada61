import type { Instruction, Size } from '../program';
import type { Word } from './word';

/** A set of events of one thread: bit i is its i-th memory event in program order. */
export type EventMask = number;

/** More memory events than this in one run of a thread are refused: masks have 32 bits, one of them the sign. */
export const MOST_EVENTS = 31;

/** A read or a write of memory, with the reads of its thread that it depends on. */
export interface MemoryEvent {
  readonly kind: 'R' | 'W';
  /** Index of its instruction. */
  readonly at: number;
  readonly location: number;
  readonly value: Word;
  readonly size: Size;
  /** LDAR, LDAXR, and the A forms of atomics whose result is kept. */
  readonly acquire: boolean;
  /** LDAPR */
  readonly acquirePc: boolean;
  readonly release: boolean;
  /** The read of an atomic whose result is discarded. */
  readonly noReturn: boolean;
  /** Of the write of an exclusive pair or atomic: the event index of its read; else -1. */
  readonly rmw: number;
  /** Its read and write are one instruction. */
  readonly atomic: boolean;
  readonly addr: EventMask;
  readonly data: EventMask;
  readonly ctrl: EventMask;
  /** Dependencies in which a CSEL or CAS chose: supersets of the three above. */
  readonly pickAddr: EventMask;
  readonly pickData: EventMask;
  readonly pickCtrl: EventMask;
  /** Reads whose value came to it, through registers and through the thread's own stores. */
  readonly flow: EventMask;
  readonly pickFlow: EventMask;
}

/** A barrier or ISB, before which the thread has made `position` memory events. */
export interface FencePoint {
  readonly position: number;
  readonly instruction: Extract<Instruction, { op: 'barrier' | 'isb' }>;
  /** Control dependencies that it stands behind. */
  readonly ctrl: EventMask;
  readonly pickCtrl: EventMask;
}

/** One way through one thread. */
export interface ThreadRun {
  readonly thread: number;
  readonly events: readonly MemoryEvent[];
  readonly fences: readonly FencePoint[];
  readonly registers: ReadonlyMap<string, Word>;
  /** It ended early, at something that the model cannot say: what. The events are those before. */
  readonly problem: string | undefined;
}
