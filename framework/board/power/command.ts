import { spawnSync } from 'node:child_process';
import { alsoFailed } from '../../errors/also-failed';
import { Cancelled } from '../../errors/errors';
import type { PowerDeclaration } from '../declaration';
import { POWER_COMMAND_MS } from '../release-times';
import type { PoweredBoard, PowerDriver, PowerOnOptions } from './power';
import { runPowerCommand } from './power-command';

type CommandDeclaration = Extract<PowerDeclaration, { kind: 'command' }>;

/** A power supply behind two commands (a PDU's command line). Once `on` was begun, `off` is run in the end, whatever happened in between. */
export function commandPower(declared: CommandDeclaration): PowerDriver {
  return { on: (options) => powerOn(declared, options) };
}

async function powerOn({ on, off }: CommandDeclaration, { onProgress, signal }: PowerOnOptions): Promise<PoweredBoard> {
  if (signal?.aborted) throw new Cancelled(`power command '${on.join(' ')}'`, { cause: signal.reason });
  onProgress(`power on: ${on.join(' ')}`);
  // A process that ends in the middle of all (an uncaught error, process.exit) takes virtual boards with it; a real one must be switched off.
  const [program = '', ...args] = off;
  const offWithUs = (): void => void spawnSync(program, args, { stdio: 'ignore', timeout: POWER_COMMAND_MS });
  process.once('exit', offWithUs);
  const switchOff = async (): Promise<void> => {
    await runPowerCommand(off);
    process.removeListener('exit', offWithUs);
  };
  try {
    await runPowerCommand(on, signal);
  } catch (error) {
    // A command that failed, or was ended half-way, may have switched the board on all the same.
    try {
      await switchOff();
    } catch (offError) {
      throw alsoFailed(error, offError as Error);
    }
    throw error;
  }
  return { endpoints: {}, pid: undefined, lost: new Promise<never>(() => undefined), off: switchOff };
}

/** A board that is always on. */
export function noPower(): PowerDriver {
  return {
    on: () => Promise.resolve({ endpoints: {}, pid: undefined, lost: new Promise<never>(() => undefined), off: () => Promise.resolve() }),
  };
}
