import type { Client, ClientChannel } from 'ssh2';
import type { ExitStatus, RemoteProcess } from './exec-link';
import { shellQuote } from './ssh-quote';

/** Starts a command; settles when the server has answered. `gone` settles with the connection. Rejects with ssh2's error. */
export function startProcess(client: Client, command: readonly string[], gone: Promise<unknown>): Promise<RemoteProcess> {
  return new Promise((resolve, reject) => {
    // `exec` in front: the shell makes way, so that signals and the exit status are the program's own.
    client.exec(`exec ${shellQuote(command)}`, (error, channel) => {
      if (error) reject(error);
      // Here and not later: the status of a short command may be in the same packet, and ssh2 does not keep it.
      else resolve(remoteProcess(channel, gone));
    });
  });
}

/** ssh2 says so when the server refuses a command, and also when its channel ends before an answer, as it does when the connection goes. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === 'Unable to exec';
}

function remoteProcess(channel: ClientChannel, gone: Promise<unknown>): RemoteProcess {
  let status: ExitStatus = { code: null, signal: null };
  channel.on('exit', (code: number | null, signal?: string) => {
    // OpenSSH names signals beyond the RFC's list SIGBUS@openssh.com.
    status = { code, signal: signal?.replace(/@.*$/, '') ?? null };
  });
  const exited = new Promise<ExitStatus>((resolve) => {
    const end = (): void => resolve(status);
    channel.once('close', end);
    // A channel whose output nobody reads does not close by itself; a turn later, what did arrive has been seen.
    void gone.then(() => setImmediate(end));
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (!channel.writable && channel.destroyed) return;
    channel.signal(signal.replace(/^SIG/, ''));
    if (signal === 'SIGKILL') channel.close();
  };
  return { stdin: channel, stdout: channel, stderr: channel.stderr, exited, kill };
}
