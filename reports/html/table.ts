import { html, type Html } from './html';

/** Rows under their heads. */
export function headedTable(heads: readonly Html[], rows: readonly Html[]): Html {
  return html`<table>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** Heads without anything of their own. */
export function plainHeads(names: readonly string[]): Html[] {
  return names.map((name) => html`<th>${name}</th>`);
}

/** Names and values, one pair a row. */
export function factsTable(facts: readonly (readonly [string, string])[]): Html {
  return html`<table class="facts">
    <tbody>
      ${facts.map(
        ([name, value]) =>
          html`<tr>
            <th>${name}</th>
            <td>${value}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;
}
