import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecord } from '../framework/record/reader';
import { RECORD_FILE } from '../framework/record/schema';
import { writeAllure } from './allure/write-allure';
import { consoleLog } from './consoles/console-log';
import { renderCertificate } from './html/certificate';
import { renderJunit } from './junit/junit';
import { measurementsCsv, measurementsJson } from './measurements/measurements';
import { renderSummary, type ReportPaths } from './summary/summary';
import { viewRun, type RunView } from './view/run-view';

export interface ReportOptions {
  /** Colours in `summaryText`; the file never has any. */
  colour?: boolean;
  /** A path as the summary shows it; default: as given. */
  shownPath?: (path: string) => string;
}

export interface WrittenReports extends ReportPaths {
  readonly summaryText: string;
  readonly view: RunView;
}

/** Writes every report of a run into its folder, from its record and nothing else. */
export async function writeReports(runFolder: string, options: ReportOptions = {}): Promise<WrittenReports> {
  const view = viewRun(readRecord(runFolder));
  const logs = [...view.consoles].map(([peer, lines]) => ({ peer, path: join(runFolder, `${logName(peer)}.log`), lines }));
  for (const { path, lines } of logs) await writeFile(path, consoleLog(lines));
  const paths: ReportPaths = {
    record: join(runFolder, RECORD_FILE),
    allure: join(runFolder, 'allure-results'),
    html: join(runFolder, 'report.html'),
    certificate: join(runFolder, 'certificate.html'),
    junit: join(runFolder, 'junit.xml'),
    consoles: Object.fromEntries(logs.map(({ peer, path }) => [peer, path])),
  };
  writeAllure(view, paths.allure);
  await writeFile(paths.junit, renderJunit(view));
  await writeFile(join(runFolder, 'measurements.csv'), measurementsCsv(view));
  await writeFile(join(runFolder, 'measurements.json'), measurementsJson(view));
  const shown = showPaths(paths, options.shownPath ?? ((path) => path));
  await writeFile(join(runFolder, 'summary.txt'), renderSummary(view, shown));
  // It draws charts, and is loaded by what writes reports only.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- so that no other command waits for it
  const { renderPage } = require('./html/page') as typeof import('./html/page');
  await writeFile(paths.html, renderPage(view));
  const recordHash = createHash('sha256')
    .update(await readFile(paths.record))
    .digest('hex');
  await writeFile(paths.certificate, renderCertificate(view, { recordHash }));
  return { ...paths, view, summaryText: renderSummary(view, shown, options.colour ?? false) };
}

function showPaths(paths: ReportPaths, show: (path: string) => string): ReportPaths {
  const consoles = Object.fromEntries(Object.entries(paths.consoles).map(([peer, path]) => [peer, show(path)]));
  return {
    record: show(paths.record),
    html: show(paths.html),
    certificate: show(paths.certificate),
    allure: show(paths.allure),
    junit: show(paths.junit),
    consoles,
  };
}

/** A peer's id is from the record: it names a file and nothing else. */
function logName(peer: string): string {
  return peer.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 40);
}
