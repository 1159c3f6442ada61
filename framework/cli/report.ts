import { join, relative, resolve } from 'node:path';
import { writeReports } from '../../reports/write-reports';
import { EXIT } from '../record/exit-status';
import { findRunFolder, RUNS_FOLDER } from '../record/run-id';
import { jsonOption, outOption } from './options';
import type { AddCommand } from './program';
import { jsonText } from './json-text';
import { runJson } from './run-json';

interface ReportOptions {
  out?: string;
  json?: true;
}

export const addReport: AddCommand = (program, context, finish) => {
  program
    .command('report')
    .description("writes a run's reports again from its record")
    .argument('<RUN>', 'a run id, or the folder of a run')
    .addOption(outOption('where runs are kept'))
    .addOption(jsonOption())
    .action(async (run: string, { out, json }: ReportOptions) => {
      const parent = out === undefined ? join(context.root, RUNS_FOLDER) : resolve(context.cwd, out);
      const folder = resolve(context.cwd, findRunFolder(run, parent));
      const reports = await writeReports(folder, { colour: context.colour, shownPath: (path) => relative(context.cwd, path) });
      context.out(json ? jsonText(runJson(reports)) : reports.summaryText);
      finish(EXIT.pass);
    });
};
