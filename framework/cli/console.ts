import { EXIT } from '../record/exit-status';
import { visible } from '../../reports/view/visible';
import { boardOption } from './options';
import type { AddCommand } from './program';
import { checkPeer, withRig } from './with-rig';

export const addConsole: AddCommand = (program, context, finish) => {
  program
    .command('console')
    .description("acquires the board and shows one side's console until Ctrl-C")
    .argument('<PEER>', 'the side: linux, r5')
    .addOption(boardOption(context))
    .action(async (peer: string, options: { board: string }) => {
      const board = context.loadBoard(options.board);
      checkPeer(board, peer);
      await withRig(context, board, {
        onConsole: (from, text) => {
          if (from === peer) context.out(visible(text.endsWith('\n') ? text : `${text}\n`));
        },
        use: (_, interrupted) => {
          context.err(`${board.name}: ready; Ctrl-C releases the board\n`);
          return aborted(interrupted);
        },
      });
      finish(EXIT.pass);
    });
};

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // A listener alone does not keep the process alive; the timer does.
    const alive = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
