import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunView } from '../view/run-view';
import { bandwidthHtml } from './bandwidth';
import { sourceOf } from './csv';
import { consolesHtml, countersHtml, environmentHtml } from './environment';
import { html, trusted, type Html } from './html';
import { latencyHtml } from './latency';
import { limitsHtml, otherMeasurementsHtml } from './limits';
import { orderingHtml } from './ordering';
import { streamingHtml } from './streaming';
import { problemsHtml, suitesHtml } from './tests';

interface Section {
  /** Of its anchor. */
  readonly id: string;
  readonly title: string;
  /** Empty: the run has nothing of it, and the page no such section. */
  readonly body: Html;
}

const RESULT: Readonly<Record<number, string>> = { 0: 'PASS', 1: 'FAIL', 3: 'BROKEN' };

/** The characterisation report: one page that needs nothing else, from the record alone. */
export function renderPage(view: RunView): string {
  const { measurements } = view;
  const source = sourceOf(view);
  const sections: Section[] = [
    { id: 'suites', title: 'Suites', body: suitesHtml(view) },
    { id: 'problems', title: 'Failures and incidents', body: problemsHtml(view) },
    { id: 'bandwidth', title: 'Bandwidth', body: bandwidthHtml(measurements, source) },
    { id: 'latency', title: 'Round trips', body: latencyHtml(measurements, source) },
    { id: 'streaming', title: 'Streaming', body: streamingHtml(measurements, source) },
    { id: 'ordering', title: 'Ordering', body: orderingHtml(view.litmus, source) },
    { id: 'limits', title: 'Limits', body: limitsHtml(measurements, source) },
    { id: 'measurements', title: 'Other measurements', body: otherMeasurementsHtml(measurements, source) },
    { id: 'endurance', title: 'Endurance, by the minute', body: countersHtml(view) },
    { id: 'consoles', title: 'Consoles', body: consolesHtml(view) },
    { id: 'environment', title: 'Environment', body: environmentHtml(view) },
  ].filter(({ body }) => body.html !== '');
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
        />
        <title>${view.board} ${view.run.id}</title>
        <style>
          ${asset('style.css')}
        </style>
      </head>
      <body>
        ${coverHtml(view)}
        <nav>${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>
        <main>
          ${sections.map(
            ({ id, title, body }) =>
              html`<section id="${id}">
                <h2>${title}</h2>
                ${body}
              </section>`,
          )}
        </main>
        <div id="tip" role="status"></div>
        <script>
          ${asset('script.js')};
        </script>
      </body>
    </html> `;
  return page.html;
}

function coverHtml({ run, rig, board, exit, problem, counts, duration }: RunView): Html {
  const word = RESULT[exit] ?? 'BROKEN';
  const faults = run.faults ?? [];
  return html`<header class="${word.toLowerCase()}">
    <p class="word">${word}</p>
    <div>
      <h1>${board}${rig?.emulated ? html` <span class="emulated">emulated</span>` : html``}</h1>
      <p>
        ${counts.pass} passed, ${counts.fail} failed, ${counts.broken} broken, ${counts.skipped} skipped in ${(duration / 1000).toFixed(1)}
        s · profile ${run.profile}, seed ${run.seed}
      </p>
      <p>run ${run.id}, ${run.started} · commit ${run.commit ?? 'unknown'}</p>
      ${rig ? html`<p>kernel ${rig.kernel} · firmware ${rig.firmware} · addon ${rig.addon}</p>` : html`<p>the board was not acquired</p>`}
      ${faults.length > 0 ? html`<p class="faults">broken on purpose: ${faults.join(', ')}</p>` : html``}${problem === undefined ? html`` : html`<p class="faults">${problem}</p>`}
    </div>
  </header>`;
}

function asset(name: string): Html {
  return trusted(readFileSync(join(__dirname, name), 'utf8'));
}
