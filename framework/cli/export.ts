import { Option } from 'commander';
import type { Board } from '../board/declaration';
import { cSource } from '../export/c-source';
import { deviceTreeOverlay } from '../export/device-tree-overlay';
import { shmJson } from '../export/shm-json';
import { EXIT } from '../record/exit-status';
import type { ExportJson } from './json-shapes';
import { jsonText } from './json-text';
import { boardOption } from './options';
import type { AddCommand } from './program';

const FORMS = {
  c: cSource,
  dts: deviceTreeOverlay,
  json: (board: Board) => jsonText(shmJson(board) satisfies ExportJson),
} as const;

export const addExport: AddCommand = (program, context, finish) => {
  program
    .command('export')
    .description("prints a board's shared memory for others: C for libmetal, device-tree source, or JSON; acquires nothing")
    .addOption(boardOption(context))
    .addOption(new Option('--as <form>', 'what to print').choices(Object.keys(FORMS)).default('c'))
    .action(({ board, as }: { board: string; as: keyof typeof FORMS }) => {
      context.out(FORMS[as](context.loadBoard(board)));
      finish(EXIT.pass);
    });
};
