import { EXIT } from '../record/exit-status';
import { jsonText } from './json-text';
import { jsonOption, outOption } from './options';
import type { AddCommand } from './program';
import { withHistory } from './with-history';

export const addIngest: AddCommand = (program, context, finish) => {
  program
    .command('ingest')
    .description('takes the runs that the history does not have yet into it; exit 2 when a record cannot be read, the others are taken')
    .addOption(outOption('where runs are kept'))
    .addOption(jsonOption())
    .action(async ({ out, json }: { out?: string; json?: true }) => {
      const { caughtUp, where } = await withHistory(context, out, ({ caughtUp: taken, database }) =>
        Promise.resolve({ caughtUp: taken, where: database.where }),
      );
      const changed = caughtUp.ingested.filter(({ taken }) => taken === 'changed').length;
      const fresh = caughtUp.ingested.filter(({ taken }) => taken === 'new').length;
      context.out(json ? jsonText(caughtUp) : `${where}: ${fresh} new, ${changed} changed, ${caughtUp.refused.length} left out\n`);
      finish(caughtUp.refused.length > 0 ? EXIT.usage : EXIT.pass);
    });
};
