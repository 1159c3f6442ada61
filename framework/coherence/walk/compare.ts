import type { JobResults } from '../../peer/jobs';
import type { Width } from '../../peer/shm-peer';
import type { Observation } from '../../shm/diagnosis';
import { elementAt } from '../../shm/element';
import type { HandoffRun } from '../handoff';
import type { Expected, Window } from './model';
import type { Operation } from './operation';
import type { Found } from './perform';

/** What a step found that the model does not say. */
export interface Discrepancy {
  readonly what: string;
  /** The first that is wrong. */
  readonly element: Observation;
  /** All that was read, in elements as wide. */
  readonly observations?: readonly Observation[];
  /** The element is numbers of mismatches only: the wrong ones are somewhere in this range. */
  readonly within?: Window;
  /** `likely cause: …`, where the procedure that found it knows better. */
  readonly cause?: string;
}

/** Compares what an operation found with what the model expects of it. */
export function compare(operation: Operation, expected: Expected, found: Found): Discrepancy | undefined {
  if (operation.kind === 'hand-off') return handedOver(found as HandoffRun);
  if (operation.kind === 'verify') return verified(operation, expected as VerifyResults, found as VerifyResults);
  if (!(expected instanceof Uint8Array)) return undefined;
  return compareBytes(operation.kind === 'copy' ? operation.from : operation.off, expected, found as Uint8Array);
}

/** The first element that differs, in the widest that is aligned and lies in the block. */
export function compareBytes(off: number, expected: Uint8Array, found: Uint8Array): Discrepancy | undefined {
  const first = expected.findIndex((byte, i) => byte !== found[i]);
  if (first < 0) return undefined;
  const count = expected.reduce((n, byte, i) => n + Number(byte !== found[i]), 0);
  const fits = (step: number): boolean => first - ((off + first) % step) >= 0 && first - ((off + first) % step) + step <= expected.length;
  const step = [8, 4, 2].find(fits) ?? 1;
  const observations = elementsOf(off, (step * 8) as Width, expected, found);
  const element = observations.find(({ off: at }) => at + step > off + first) as Observation;
  return { what: `${count} of ${expected.length} bytes differ`, element, observations };
}

/** The whole elements of a block that are aligned. */
export function elementsOf(off: number, width: Width, expected: Uint8Array, found: Uint8Array): Observation[] {
  const step = width / 8;
  const elements: Observation[] = [];
  for (let at = (step - (off % step)) % step; at + step <= found.length; at += step)
    elements.push({ off: off + at, width, expected: elementAt(expected, at, width), got: elementAt(found, at, width) });
  return elements;
}

type VerifyResults = Pick<JobResults<'verify'>, 'mismatches' | 'firstOff' | 'expected' | 'got'>;

/**
 * A verify that says what the model says of the same range is right, mismatches or none. Where they first part, one of both saw the pattern: the
 * memory there is not what the model has.
 */
function verified(
  { width, off, len }: Extract<Operation, { kind: 'verify' }>,
  model: VerifyResults,
  side: VerifyResults,
): Discrepancy | undefined {
  const same =
    model.mismatches === side.mismatches && (model.mismatches === 0n || (model.firstOff === side.firstOff && model.got === side.got));
  if (same) return undefined;
  const what = `${side.mismatches} elements differ from the pattern, where the model says ${model.mismatches}`;
  const sideFirst = side.mismatches > 0n && (model.mismatches === 0n || side.firstOff < model.firstOff);
  if (sideFirst) return { what, element: { off: Number(side.firstOff), width, expected: side.expected, got: side.got } };
  const modelFirst = model.mismatches > 0n && (side.mismatches === 0n || model.firstOff < side.firstOff);
  if (modelFirst) return { what, element: { off: Number(model.firstOff), width, expected: model.got, got: model.expected } };
  if (model.got !== side.got) return { what, element: { off: Number(side.firstOff), width, expected: model.got, got: side.got } };
  return { what, element: { off, width, expected: model.mismatches, got: side.mismatches }, within: { off, len } };
}

function handedOver({ mismatches, first }: HandoffRun): Discrepancy | undefined {
  if (!first) return undefined;
  const width = widthOf(first.off, first.expected, first.got);
  const element = { off: first.off, width, expected: first.expected, got: first.got };
  const what = mismatches > 0 ? `${mismatches} elements differ, the first` : 'a side waited in vain';
  return { what: `${what} in round ${first.round}`, element, cause: first.cause };
}

function widthOf(off: number, ...values: bigint[]): Width {
  const fits = (width: number): boolean => off % (width / 8) === 0 && values.every((one) => one >> BigInt(width) === 0n);
  return ([8, 16, 32] as const).findLast(fits) ?? 64;
}
