import { jsonLine } from '../record/bounded-text';

/** One JSON object for machines, on one line, without raw control characters. */
export function jsonText(value: unknown): string {
  return `${jsonLine(value)}\n`;
}
