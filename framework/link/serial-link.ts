import { access } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { endOnHangup } from './serial-hangup';
import { LineLink, type ConsoleSink } from './line-link';
import { openFailure, portMissing, portTaken } from './serial-errors';
import { portHolders } from './serial-ports';

export interface SerialOptions {
  path: string;
  baudRate: number;
  /** Id of the peer at the other end. */
  peer: string;
  /** Every line of both directions, for the run's record. */
  onLine?: ConsoleSink | undefined;
}

/**
 * Opens a serial port, 8N1 without flow control, for this process alone.
 * Throws `BoardUnavailable`: the port is not there (lists those that are), taken (by whom), not ours to open, or no serial port.
 */
export async function openSerialLink(options: SerialOptions): Promise<LineLink> {
  const { path, baudRate, peer } = options;
  await access(path).catch(async (error: unknown) => {
    throw await portMissing(options, error);
  });
  // The lock that serialport takes is advisory, and root passes TIOCEXCL: a terminal program that locks nothing must be looked for.
  // Whoever made a pty may hold its slave open on purpose, so there the lock alone decides.
  if (!path.startsWith('/dev/pts/')) {
    const holders = await portHolders(path);
    if (holders.length > 0) throw portTaken(options, holders);
  }
  const port = new SerialPort({ path, baudRate, lock: true, autoOpen: false });
  const failed = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (failed) throw await openFailure(options, failed);
  endOnHangup(port);
  return new LineLink(port, { peer, name: path, onLine: options.onLine, shut: () => closePort(port) });
}

function closePort(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    // A port that went by itself is closed already; an error in closing leaves nothing more to do.
    if (port.isOpen) port.close(() => resolve());
    else resolve();
  });
}
