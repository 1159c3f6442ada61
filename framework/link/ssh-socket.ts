import { createConnection, type Socket } from 'node:net';

/** Why one attempt to reach an ssh server failed; `retry` when a board that is still booting fails the same way. */
export interface AttemptFailure {
  readonly kind: 'refused' | 'unreachable' | 'silent' | 'dropped' | 'unknown-host' | 'auth' | 'host-key' | 'handshake';
  readonly retry: boolean;
  readonly message: string;
  readonly cause?: unknown;
}

/** A server says its version at once. Longer silence is a forwarded port with no board behind it yet: ask anew, do not wait. */
const BANNER_WAIT = 1500;

/** A TCP connection on which a server has begun to speak. */
export function openSocket(host: string, port: number, stop: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true });
    const fail = (failure: AttemptFailure): void => {
      finish();
      // Errors of a socket that is given up have nobody left to hear them, but would end the process.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(failure);
    };
    const timer = setTimeout(() => {
      const kind = socket.connecting ? 'unreachable' : 'silent';
      fail({ kind, retry: true, message: kind === 'silent' ? 'the port is open but nothing speaks on it' : 'no answer' });
    }, BANNER_WAIT);
    const onAbort = (): void => fail({ kind: 'silent', retry: false, message: 'given up' });
    const onError = (error: NodeJS.ErrnoException): void => fail(socketFailure(error));
    const onClose = (): void => fail({ kind: 'dropped', retry: true, message: 'the connection was closed before the server spoke' });
    const onReadable = (): void => {
      if (socket.readableLength === 0) return; // the end of the stream: 'close' follows
      finish();
      resolve(socket);
    };
    const finish = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('close', onClose).off('readable', onReadable);
    };
    stop.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError).on('close', onClose).on('readable', onReadable);
  });
}

export function socketFailure(error: NodeJS.ErrnoException): AttemptFailure {
  const message = error.message;
  if (error.code === 'ECONNREFUSED') return { kind: 'refused', retry: true, message, cause: error };
  if (error.code === 'ENOTFOUND') return { kind: 'unknown-host', retry: false, message, cause: error };
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return { kind: 'dropped', retry: true, message, cause: error };
  return { kind: 'unreachable', retry: true, message, cause: error };
}
