import type { RunView } from '../view/run-view';
import { html, type Html } from './html';
import { factsTable, headedTable, plainHeads } from './table';

/** Lines of a console that the page has; all of them are in its log file. */
const MOST_LINES = 3000;

/** What the board, its firmware and this host were. */
export function environmentHtml({ run, rig, board }: RunView): Html {
  const facts: [string, string][] = [
    ['board', board],
    ['profile', run.profile],
    ['seed', String(run.seed)],
    ['commit', run.commit ?? 'unknown'],
    ['started', run.started],
    ...Object.entries(run.host).map(([name, value]): [string, string] => [`host: ${name}`, value]),
  ];
  if (rig) {
    facts.push(['kernel', rig.kernel], ['firmware', rig.firmware], ['addon', rig.addon]);
    for (const [name, hz] of Object.entries(rig.clocks)) facts.push([`clock of ${name}`, `${hz / 1e6} MHz`]);
    for (const [name, value] of Object.entries(rig.facts ?? {})) facts.push([name, value]);
  }
  return factsTable(facts);
}

export function consolesHtml({ consoles }: RunView): Html {
  const parts = [...consoles].map(([peer, lines]) => {
    const shown = lines.slice(-MOST_LINES);
    const left = lines.length - shown.length;
    const text = shown.map(({ t, text: line }) => `${(t / 1000).toFixed(3).padStart(9)}  ${line}`).join('\n');
    return html`<details class="console">
      <summary>${peer}: ${lines.length} lines${left > 0 ? `, the last ${MOST_LINES} of them here` : ''}</summary>
      <pre>${text}</pre>
    </details> `;
  });
  return html`${parts}`;
}

/** What long procedures did, minute by minute. */
export function countersHtml({ counters }: RunView): Html {
  if (counters.length === 0) return html``;
  const names = [...new Set(counters.flatMap(({ counts }) => Object.keys(counts)))];
  const rows = counters.map(
    ({ what, minute, seconds, counts }) =>
      html`<tr>
        <th>${what}</th>
        <td class="n">${minute}</td>
        <td class="n">${seconds.toFixed(1)}</td>
        ${names.map((name) => html`<td class="n">${counts[name] ?? 0}</td>`)}
      </tr> `,
  );
  return headedTable(plainHeads(['procedure', 'minute', 's', ...names]), rows);
}
