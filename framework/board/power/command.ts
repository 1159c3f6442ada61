import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BoardUnavailable, ConfigError } from '../../errors/errors';
import type { PowerDeclaration } from '../declaration';
import type { PowerDriver } from './power';

type CommandDeclaration = Extract<PowerDeclaration, { kind: 'command' }>;

const COMMAND_MS = 60_000;

/** A power supply behind two commands (a PDU's command line). The commands are run without a shell. */
export function commandPower(declared: CommandDeclaration): PowerDriver {
  const run = async ([file, ...args]: string[], signal?: AbortSignal): Promise<void> => {
    if (file === undefined)
      throw new ConfigError('power.command needs at least the name of a program', { fix: "e.g. on: ['pdu', 'on', '7']" });
    try {
      await promisify(execFile)(file, args, { timeout: COMMAND_MS, signal });
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      throw new BoardUnavailable(`power command '${[file, ...args].join(' ')}' failed: ${detail}`, {
        cause,
        fix: 'run it by hand; correct power in the board file',
      });
    }
  };
  return {
    async on({ onProgress, signal }) {
      onProgress(`power on: ${declared.on.join(' ')}`);
      await run(declared.on, signal);
      return { endpoints: {}, pid: undefined, lost: new Promise<never>(() => undefined), off: () => run(declared.off) };
    },
  };
}

/** A board that is always on. */
export function noPower(): PowerDriver {
  return {
    on: () => Promise.resolve({ endpoints: {}, pid: undefined, lost: new Promise<never>(() => undefined), off: () => Promise.resolve() }),
  };
}
