import type { Board } from '../board/declaration';
import { ConfigError, Misaligned, OutOfRange } from '../errors/errors';
import type { Width } from '../peer/shm-peer';

/** The shm device named, or the board's first. */
export function shmOf(board: Board): Board['shm'][number] {
  const [shm] = board.shm;
  if (shm) return shm;
  throw new ConfigError(`board '${board.name}' declares no shm device`, { fix: `add one to shm in boards/${board.name}/board.ts` });
}

/** Checks an access against the declaration, so that a typing error does not cost a boot. */
export function checkAccess(board: Board, offset: bigint, width: Width): number {
  const { name, size } = shmOf(board);
  const step = BigInt(width / 8);
  if (offset % step !== 0n) {
    throw new Misaligned(`offset 0x${offset.toString(16)} is not a multiple of ${step}`, {
      fix: `use 0x${(offset - (offset % step)).toString(16)}, or a smaller --width`,
    });
  }
  if (offset + step > BigInt(size)) {
    throw new OutOfRange(`offset 0x${offset.toString(16)}, ${width} bits: outside ${name}, which has 0x${size.toString(16)} bytes`, {
      fix: `use an offset up to 0x${(size - width / 8).toString(16)}`,
    });
  }
  return Number(offset);
}

/** `0x000000ff`: all digits of the width, so that columns line up. */
export function hexOf(value: bigint | number, width: Width): string {
  return `0x${value.toString(16).padStart(width / 4, '0')}`;
}
