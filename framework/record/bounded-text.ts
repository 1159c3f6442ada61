/** Most UTF-8 bytes that one string of the record may have: what a board sends must not fill the disk. */
export const MAX_TEXT_BYTES = 4096;
const MARK = ' [cut]';

/** `text` cut to `max` bytes of UTF-8, with a mark where something is missing. */
export function boundedText(text: string, max = MAX_TEXT_BYTES): string {
  // Three bytes are the most that one UTF-16 unit takes: the short strings, nearly all, are not measured.
  if (text.length * 3 <= max || Buffer.byteLength(text) <= max) return text;
  const bytes = Buffer.from(text.slice(0, max));
  let end = max - Buffer.byteLength(MARK);
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end) + MARK;
}

/** The same value with every string in it bounded, keys included. */
export function boundedStrings(value: unknown): unknown {
  if (typeof value === 'string') return boundedText(value);
  if (Array.isArray(value)) return value.map(boundedStrings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [boundedText(key, 256), boundedStrings(entry)]));
}

/**
 * One line of JSON in which no control character is left as it is. JSON.stringify escapes C0; DEL, C1 (0x9b starts an escape
 * sequence on some terminals) and the Unicode line separators are done here. They occur inside strings only.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
