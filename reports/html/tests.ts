import type { TestLine } from '../../framework/record/schema';
import type { RunView } from '../view/run-view';
import { skipReasons } from '../view/skips';
import { suiteRows, suiteTitle } from '../view/suites';
import { html, type Html } from './html';
import { headedTable, plainHeads } from './table';

const MOST_PROBLEMS = 60;
/** Characters of what a failure says, and of why a test was skipped. */
const [MOST_TEXT, MOST_REASON] = [6000, 400];

/** One row a suite. */
export function suitesHtml({ tests }: RunView): Html {
  const rows = suiteRows(tests).map(
    ({ title, counts, ms }) =>
      html`<tr class="${counts.fail > 0 ? 'fail' : counts.broken > 0 ? 'broken' : 'pass'}">
        <th>${title}</th>
        <td class="n">${counts.pass}</td>
        <td class="n">${counts.fail}</td>
        <td class="n">${counts.broken}</td>
        <td class="n">${counts.skipped}</td>
        <td class="n">${(ms / 1000).toFixed(1)} s</td>
      </tr> `,
  );
  return html`${headedTable(plainHeads(['suite', 'passed', 'failed', 'broken', 'skipped', 'time']), rows)} ${skipsHtml(tests)}`;
}

function skipsHtml(tests: readonly TestLine[]): Html {
  const reasons = skipReasons(tests, MOST_REASON);
  if (reasons.length === 0) return html``;
  return html`<ul>
    ${reasons.slice(0, MOST_PROBLEMS).map(([reason, n]) => html`<li>skipped ${n}: ${reason}</li>`)}
  </ul>`;
}

/** What failed and what was broken, with what the check says of its cause. */
export function problemsHtml({ tests, incidents }: RunView): Html {
  const failed = tests.filter(({ result }) => result === 'fail');
  const broken = tests.filter(({ status }) => status === 'broken');
  const bad = [...failed, ...broken];
  if (bad.length === 0 && incidents.length === 0) return html``;
  const shown = bad.slice(0, MOST_PROBLEMS).map(problemHtml);
  const more = bad.length > MOST_PROBLEMS ? html`<p>… and ${bad.length - MOST_PROBLEMS} more: see the record.</p>` : html``;
  const happened = incidents
    .slice(0, MOST_PROBLEMS)
    .map(({ t, what, action, ok }) => html`<li>${(t / 1000).toFixed(1)} s: ${what}; ${action}: ${ok ? 'recovered' : 'not recovered'}</li>`);
  return html`${shown}${more}${
    happened.length > 0
      ? html`<ul>
          ${happened}
        </ul>`
      : html``
  }`;
}

function problemHtml(test: TestLine): Html {
  const text = (test.error?.message ?? test.reason ?? 'no reason').slice(0, MOST_TEXT);
  const cause = /likely cause: [^\n]*/.exec(text)?.[0];
  return html`<details class="problem ${test.result === 'fail' ? 'fail' : 'broken'}" open>
    <summary><b>${test.result === 'fail' ? 'FAIL' : 'BROKEN'}</b> ${suiteTitle(test)}: ${test.name}</summary>
    ${cause === undefined ? html`` : html`<p class="cause">${cause}</p>`}
    <pre>${text}</pre>
  </details> `;
}
