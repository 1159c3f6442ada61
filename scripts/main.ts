import { isAmpHilError } from '../framework/errors/errors';
import { bench } from './commands/bench';
import { mutations } from './commands/mutations';
import { qualify } from './commands/qualify';

import { setup } from './commands/setup';
import { test } from './commands/test';
import { soak } from './commands/soak';
import { SetupFailure } from './setup/failure';

type Command = (args: readonly string[], signal: AbortSignal) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = { setup, qualify, test, bench, soak, mutations };

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`unknown command '${name}'; there are: ${Object.keys(COMMANDS).join(', ')}\n`);
    return 2;
  }
  const abort = new AbortController();
  let received: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      received ??= signal;
      abort.abort();
    });
  }
  try {
    const code = await command(args, abort.signal);
    return received === undefined ? code : code === 0 ? 130 : code;
  } catch (error) {
    if (received) {
      process.stderr.write(`stopped by ${received}\n`);
      return received === 'SIGINT' ? 130 : 143;
    }
    process.stderr.write(`${isAmpHilError(error) ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    return error instanceof SetupFailure ? error.exitCode : 1;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
