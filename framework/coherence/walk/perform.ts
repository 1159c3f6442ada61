import { BENCH_OP, PATTERN, type JobResults } from '../../peer/jobs';
import type { ShmPeer } from '../../peer/shm-peer';
import { readWidth, writeWidth } from '../../shm/ops';
import type { HandoffOptions, HandoffRun } from '../handoff';
import { checkDone } from '../control-block';
import { bytesOf } from './model';
import type { Operation } from './operation';

/** What a walk needs of a rig. */
export interface WalkSides {
  peer(id: string): ShmPeer;
  handoff(options: HandoffOptions): Promise<HandoffRun>;
}

/** What was found: bytes that were read, the results of a verify, a hand-off; nothing by an operation that only writes. */
export type Found = Uint8Array | JobResults<'verify'> | HandoffRun | undefined;

/** Makes one operation on its side. `diagnose`: whether the cause of what a hand-off finds is looked for. */
export async function perform(sides: WalkSides, operation: Operation, diagnose: boolean): Promise<Found> {
  const peer = sides.peer(operation.side);
  const region = peer.region();
  const { off } = operation;
  switch (operation.kind) {
    case 'write':
      await writeWidth(region, operation.width, off, operation.value, operation.order);
      return undefined;
    case 'read':
      return bytesOfValue(operation.width, await readWidth(region, operation.width, off, operation.order));
    case 'block-write':
      await region.blockWrite(off, bytesOf(operation), forced(operation));
      return undefined;
    case 'block-read':
      return region.blockRead(off, operation.len, forced(operation));
    case 'block-set':
      await region.blockSet(off, operation.byte, operation.len, forced(operation));
      return undefined;
    case 'fill': {
      const { pattern, seed, len, width } = operation;
      const { bytes } = await peer.job('fill', { pattern: PATTERN[pattern], seed, off, len, width });
      checkDone(`bytes of a fill on ${peer.id}`, len, bytes);
      return undefined;
    }
    case 'verify': {
      const { pattern, seed, len, width } = operation;
      const results = await peer.job('verify', { pattern: PATTERN[pattern], seed, off, len, width });
      checkDone(`bytes of a verify on ${peer.id}`, len, results.bytes);
      return results;
    }
    case 'copy': {
      const bytes = await region.blockRead(operation.from, operation.len);
      await region.blockWrite(off, bytes);
      return bytes;
    }
    case 'copy-out': {
      const { len, width } = operation;
      const { bytes } = await peer.job('bench', { op: BENCH_OP['copy-out'], width, off, len, reps: 1 });
      checkDone(`bytes of a copy on ${peer.id}`, len, bytes);
      return undefined;
    }
    case 'hand-off': {
      const { side, to, len, rounds, pattern } = operation;
      return sides.handoff({ from: side, to, off, size: len, rounds, pattern, looks: diagnose });
    }
  }
}

/** Made by one message to the side, which takes them in the order in which they are sent: the next need not wait for the answer. */
export function isOneMessage({ kind }: Operation): boolean {
  return kind === 'read' || kind === 'write';
}

function forced<W>({ width }: { width?: W }): { width?: W } {
  return width === undefined ? {} : { width };
}

function bytesOfValue(width: number, value: bigint): Uint8Array {
  return Uint8Array.from({ length: width / 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
