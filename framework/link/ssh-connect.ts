import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'ssh2';
import { BoardUnavailable, Timeout, type AmpHilError } from '../errors/errors';
import { withDeadline } from './deadline';
import { fingerprintOf, hostKeyMismatch } from './ssh-host-key';
import type { Login } from './ssh-identity';
import { AttemptFailure, openSocket, socketFailure } from './ssh-socket';

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  readonly login: Login;
}

export interface ConnectOptions {
  /** How long a board may take to come up, in ms. */
  timeout: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((text: string) => void) | undefined;
  /** Pause between two probes of a quiet connection, in ms; three without an answer mean a dead board. */
  keepalive?: number | undefined;
}

const RETRY_PAUSE = 100;
/** Key exchange and login on an emulated core take about a second. */
const HANDSHAKE_TIMEOUT = 20_000;
/** A dead board is noticed after three unanswered probes: within 10 s. */
const KEEPALIVE = 2500;
const UNANSWERED = 3;

/**
 * An authenticated ssh connection. While a board boots, refusals and dropped connections are tried again until the deadline;
 * a wrong host key and a refused login never are.
 */
export async function connectSsh(target: SshTarget, options: ConnectOptions): Promise<Client> {
  const { timeout, signal, onProgress, keepalive = KEEPALIVE } = options;
  const where = `ssh ${target.user}@${target.host}:${target.port}`;
  let last: AttemptFailure | undefined;
  try {
    return await withDeadline(where, timeout, signal, async (stop) => {
      for (;;) {
        try {
          return await attempt(target, keepalive, stop);
        } catch (thrown) {
          if (!(thrown instanceof AttemptFailure) || stop.aborted) throw thrown;
          if (!thrown.retry) throw failureError(where, target, thrown);
          if (thrown.kind !== last?.kind) onProgress?.(`waiting for ${where}: ${thrown.message}`);
          last = thrown;
        }
        await sleep(RETRY_PAUSE, undefined, { signal: stop });
      }
    });
  } catch (error) {
    if (error instanceof Timeout && last) throw failureError(where, target, last, timeout);
    throw error;
  }
}

async function attempt(target: SshTarget, keepalive: number, stop: AbortSignal): Promise<Client> {
  const sock = await openSocket(target.host, target.port, stop);
  const client = new Client();
  return new Promise((resolve, reject) => {
    let refusedKey: Buffer | undefined;
    const fail = (failure: AttemptFailure): void => {
      stop.removeEventListener('abort', onAbort);
      client.removeAllListeners().on('error', () => undefined);
      client.destroy();
      sock.destroy();
      reject(failure);
    };
    const onAbort = (): void => fail(new AttemptFailure('handshake', false, 'given up'));
    stop.addEventListener('abort', onAbort, { once: true });
    client.on('ready', () => {
      stop.removeEventListener('abort', onAbort);
      client.removeAllListeners();
      resolve(client);
    });
    client.on('error', (error) => {
      if (refusedKey) fail(new AttemptFailure('host-key', false, 'another host key', refusedKey));
      else fail(handshakeFailure(error));
    });
    client.on('close', () => fail(new AttemptFailure('dropped', true, 'the connection was closed during the handshake')));
    client.connect({
      sock,
      username: target.user,
      ...target.login,
      authHandler: ['privateKey' in target.login ? 'publickey' : 'agent'],
      hostVerifier: (key: Buffer) => {
        const same = fingerprintOf(key) === target.fingerprint;
        if (!same) refusedKey = key;
        return same;
      },
      readyTimeout: HANDSHAKE_TIMEOUT,
      keepaliveInterval: keepalive,
      keepaliveCountMax: UNANSWERED,
    });
  });
}

function handshakeFailure(error: Error & { level?: string; code?: string }): AttemptFailure {
  const { message } = error;
  if (error.level === 'client-authentication' || error.level === 'agent') return new AttemptFailure('auth', false, message, error);
  if (error.level === 'client-socket') return socketFailure(error);
  if (error.level === 'client-timeout') return new AttemptFailure('handshake', true, 'the handshake took too long', error);
  if (/before handshake/.test(message)) return new AttemptFailure('dropped', true, message, error);
  return new AttemptFailure('handshake', false, message, error);
}

function failureError(where: string, target: SshTarget, failure: AttemptFailure, waited?: number): AmpHilError {
  const { kind, message, cause } = failure;
  const forHowLong = waited === undefined ? '' : ` (tried for ${waited} ms)`;
  const because = (what: string, fix: string): BoardUnavailable => new BoardUnavailable(`${where}: ${what}${forHowLong}`, { cause, fix });
  switch (kind) {
    case 'host-key':
      return hostKeyMismatch(where, target.fingerprint, cause as Buffer);
    case 'auth': {
      const how = 'privateKey' in target.login ? 'the key of identity' : 'the keys of the ssh-agent';
      return because(
        `the login was refused: ${message}`,
        `put the public half of ${how} into ~${target.user}/.ssh/authorized_keys on the board; passwords are never tried`,
      );
    }
    case 'refused':
      return because('connection refused', 'is the board up, sshd running on it, and host and port in the board file right?');
    case 'unknown-host':
      return because(`the host name is unknown: ${message}`, 'correct host in the board file, or the name server');
    case 'unreachable':
      return because(`unreachable: ${message}`, 'is the board powered and its network cable in? Does ping reach it?');
    case 'handshake':
      return because(`the handshake failed: ${message}`, 'is it an ssh server that speaks there, of this decade, and not overloaded?');
    case 'silent':
    case 'dropped':
      return because(message, 'the board may still be booting or have crashed: look at the Linux console of the run');
  }
}
