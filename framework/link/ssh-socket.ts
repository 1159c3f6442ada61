import { createConnection, type Socket } from 'node:net';

export type FailureKind = 'refused' | 'unreachable' | 'silent' | 'dropped' | 'unknown-host' | 'auth' | 'host-key' | 'handshake';

/** Why one attempt to reach an ssh server failed. Never leaves `connectSsh`, which says what to do about it. */
export class AttemptFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    /** A board that is still booting fails this way. */
    readonly retry: boolean,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
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
      fail(new AttemptFailure(kind, true, kind === 'silent' ? 'the port is open but nothing speaks on it' : 'no answer'));
    }, BANNER_WAIT);
    const onAbort = (): void => fail(new AttemptFailure('silent', false, 'given up'));
    const onError = (error: NodeJS.ErrnoException): void => fail(socketFailure(error));
    const onClose = (): void => fail(new AttemptFailure('dropped', true, 'the connection was closed before the server spoke'));
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
  if (error.code === 'ECONNREFUSED') return new AttemptFailure('refused', true, message, error);
  if (error.code === 'ENOTFOUND') return new AttemptFailure('unknown-host', false, message, error);
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return new AttemptFailure('dropped', true, message, error);
  return new AttemptFailure('unreachable', true, message, error);
}
