import { InvalidArgument } from '../errors/errors';

/**
 * Where procedures keep their control words: the last 4 KiB of the region. Data lives from offset 0 up to there, so a data block
 * never shares a line with a control word.
 */
export const CONTROL_SIZE = 0x1000;

/** Offset of the control block in a region of `size` bytes. */
export function controlOffset(size: number): number {
  return size - CONTROL_SIZE;
}

/** Throws `InvalidArgument` when a data block of `len` bytes at `off` would reach into the control block of a region of `size` bytes. */
export function checkDataBlock(size: number, off: number, len: number): void {
  if (off + len > controlOffset(size)) {
    throw new InvalidArgument(
      `a data block of ${len} bytes at 0x${off.toString(16)} reaches into the control block at 0x${controlOffset(size).toString(16)}`,
      {
        fix: `use at most ${controlOffset(size) - off} bytes`,
      },
    );
  }
}
