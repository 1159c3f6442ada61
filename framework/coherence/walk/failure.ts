import type { ShmPeer, Width } from '../../peer/shm-peer';
import type { Observation } from '../../shm/diagnosis';
import { mismatchText } from '../../shm/diagnosis-text';
import type { Discrepancy } from './compare';
import type { ReferenceModel } from './model';

/** The first thing in a walk that the model does not say. */
export interface WalkFailure {
  /** Number of the step that found it; one past the last step for the sweep at the end. */
  readonly step: number;
  readonly side: string;
  /** What was done, and how much of it was wrong. */
  readonly what: string;
  readonly off: number;
  /** Physical address. */
  readonly address: bigint;
  readonly width: Width;
  readonly expected: bigint;
  readonly got: bigint;
  /** The step that wrote what was expected; 0: the fill before the first. */
  readonly writtenBy: number;
  /** Steps from that one to the one that found it. */
  readonly age: number;
  /** `likely cause: …` */
  readonly cause: string;
}

/** Where a failure was seen. */
export interface Seen {
  readonly step: number;
  readonly peer: ShmPeer;
  readonly what: string;
  /** Where steps after it have been made as well: the step that wrote what was expected. */
  readonly writtenBy?: number;
}

/** What the model has of a failure; the cause is asked for apart, since it takes a while. */
export function walkFailure({ step, peer, what, ...seen }: Seen, found: Discrepancy, model: ReferenceModel): WalkFailure {
  const { element } = found;
  const writtenBy = seen.writtenBy ?? model.writerOf(wrongByte(element));
  return {
    step,
    side: peer.id,
    what: `${what}: ${found.what}`,
    ...where(element, peer.region().physmap),
    writtenBy,
    age: step - writtenBy,
    cause: '',
  };
}

/** The word that hands the memory over was not there yet for the side that takes it, after the other side's store and barriers had ended. */
export function lateHandover({ step, peer, what }: Seen, word: Observation): WalkFailure {
  return { step, side: peer.id, what, ...where(word, peer.region().physmap), writtenBy: step, age: 0, cause: '' };
}

/** All of it in one line: what, where, expected, got, age. The cause is apart. */
export function failureText(failure: WalkFailure): string {
  const { step, what, writtenBy, age } = failure;
  const written = writtenBy === 0 ? 'the fill before the first step' : `step ${writtenBy}`;
  return `step ${step}, ${what}; the first at ${mismatchText(failure, failure.address - BigInt(failure.off))}; written by ${written}, ${age} steps before`;
}

/** Offset of the first byte of an element that is wrong: the others may be older or newer. */
export function wrongByte({ off, expected, got }: Observation): number {
  let bits = expected ^ got;
  let at = off;
  for (; bits !== 0n && (bits & 0xffn) === 0n; bits >>= 8n) at++;
  return at;
}

function where(
  { off, width, expected, got }: Observation,
  base: bigint,
): Pick<WalkFailure, 'off' | 'address' | 'width' | 'expected' | 'got'> {
  return { off, address: base + BigInt(off), width, expected, got };
}
