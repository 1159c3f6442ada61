import { InvalidArgument, Misaligned, OutOfRange } from '../errors/errors';

/**
 * What every peer checks before it touches a region, so that a wrong call fails alike on every side and leaves no trace.
 * Precedence: InvalidArgument, then OutOfRange, then Misaligned. Where libmetal clips a block at the region's end we refuse it.
 */

const LOAD_ORDERS = ['relaxed', 'acquire', 'seq_cst'] as const;
const BLOCK_WIDTHS: readonly number[] = [8, 16, 32, 64, 128];
const STORE_ORDERS = ['relaxed', 'release', 'seq_cst'] as const;
const U64_END = 1n << 64n;

/** One access of `width` bits at `off` in a region of `size` bytes. */
export function checkAccess(size: number, width: number, off: number): void {
  if (width !== 8 && width !== 16 && width !== 32 && width !== 64) {
    throw new InvalidArgument(`no access is ${String(width)} bits wide`, { fix: 'use 8, 16, 32 or 64' });
  }
  checkWhole('off', off);
  const bytes = width / 8;
  if (off + bytes > size) throw outOfRange(size, off, bytes);
  if (off % bytes !== 0) {
    throw new Misaligned(`offset 0x${off.toString(16)} is not a multiple of ${bytes}, which a ${width}-bit access needs`, {
      fix: 'align the offset, or use a block access',
    });
  }
}

/** A block of `len` bytes at `off`; a block of 0 bytes may lie at the region's very end. `width`: forced width of its accesses, 0 for none. */
export function checkBlock(size: number, off: number, len: number, width = 0): void {
  if (width !== 0 && !BLOCK_WIDTHS.includes(width)) {
    throw new InvalidArgument(`no block access is ${String(width)} bits wide`, { fix: 'use 8, 16, 32, 64 or 128' });
  }
  checkWhole('off', off);
  checkWhole('len', len);
  if (off + len > size) throw outOfRange(size, off, len);
  const bytes = Math.max(width / 8, 1);
  if (off % bytes === 0 && len % bytes === 0) return;
  throw new Misaligned(`a block of ${len} bytes at offset 0x${off.toString(16)} cannot be moved in accesses of ${width} bits`, {
    fix: `make offset and length multiples of ${bytes}, or force no width`,
  });
}

/** The forced width of a block's accesses, if one is. An option that nobody reads would be one that silently does nothing. */
export function forcedWidth<W extends number>(options: { width?: W }): W | undefined {
  if (typeof options !== 'object' || options === null)
    throw new InvalidArgument(`options of a block is ${shown(options)}`, { fix: 'give an object: { width: 32 }' });
  const unknown = Object.keys(options).find((key) => key !== 'width');
  if (unknown !== undefined) throw new InvalidArgument(`a block has no option '${unknown}'`, { fix: 'its one option is width' });
  return options.width;
}

/** Data of a block. By its name, not its class: that of another context of Jest's is as good. */
export function checkBytes(what: string, bytes: Uint8Array): void {
  const kind = Object.prototype.toString.call(bytes).slice(8, -1);
  if (kind !== 'Uint8Array') throw new InvalidArgument(`${what} is of type ${kind}`, { fix: 'give a Uint8Array or a Buffer' });
}

/** The arguments of a block call, in one order for every side and for operations; each gives the forced width. */
export function checkBlockRead<W extends number>(size: number, off: number, len: number, options: { width?: W }): W | undefined {
  const width = forcedWidth(options);
  checkBlock(size, off, len, width);
  return width;
}

export function checkBlockWrite<W extends number>(size: number, off: number, bytes: Uint8Array, options: { width?: W }): W | undefined {
  const width = forcedWidth(options);
  checkBytes('bytes', bytes);
  checkBlock(size, off, bytes.length, width);
  return width;
}

export function checkBlockSet<W extends number>(
  size: number,
  off: number,
  byte: number,
  len: number,
  options: { width?: W },
): W | undefined {
  checkValue(8, byte);
  return checkBlockRead(size, off, len, options);
}

/** Number of a region of a device. */
export function checkRegionIndex(index: number): void {
  checkWhole('the number of a region', index);
}

/** An offset to translate: any byte of the region. */
export function checkOffset(size: number, off: number): void {
  checkWhole('off', off);
  if (off >= size) throw outOfRange(size, off, 1);
}

/** A value to store: a whole number for 8, 16 and 32 bits, a bigint for 64. */
export function checkValue(width: number, value: number | bigint): void {
  if (width === 64) {
    if (typeof value !== 'bigint')
      throw new InvalidArgument(`a 64-bit value is a bigint, got ${shown(value)}`, { fix: `write ${shown(value)}n` });
    checkU64('value', value);
    return;
  }
  if (typeof value !== 'number') throw new InvalidArgument(`a ${width}-bit value is a number, got ${shown(value)}`);
  checkWhole('value', value);
  if (value >= 2 ** width) throw new InvalidArgument(`value ${shown(value)} is wider than ${width} bits`);
}

/** An unsigned 64-bit quantity that may come as number or bigint: a job's argument, an address, a seed. */
export function checkU64(what: string, value: number | bigint): bigint {
  if (typeof value === 'number') {
    checkWhole(what, value);
    return BigInt(value);
  }
  if (typeof value !== 'bigint') throw new InvalidArgument(`${what} is ${shown(value)}; a whole number or bigint is needed`);
  if (value < 0n || value >= U64_END) throw new InvalidArgument(`${what} is ${shown(value)}; 0 to 2^64-1 is what it takes`);
  return value;
}

export function checkLoadOrder(order: string): void {
  checkOrder(LOAD_ORDERS, 'load', order);
}

export function checkStoreOrder(order: string): void {
  checkOrder(STORE_ORDERS, 'store', order);
}

function checkOrder(orders: readonly string[], access: string, order: string): void {
  if (!orders.includes(order)) throw new InvalidArgument(`no ${access} has the order ${shown(order)}`, { fix: `use ${orders.join(', ')}` });
}

/** A whole number from 0 up that a double holds exactly. */
function checkWhole(what: string, value: number): void {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgument(`${what} is ${shown(value)}; a whole number from 0 up is needed`);
  }
}

function outOfRange(size: number, off: number, len: number): OutOfRange {
  return new OutOfRange(`${len} bytes at offset 0x${off.toString(16)} do not lie in the region of 0x${size.toString(16)} bytes`);
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? `0x${value.toString(16)}` : String(value);
  if (typeof value === 'bigint') return value < 0n ? `${value}` : `0x${value.toString(16)}`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}
