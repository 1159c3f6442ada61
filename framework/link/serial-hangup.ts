import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { SerialPort } from 'serialport';
import { LinkClosed } from '../errors/errors';

const readAt = promisify(read);

/** The part of serialport's Linux binding that its read needs. */
interface LinuxPort {
  fd: number | null;
  isOpen: boolean;
  poller: { once(event: 'readable', callback: (error: Error | null) => void): unknown };
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
}

/**
 * Makes a hung-up terminal end the port. A read of 0 bytes is how Linux tells of a hang-up (the port is opened with VMIN 1 and
 * non-blocking, so "nothing yet" is EAGAIN), but serialport takes it for "try again" and spins for ever: seen with a pty whose other end
 * closed between its poll and its read. Call between open and the first read.
 */
export function endOnHangup(port: SerialPort): void {
  const binding = port.port as unknown as Partial<LinuxPort> | undefined;
  if (binding?.poller === undefined || typeof binding.fd !== 'number') return; // not Linux: nothing known to mend
  const linux = binding as LinuxPort;
  linux.read = async (buffer, offset, length) => {
    for (;;) {
      const fd = linux.fd;
      if (fd === null || !linux.isOpen) throw cancelled();
      try {
        const { bytesRead } = await readAt(fd, buffer, offset, length, null);
        if (bytesRead > 0) return { buffer, bytesRead };
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EAGAIN' && code !== 'EINTR') throw linux.isOpen ? error : cancelled();
        await readable(linux);
        continue;
      }
      throw new LinkClosed('hung up');
    }
  };
}

function readable(port: LinuxPort): Promise<void> {
  return new Promise((resolve, reject) => {
    // Closed during the read: the poller is gone and would never call back.
    if (!port.isOpen) reject(cancelled());
    else port.poller.once('readable', (error) => (error ? reject(error) : resolve()));
  });
}

/** serialport's word for "closed on purpose": its stream then waits for the next open and reports nothing. */
function cancelled(): Error {
  return Object.assign(new LinkClosed('port is closed'), { canceled: true });
}
