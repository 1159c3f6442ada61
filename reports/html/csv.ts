import { figure } from '../summary/measurements';
import { html, type Html } from './html';

export type Cell = string | number | undefined;

export interface Table {
  /** Of the file and of anchors: letters, digits and hyphens. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is made text. */
export function csvText({ head, rows }: Table): string {
  return [head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The table, folded where it is long, with its CSV to save. */
export function tableHtml(table: Table, { open = table.rows.length <= 24 }: { open?: boolean } = {}): Html {
  const head = table.head.map((cell, i) => html`<th${numeric(table.rows[0]?.[i])}>${cell}</th>`);
  const rows = table.rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell) => html`<td${numeric(cell)}>${shown(cell)}</td>`)}
      </tr> `,
  );
  const save = html`<a
    class="save"
    download="${table.name}.csv"
    href="data:text/csv;charset=utf-8;base64,${Buffer.from(csvText(table)).toString('base64')}"
    >CSV</a
  >`;
  return html`<details class="table" ${open ? html` open` : html``}>
    <summary>${table.rows.length} rows ${save}</summary>
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details> `;
}

function numeric(cell: Cell): Html {
  return typeof cell === 'number' ? html` class="n"` : html``;
}

function shown(cell: Cell): string {
  if (typeof cell !== 'number') return cell ?? '';
  return Number.isInteger(cell) ? String(cell) : figure(cell);
}
