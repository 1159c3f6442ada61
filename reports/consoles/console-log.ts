import type { LineOf } from '../../framework/record/schema';
import { visible } from '../../framework/record/visible';

type ConsoleLine = LineOf<'console'>;

/** Most bytes of one console that are attached to one test; the log file has them all. */
const MAX_SLICE = 64 * 1024;

/** A console as text: `[   12.345] text`, seconds since the run's start. */
export function consoleLog(lines: readonly ConsoleLine[]): string {
  return lines.map(consoleText).join('');
}

/** What a console said between two times, both included. Never empty, so that a silent console is seen to have been silent. */
export function consoleSlice(lines: readonly ConsoleLine[], peer: string, from: number, to: number): string {
  const first = firstAtOrAfter(lines, from);
  const end = firstAtOrAfter(lines, to, true);
  const text = consoleLog(lines.slice(first, end));
  if (text === '') return `(the console of ${peer} was silent during this test)\n`;
  if (text.length <= MAX_SLICE) return text;
  const kept = text.slice(text.length - MAX_SLICE);
  return `(the first ${text.length - MAX_SLICE} characters are left out; ${peer}.log has them)\n${kept.slice(kept.indexOf('\n') + 1)}`;
}

function consoleText(line: ConsoleLine): string {
  const stamp = `[${(line.t / 1000).toFixed(3).padStart(9)}] `;
  const text = visible(line.text.replace(/\r?\n$/, '').replaceAll('\r\n', '\n'));
  return `${stamp}${text.replaceAll('\n', `\n${stamp}`)}\n`;
}

/** Index of the first line at or after `t` (`after`: the first one later than `t`). The lines are in time. */
function firstAtOrAfter(lines: readonly ConsoleLine[], t: number, after = false): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = lines[middle]?.t ?? 0;
    if (after ? at <= t : at < t) low = middle + 1;
    else high = middle;
  }
  return low;
}
