import type { LineOf } from '../../framework/record/schema';
import { oneLine } from '../../framework/record/visible';
import { table } from './table';

/** What each long procedure did in all, and in how long, with its rate a minute: a table of its own. */
export function counterLines(lines: readonly LineOf<'counters'>[], emulated: boolean): string[] {
  return [...new Set(lines.map(({ what }) => what))].flatMap((what) => {
    const own = lines.filter((line) => line.what === what);
    const seconds = own.reduce((sum, line) => sum + line.seconds, 0);
    const totals = new Map<string, number>();
    for (const { counts } of own) for (const [name, count] of Object.entries(counts)) totals.set(name, (totals.get(name) ?? 0) + count);
    const rows = [...totals].map(([name, count]) => [oneLine(name, 30), String(count), perMinute(count, seconds)]);
    return table([[`${oneLine(what, 40)}, ${seconds.toFixed(1)} s${emulated ? ' [emulated]' : ''}`, 'in all', 'a minute'], ...rows]);
  });
}

function perMinute(count: number, seconds: number): string {
  return seconds > 0 ? Math.round((count / seconds) * 60).toString() : '-';
}
