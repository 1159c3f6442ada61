/** The element of `width` bits that begins at byte `at`, little-endian as all sides are. */
export function elementAt(bytes: Uint8Array, at: number, width: number): bigint {
  let value = 0n;
  for (let i = width / 8 - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] as number);
  return value;
}
