import type { Pattern } from '../../peer/jobs';
import type { LoadOrder, StoreOrder, Width } from '../../peer/shm-peer';

/** Where an operation is made, in bytes from the start of the region. */
interface Span {
  readonly off: number;
  readonly len: number;
}

interface Patterned extends Span {
  readonly side: string;
  readonly pattern: Pattern;
  readonly seed: number;
  readonly width: Width;
}

/** What one side does, or for a hand-off both. All that is to be known of it is in it: a walk is these, and can be made again from them. */
export type Operation =
  | {
      readonly kind: 'write';
      readonly side: string;
      readonly width: Width;
      readonly off: number;
      readonly value: bigint;
      readonly order: StoreOrder;
    }
  | { readonly kind: 'read'; readonly side: string; readonly width: Width; readonly off: number; readonly order: LoadOrder }
  /** Bytes drawn from `seed`. `width`: forced width of the accesses. */
  | ({ readonly kind: 'block-write'; readonly side: string; readonly seed: number; readonly width?: Width } & Span)
  | ({ readonly kind: 'block-read'; readonly side: string; readonly width?: Width } & Span)
  | ({ readonly kind: 'block-set'; readonly side: string; readonly byte: number; readonly width?: Width } & Span)
  | ({ readonly kind: 'fill' } & Patterned)
  | ({ readonly kind: 'verify' } & Patterned)
  /** From `from` to `off`, by way of memory that is the side's own. */
  | ({ readonly kind: 'copy'; readonly side: string; readonly from: number } & Span)
  /** The job bench: what lies in the side's private memory goes to the region. */
  | ({ readonly kind: 'copy-out'; readonly side: string; readonly width: Width } & Span)
  /** Its seed is the rig's, fresh each time: the model takes it from the run. */
  | ({ readonly kind: 'hand-off'; readonly side: string; readonly to: string; readonly pattern: Pattern; readonly rounds: number } & Span);

export type OperationKind = Operation['kind'];

/** An operation and its place in the walk, counted from 1: what `--only` names. */
export interface Step {
  readonly number: number;
  readonly operation: Operation;
}

/** In words, as a reproducer shows it. */
export function operationText(operation: Operation): string {
  const { side, off } = operation;
  const at = `0x${off.toString(16)}`;
  switch (operation.kind) {
    case 'write':
      return `${side} writes ${operation.width} bits 0x${operation.value.toString(16)} at ${at}, ${operation.order}`;
    case 'read':
      return `${side} reads ${operation.width} bits at ${at}, ${operation.order}`;
    case 'block-write':
      return `${side} writes a block of ${operation.len} bytes at ${at}${forced(operation.width)}`;
    case 'block-read':
      return `${side} reads a block of ${operation.len} bytes at ${at}${forced(operation.width)}`;
    case 'block-set':
      return `${side} sets ${operation.len} bytes at ${at} to 0x${operation.byte.toString(16)}${forced(operation.width)}`;
    case 'fill':
    case 'verify':
      return (
        `${side} ${operation.kind === 'fill' ? 'fills' : 'verifies'} ${operation.len} bytes at ${at}, pattern ${operation.pattern}, ` +
        `${operation.width}-bit accesses, seed 0x${operation.seed.toString(16)}`
      );
    case 'copy':
      return `${side} copies ${operation.len} bytes from 0x${operation.from.toString(16)} to ${at}`;
    case 'copy-out':
      return `${side} copies ${operation.len} bytes of its own memory to ${at}, ${operation.width}-bit accesses`;
    case 'hand-off':
      return `${side} hands ${operation.len} bytes at ${at} to ${operation.to}, ${operation.rounds} rounds, pattern ${operation.pattern}`;
  }
}

function forced(width: Width | undefined): string {
  return width === undefined ? '' : `, ${width}-bit accesses`;
}
