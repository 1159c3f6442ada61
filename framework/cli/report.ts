import { relative, resolve } from 'node:path';
import { writeReports } from '../../reports/write-reports';
import { EXIT } from '../record/exit-status';
import { findRunFolder } from '../record/run-id';
import type { CliContext } from './context';
import { jsonOption, outOption } from './options';
import { printPdf } from './print-pdf';
import type { AddCommand } from './program';
import { jsonText } from './json-text';
import { runJson } from './run-json';
import { runsFolderOf } from './with-history';

interface ReportOptions {
  out?: string;
  pdf?: true;
  json?: true;
}

export const addReport: AddCommand = (program, context, finish) => {
  program
    .command('report')
    .description("writes a run's reports again from its record")
    .argument('<RUN>', 'a run id, or the folder of a run')
    .addOption(outOption('where runs are kept'))
    .option('--pdf', 'also prints the report and the certificate to PDF, where there is a Chromium')
    .addOption(jsonOption())
    .action(async (run: string, { out, json, pdf }: ReportOptions) => {
      const folder = resolve(context.cwd, findRunFolder(run, runsFolderOf(context, out)));
      const reports = await writeReports(folder, { colour: context.colour, shownPath: (path) => relative(context.cwd, path) });
      context.out(json ? jsonText(runJson(reports)) : reports.summaryText);
      finish(pdf ? await printed(context, [reports.html, reports.certificate]) : EXIT.pass);
    });
};

/** Says where each page was printed to, or why it was not. */
async function printed(context: CliContext, pages: readonly string[]): Promise<number> {
  let exit: number = EXIT.pass;
  for (const page of pages) {
    const pdf = await printPdf(page, page.replace(/\.html$/, '.pdf'));
    if ('why' in pdf) exit = EXIT.broken;
    context.err('why' in pdf ? `no PDF: ${pdf.why}\n` : `printed: ${relative(context.cwd, pdf.path)}\n`);
  }
  return exit;
}
