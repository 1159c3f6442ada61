/** CRC-16/CCITT-FALSE: polynomial 0x1021, initial 0xFFFF, not reflected, no final xor. It finds every burst of up to 16 bits and any three flipped bits of a line. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/** Over the low bytes of the characters of `text` up to `end`. */
export function crc16(text: string, end = text.length): number {
  let crc = 0xffff;
  for (let i = 0; i < end; i++) crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ (text.charCodeAt(i) & 0xff)] as number);
  return crc;
}

/** Four upper-case hexadecimal digits. */
export function crcDigits(crc: number): string {
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
