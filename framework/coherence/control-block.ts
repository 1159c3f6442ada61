import { InvalidArgument, ProtocolViolation } from '../errors/errors';

/**
 * Where procedures keep their control words: the last 4 KiB of the region. Data lives from offset 0 up to there, so a data block
 * never shares a line with a control word.
 */
export const CONTROL_SIZE = 0x1000;

/** Offset of the control block in a region of `size` bytes. */
export function controlOffset(size: number): number {
  return size - CONTROL_SIZE;
}

/** Throws `InvalidArgument` when a data block of `len` bytes at `off` is none, or would reach into the control block of a region of `size` bytes. */
export function checkDataBlock(size: number, off: number, len: number): void {
  checkCount('the size of a data block', len);
  if (!Number.isInteger(off) || off < 0)
    throw new InvalidArgument(`the offset of a data block is ${off}: a whole number from 0 up is needed`);
  if (off + len > controlOffset(size)) {
    throw new InvalidArgument(
      `a data block of ${len} bytes at 0x${off.toString(16)} reaches into the control block at 0x${controlOffset(size).toString(16)}`,
      {
        fix: `use at most ${controlOffset(size) - off} bytes`,
      },
    );
  }
}

/** Throws `InvalidArgument` for a count of nothing: work that was not done must not pass for work that held. */
export function checkCount(what: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgument(`${what} is ${count}: a whole number of at least 1 is needed`);
}

/** Throws `ProtocolViolation` when a side did not do all that was asked of it. */
export function checkDone(what: string, asked: number, done: bigint): void {
  if (BigInt(asked) !== done) throw new ProtocolViolation(`${what}: ${done} of ${asked} done`);
}
