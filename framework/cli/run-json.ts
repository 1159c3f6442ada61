import { dirname, join } from 'node:path';
import { suiteRows } from '../../reports/view/suites';
import type { WrittenReports } from '../../reports/write-reports';
import type { RecordLine } from '../record/schema';
import type { RunJson } from './json-shapes';

/** A run as `--json` shows it. */
export function runJson(reports: WrittenReports): RunJson {
  const { view } = reports;
  const folder = dirname(reports.record);
  return {
    id: view.run.id,
    board: view.board,
    emulated: view.rig?.emulated ?? null,
    profile: view.run.profile,
    seed: view.run.seed,
    status: view.problem === undefined ? 'completed' : 'broken',
    reason: view.problem ?? null,
    exit: view.exit,
    counts: view.counts,
    ms: view.duration,
    suites: suiteRows(view.tests).map(({ title, counts, ms }) => ({ suite: title, counts, ms })),
    problems: view.tests.filter((test) => test.result !== 'pass').map(bare),
    measurements: view.measurements.map(({ distribution, ...m }) => bare(m)),
    incidents: view.incidents.map(bare),
    paths: {
      folder,
      record: reports.record,
      html: reports.html,
      certificate: reports.certificate,
      allure: reports.allure,
      junit: reports.junit,
      summary: join(folder, 'summary.txt'),
      consoles: { ...reports.consoles },
    },
  };
}

/** A line without what it shares with the whole run. */
function bare<L extends RecordLine>({ schema, board, seq, type, ...rest }: L): Omit<L, 'schema' | 'board' | 'seq' | 'type'> {
  return rest;
}
