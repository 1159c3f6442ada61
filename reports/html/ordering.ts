import type { LitmusLine } from '../../framework/record/schema';
import { tableHtml, type Source } from './csv';
import { html, type Html } from './html';
import { headedTable, plainHeads } from './table';

interface Cell {
  runs: number;
  outcomes: number;
  positive: number;
  verdict: string;
  forbidden: number;
  erratum: string | null;
}

/** Tests of litmus against placement and memory type: what the model allows, and what was seen. */
export function orderingHtml(runs: readonly LitmusLine[], source: Source): Html {
  const real = runs.filter(({ mutations }) => mutations.length === 0);
  if (real.length === 0) return html``;
  const columns = [...new Set(real.map(columnOf))].sort();
  const names = [...new Set(real.map(({ name }) => name))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const cells = new Map<string, Cell>();
  for (const run of real) {
    const key = JSON.stringify([run.name, columnOf(run)]);
    const cell = cells.get(key) ?? { runs: 0, outcomes: 0, positive: 0, verdict: run.verdict, forbidden: 0, erratum: run.erratum };
    cell.runs++;
    cell.outcomes += run.positive + run.negative;
    cell.positive += run.positive;
    if (run.result === 'fail') cell.forbidden++;
    // A violation that no erratum declares is one, whatever other runs of the cell declare.
    if (run.result === 'fail' && run.erratum === null) cell.erratum = null;
    cells.set(key, cell);
  }
  const cellOf = (name: string, column: string): Cell | undefined => cells.get(JSON.stringify([name, column]));
  const broken = runs.length - real.length;
  const caught = runs.filter(({ mutations, result }) => mutations.length > 0 && result === 'fail').length;
  const rows = names.map(
    (name) =>
      html`<tr>
        <th>${name}</th>
        ${columns.map((column) => cellHtml(cellOf(name, column)))}
      </tr> `,
  );
  return html`<p>
      Litmus tests by placement of their threads and memory type on the R5. Judged by the Armv8 memory model:
      <span class="k forbidden">forbidden, not seen</span> <span class="k seen">allowed, seen in so many of a million</span>
      <span class="k unseen">allowed, not seen</span> <span class="k violated">forbidden, seen</span>. Not seen in N outcomes means below
      3/N at 95
      %.${broken > 0 ? html` Of ${broken} runs with machine code broken on purpose ${caught} showed a forbidden outcome.` : html``}
    </p>
    <details class="matrix" ${names.length <= 40 ? html` open` : html``}>
      <summary>${names.length} tests, ${real.length} runs, ${millions(real)} million outcomes</summary>
      ${headedTable(plainHeads(['test', ...columns]), rows)}
    </details>
    ${tableHtml(
      {
        name: 'ordering',
        head: ['test', 'placement', 'verdict', 'runs', 'outcomes', 'seen', 'runs with a forbidden outcome', 'declared erratum'],
        rows: names.flatMap((name) =>
          columns.flatMap((column) => {
            const cell = cellOf(name, column);
            if (!cell) return [];
            return [[name, column, cell.verdict, cell.runs, cell.outcomes, cell.positive, cell.forbidden, cell.erratum ?? '']];
          }),
        ),
      },
      source,
      { open: false },
    )}`;
}

function columnOf({ map, flags, domain }: LitmusLine): string {
  return `${Object.entries(map)
    .map(([thread, peer]) => `${thread} ${peer}`)
    .join(', ')} · ${flags}${domain === 'amp' ? '' : `, domain ${domain}`}`;
}

function cellHtml(cell: Cell | undefined): Html {
  if (!cell) return html`<td></td>`;
  const { verdict, positive, outcomes, forbidden, erratum } = cell;
  if (forbidden > 0)
    return html`<td class="${erratum === null ? 'violated' : 'erratum'}">${erratum === null ? 'SEEN' : `seen, erratum ${erratum}`}</td>`;
  if (verdict === 'Forbidden') return html`<td class="forbidden">0 in ${short(outcomes)}</td>`;
  if (positive === 0) return html`<td class="unseen">0 in ${short(outcomes)}</td>`;
  return html`<td class="seen">${short((positive / outcomes) * 1e6)}</td>`;
}

function short(count: number): string {
  if (count > 0 && count < 1) return '< 1';
  if (count >= 1e6) return `${(count / 1e6).toPrecision(3)} M`;
  if (count >= 1000) return `${(count / 1000).toPrecision(3)} k`;
  return String(Math.round(count));
}

function millions(runs: readonly LitmusLine[]): string {
  return (runs.reduce((sum, { iterations }) => sum + iterations, 0) / 1e6).toPrecision(3);
}
