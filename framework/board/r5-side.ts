import { ConfigError } from '../errors/errors';
import { R5Client } from '../peer/r5-client';
import { R5Peer } from '../peer/r5-peer';
import type { ExecLink } from '../link/exec-link';
import type { LineLink } from '../link/line-link';
import { openSerialLink } from '../link/serial-link';
import type { SerialDeclaration } from './declaration';
import { firmwareBuild, type FirmwareBuild } from './firmware/firmware-build';
import { Remoteproc } from './firmware/remoteproc';
import type { SideOptions } from './linux-side';
import type { Endpoints } from './power/power';

/** Time from remoteproc's start to the greeting; milliseconds when all is well. */
const GREETING_MS = 5000;

/** A firmware that is a process of this machine answers in a millisecond, or in some hundred under load. */
const PROCESS_TIMING = { maxResends: 8, livenessMs: 500 };
const PROCESS_HELLO_MS = 1000;

/** An R5 as the rig holds it: its peer, and how its firmware is loaded and started again. */
export interface R5Side {
  readonly peer: R5Peer;
  /** The console, below the framed commands. */
  readonly link: LineLink;
  readonly build: FirmwareBuild;
  /** Stops the R5, loads the firmware again and starts it. Rejects when it does not stop or does not greet. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface R5SideOptions extends SideOptions {
  board: string;
  onLinkIncident: (what: string) => void;
}

/** Opens the console, loads the firmware over `linux`, and starts a session with it. */
export async function startR5(
  id: string,
  declared: SerialDeclaration,
  endpoints: Endpoints,
  linux: Promise<ExecLink>,
  options: R5SideOptions,
): Promise<R5Side> {
  const { root, board, onProgress, onConsole, onLinkIncident, signal } = options;
  const build = firmwareBuild(root, board, declared.firmware);
  const path = declared.path ?? endpoints.serial?.[id];
  if (path === undefined) {
    throw new ConfigError(`serial peer '${id}' has no path, and the power driver names none`, {
      fix: `give path in serial({ … }) of boards/${board}/board.ts`,
    });
  }
  // The console is opened before the firmware starts, so that its greeting is not missed.
  const link = await openSerialLink({ path, baudRate: declared.baudRate, peer: id, onLine: (text, at) => onConsole(id, text, at) });
  const { firmware } = declared;
  const client = new R5Client(link, { onIncident: onLinkIncident, ...(firmware.kind === 'builtin' && { timing: PROCESS_TIMING }) });
  const load = async (helloMs?: number): Promise<void> => {
    if (firmware.kind === 'remoteproc') {
      const remoteproc = new Remoteproc(await linux, firmware, signal);
      onProgress(`${id}: loading firmware ${build.buildId} over ${firmware.instance}`);
      await remoteproc.stop();
      await remoteproc.load(build.file, `amp-hil-${build.buildId}.elf`);
      client.expectRestart();
      await remoteproc.start();
      await client.awaitGreeting({ timeout: GREETING_MS, signal });
    }
    await client.hello({ signal, timeout: helloMs });
  };
  try {
    await load();
  } catch (error) {
    await link.close();
    throw error;
  }
  return {
    peer: new R5Peer(client),
    link,
    build,
    restart: () => load(firmware.kind === 'builtin' ? PROCESS_HELLO_MS : undefined),
    close: () => link.close(),
  };
}
