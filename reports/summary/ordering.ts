import type { LitmusLine } from '../../framework/record/schema';
import { oneLine } from '../../framework/record/visible';

const MOST_SHAPES = 12;

/** What the litmus runs showed, in a line or three. Runs with broken machine code are counted apart: their outcomes are no finding about the board. */
export function orderingLines(runs: readonly LitmusLine[], emulated: boolean): string[] {
  if (runs.length === 0) return [];
  const real = runs.filter(({ mutations, erratum }) => mutations.length === 0 && erratum === null);
  const known = runs.filter(({ erratum }) => erratum !== null);
  const broken = runs.filter(({ mutations }) => mutations.length > 0).length;
  const caught = runs.filter(({ mutations, result }) => mutations.length > 0 && result === 'fail').length;
  const outcomes = real.reduce((sum, { iterations }) => sum + iterations, 0);
  const forbidden = real.filter(({ result }) => result === 'fail');
  const label = emulated ? ' [emulated]' : '';
  const lines = [
    `ordering  ${real.length} litmus runs, ${millions(outcomes)} outcomes, ${forbidden.length} runs with a forbidden outcome${label}`,
  ];
  const weak = weakByName(real);
  if (weak.length > 0) {
    const shown = weak.slice(0, MOST_SHAPES).map(({ name, share }) => `${oneLine(name, 40)} ${(share * 100).toPrecision(2)} %`);
    const left = weak.length - shown.length;
    lines.push(`weak outcomes seen: ${shown.join(', ')}${left > 0 ? `, and in ${left} more tests` : ''}${label}`);
  }
  if (known.length > 0) {
    const shown = known.filter(({ result }) => result === 'fail').length;
    const ids = [...new Set(known.map(({ erratum }) => oneLine(erratum ?? '', 40)))].join(', ');
    lines.push(`errata that the board declares, seen in ${shown} of ${known.length} runs: ${ids}${label}`);
  }
  if (broken > 0) lines.push(`machine code broken on purpose: caught in ${caught} of ${broken} runs${label}`);
  return lines;
}

/** Tests that showed what no interleaving gives, the weakest first. */
function weakByName(runs: readonly LitmusLine[]): { name: string; share: number }[] {
  const all = new Map<string, { weak: number; of: number }>();
  for (const { name, weakPerMillion, iterations } of runs) {
    const sum = all.get(name) ?? { weak: 0, of: 0 };
    all.set(name, { weak: sum.weak + (weakPerMillion / 1e6) * iterations, of: sum.of + iterations });
  }
  return [...all]
    .filter(([, { weak }]) => weak > 0)
    .map(([name, { weak, of }]) => ({ name, share: weak / of }))
    .sort((a, b) => b.share - a.share);
}

function millions(count: number): string {
  return count < 1e6 ? String(count) : `${(count / 1e6).toFixed(1)} M`;
}
