import { createInterface } from 'node:readline';
import { visible } from '../record/visible';
import { EXIT } from '../record/exit-status';
import type { CliContext, CliRig } from './context';
import { boardOption } from './options';
import type { AddCommand } from './program';
import { checkPeer, withRig } from './with-rig';

export const addConsole: AddCommand = (program, context, finish) => {
  program
    .command('console')
    .description("acquires the board and shows one side's console; lines typed are commands to an R5; ends at end of input or Ctrl-C")
    .argument('<PEER>', 'the side: linux, r5')
    .addOption(boardOption(context))
    .action(async (peer: string, options: { board: string }) => {
      const board = context.loadBoard(options.board);
      checkPeer(board, peer);
      const takesCommands = board.peers[peer]?.kind === 'serial';
      const gone = new AbortController();
      const unlisten = context.onReaderGone(() => gone.abort());
      await withRig(context, board, {
        onConsole: (from, text) => {
          if (from === peer) context.out(visible(text.endsWith('\n') ? text : `${text}\n`));
        },
        use: async (rig, interrupted) => {
          // A console that nobody reads would hold the board until somebody finds the process.
          const end = AbortSignal.any([interrupted, gone.signal]);
          const hint = takesCommands ? "'help' lists the firmware's commands; " : 'it is shown only; ';
          context.err(`${board.name}: ready; ${hint}Ctrl-C releases the board\n`);
          if (takesCommands) await converse(context, rig, peer, end);
          else await aborted(end);
        },
      }).finally(unlisten);
      finish(EXIT.pass);
    });
};

/** Sends each line of the input as a command, one after the other. What is sent and answered shows on the console itself. */
async function converse(context: CliContext, rig: CliRig, peer: string, interrupted: AbortSignal): Promise<void> {
  // Lines that are closed before they are iterated over would be waited for, for ever.
  if (interrupted.aborted) return;
  const lines = createInterface({ input: context.input, terminal: false });
  const end = (): void => lines.close();
  interrupted.addEventListener('abort', end, { once: true });
  try {
    for await (const line of lines) {
      if (interrupted.aborted) return;
      if (line.trim() === '') continue;
      try {
        await rig.r5(peer).command(line);
      } catch (error) {
        context.err(`${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  } finally {
    interrupted.removeEventListener('abort', end);
  }
}

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
