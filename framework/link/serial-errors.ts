import { BoardUnavailable, type AmpHilError } from '../errors/errors';
import { existingPorts, portHolders, type PortHolder } from './serial-ports';

export interface PortInQuestion {
  path: string;
  peer: string;
}

/** The port does not exist: lists those that do. */
export async function portMissing(port: PortInQuestion, cause?: unknown): Promise<AmpHilError> {
  const existing = await existingPorts();
  const there = existing.length === 0 ? 'this machine has no serial port' : `this machine has ${existing.join(', ')}`;
  return new BoardUnavailable(`serial port ${port.path} of ${port.peer} is not there; ${there}`, {
    cause,
    fix: "plug the adapter in, or correct the peer's path in the board file; names under /dev/serial/by-id stay the same when ports are renumbered",
  });
}

/** Another program reads the port: two readers would steal each other's lines. */
export function portTaken(port: PortInQuestion, holders: readonly PortHolder[], cause?: unknown): AmpHilError {
  const who = holders.map(({ pid, command }) => (pid === process.pid ? `this process (${pid})` : `process ${pid} (${command})`)).join(', ');
  return new BoardUnavailable(
    `serial port ${port.path} of ${port.peer} is taken by ${who || 'another program, which this user may not look at'}`,
    {
      cause,
      fix: 'end that program (a terminal such as minicom or screen, ModemManager, or another run)',
    },
  );
}

/** What serialport says when it cannot open a port, as an error of ours. Its errors carry only text. */
export async function openFailure(port: PortInQuestion, error: Error): Promise<AmpHilError> {
  const text = error.message;
  if (/No such (file|device)/.test(text)) return portMissing(port, error);
  if (/Cannot lock port|resource busy/i.test(text)) return portTaken(port, await portHolders(port.path), error);
  if (/Permission denied|Operation not permitted/.test(text)) {
    return new BoardUnavailable(`serial port ${port.path} of ${port.peer} may not be opened by this user (EACCES)`, {
      cause: error,
      fix: 'add the user to the group of serial ports: sudo usermod -aG dialout $USER, then log in again',
    });
  }
  if (/Inappropriate ioctl|baud ?rate/i.test(text)) {
    return new BoardUnavailable(`${port.path} of ${port.peer} is not a serial port, or not one of this baud rate (${text})`, {
      cause: error,
      fix: "correct the peer's path or baudRate in the board file",
    });
  }
  return new BoardUnavailable(`serial port ${port.path} of ${port.peer} cannot be opened: ${text}`, { cause: error });
}
