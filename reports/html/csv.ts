import { visible } from '../../framework/record/visible';
import { figure } from '../summary/measurements';
import type { RunView } from '../view/run-view';
import { html, type Html } from './html';
import { headedTable } from './table';

export type Cell = string | number | undefined;

export interface Table {
  /** Of the file and of anchors: letters, digits and hyphens. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Of which run a table is: no figure leaves the page without it. */
export interface Source {
  readonly board: string;
  readonly run: string;
  readonly emulated: boolean;
}

export function sourceOf({ board, run, rig }: RunView): Source {
  return { board, run: run.id, emulated: rig?.emulated === true };
}

/** Rows of a table that the page shows, and that its CSV has: of more the record tells. */
const MOST_SHOWN = 2000;
const MOST_SAVED = 100_000;

/** RFC 4180, with the board, the run and whether it is emulated before each row; a cell that a spreadsheet would take for a formula is made text. */
export function csvText({ head, rows }: Table, { board, run, emulated }: Source): string {
  const before = [board, run, emulated ? 'emulated' : ''];
  const lines = [['board', 'run', 'emulated', ...head], ...rows.slice(0, MOST_SAVED).map((row) => [...before, ...row])];
  return lines.map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const plain = visible(cell);
  const text = /^[=+\-@\t\n]/.test(plain) ? `'${plain}` : plain;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The table, folded where it is long, with its CSV to save. */
export function tableHtml(table: Table, source: Source, { open = table.rows.length <= 24 }: { open?: boolean } = {}): Html {
  const head = table.head.map((cell, i) => html`<th${numeric(table.rows[0]?.[i])}>${cell}</th>`);
  const rows = table.rows.slice(0, MOST_SHOWN).map(
    (row) =>
      html`<tr>
        ${row.map((cell) => html`<td${numeric(cell)}>${shown(cell)}</td>`)}
      </tr> `,
  );
  const left = table.rows.length - rows.length;
  // The mark tells a spreadsheet that this is UTF-8: what a link says of it is lost when it is saved.
  const csv = Buffer.from(`\ufeff${csvText(table, source)}`).toString('base64');
  const save = html`<a class="save" download="${table.name}.csv" href="data:text/csv;charset=utf-8;base64,${csv}">CSV</a>`;
  return html`<details class="table" ${open ? html` open` : html``}>
    <summary>
      ${table.rows.length} rows${left > 0 ? `, the first ${MOST_SHOWN} here` : ''}${source.emulated ? ', emulated' : ''} ${save}
    </summary>
    ${headedTable(head, rows)}
  </details> `;
}

function numeric(cell: Cell): Html {
  return typeof cell === 'number' ? html` class="n"` : html``;
}

function shown(cell: Cell): string {
  if (typeof cell !== 'number') return cell ?? '';
  return Number.isInteger(cell) ? String(cell) : figure(cell);
}
