import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, SFTPWrapper } from 'ssh2';
import type { SshDeclaration } from '../board/declaration';
import { BoardUnavailable, Cancelled, ConfigError, isAmpHilError, LinkClosed, type AmpHilError } from '../errors/errors';
import { withDeadline } from './deadline';
import { existsByExec, readTextByExec, sha256ByExec } from './exec-files';
import { DEFAULT_EXEC_TIMEOUT, type ExecLink, type ExecOptions, type ExecResult, type RemoteProcess } from './exec-link';
import { commandText, runToEnd } from './exec-run';
import { connectSsh, type ConnectOptions } from './ssh-connect';
import { pinnedFingerprint } from './ssh-host-key';
import { loginOf } from './ssh-identity';
import { makeFolder, openSftp, pushByExec, pushBySftp } from './ssh-push';
import { isUnanswered, startProcess } from './ssh-process';
import { Turns } from './turns';

export interface SshLinkOptions extends ConnectOptions {
  /** Where the board is reached, when the power driver says so; else `host` and `port` of the declaration. */
  endpoint?: { host: string; port: number } | undefined;
  /** The project's root: relative paths of the declaration start there. */
  root: string;
}

const CLOSE_GRACE = 1000;

/** A board's Linux over ssh. */
export class SshLink implements ExecLink {
  readonly kind = 'ssh';
  readonly lost: Promise<AmpHilError>;
  private readonly gone: Promise<LinkClosed>;
  private sftp: Promise<SFTPWrapper | undefined> | undefined;
  private end: LinkClosed | undefined;
  private closing = false;
  private readonly turns = new Turns();

  private constructor(
    private readonly client: Client,
    private readonly where: string,
  ) {
    let reason = 'the board or the network closed the connection';
    client.on('error', (error) => {
      reason = /keepalive/i.test(error.message) ? 'the board does not answer any more' : `the connection broke: ${error.message}`;
    });
    this.gone = new Promise((resolve) => {
      client.once('close', () => {
        // Set in the event itself: ssh2 fails what was under way right after it, and `start` asks why.
        this.end = new LinkClosed(`${where}: ${this.closing ? 'the link is closed' : reason}`, {
          fix: this.closing
            ? 'acquire the board again'
            : 'look at the Linux console of the run: did the board reset, hang or lose its network?',
        });
        resolve(this.end);
      });
    });
    this.lost = this.gone.then((end) => (this.closing ? new Promise<never>(() => undefined) : end));
  }

  /** Waits for the board's sshd until `timeout`. */
  static async connect(declaration: SshDeclaration, options: SshLinkOptions): Promise<SshLink> {
    const host = options.endpoint?.host ?? declaration.host;
    const port = options.endpoint?.port ?? declaration.port;
    if (host === undefined) {
      throw new ConfigError('the ssh peer has no host, and the power driver names none', {
        fix: 'give host in ssh({ … }) of the board file',
      });
    }
    const fingerprint = pinnedFingerprint(declaration.hostKey, options.root);
    const login = loginOf(declaration.identity, options.root);
    const client = await connectSsh({ host, port, user: declaration.user, fingerprint, login }, options);
    return new SshLink(client, `ssh ${declaration.user}@${host}:${port}`);
  }

  async exec(command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const { timeout = DEFAULT_EXEC_TIMEOUT, signal } = options;
    return this.inTurn(command, signal, async (ended) => {
      const started = performance.now();
      const process = await this.start(command, `command '${commandText(command)}'`, timeout, signal);
      ended(process.exited);
      const result = await runToEnd(process, command, { ...options, timeout: Math.max(0, timeout - (performance.now() - started)) });
      if (result.code === null && result.signal === null) throw await this.closedError();
      return result;
    });
  }

  spawn(command: readonly string[], signal?: AbortSignal): Promise<RemoteProcess> {
    return this.inTurn(command, signal, () => this.start(command, `start of '${commandText(command)}'`, DEFAULT_EXEC_TIMEOUT, signal));
  }

  async push(bytes: Uint8Array, path: string, mode: number, signal?: AbortSignal): Promise<void> {
    const exec = this.exec.bind(this);
    await makeFolder(exec, path, signal);
    this.sftp ??= this.inTurn(['sftp'], undefined, () => openSftp(this.client));
    const opened = this.sftp.catch((error: unknown) => this.notConnected(error));
    const sftp = await withDeadline(`SFTP session with ${this.where}`, DEFAULT_EXEC_TIMEOUT, signal, this.whileUp(opened));
    await (sftp ? this.whileUp(pushBySftp(sftp, bytes, path, mode, signal)) : pushByExec(exec, bytes, path, mode, signal));
  }

  readText(path: string, maxBytes: number): Promise<string> {
    return readTextByExec(this, path, maxBytes);
  }

  exists(path: string): Promise<boolean> {
    return existsByExec(this, path);
  }

  sha256(path: string): Promise<string | undefined> {
    return sha256ByExec(this, path);
  }

  async close(): Promise<void> {
    if (this.end) return;
    this.closing = true;
    this.client.end();
    const timer = setTimeout(() => this.client.destroy(), CLOSE_GRACE);
    await this.gone;
    clearTimeout(timer);
  }

  /**
   * Commands run one after another, and nothing starts beside one. dropbear (2022.83 to 2026.94 at least) closes a session on which nothing runs yet when
   * the process of another session of its connection ends just then; a command on its way is started all the same, unanswered, and a word from it to the
   * closed session ends the connection. A spawned process lives on beside the others: it ends with the link, or by accident.
   */
  private async inTurn<T>(
    command: readonly string[],
    signal: AbortSignal | undefined,
    work: (ended: (exit: Promise<unknown>) => void) => Promise<T>,
  ): Promise<T> {
    const turn = this.turns.next();
    let exit: Promise<unknown> | undefined;
    try {
      await withDeadline(`command '${commandText(command)}'`, Infinity, signal, this.whileUp(turn.come));
      return await work((exited) => void (exit = exited));
    } finally {
      // One that was killed at its deadline ends a moment later, or never.
      if (exit) void Promise.race([exit, sleep(CLOSE_GRACE, undefined, { ref: false })]).then(turn.done);
      else turn.done();
    }
  }

  private async start(
    command: readonly string[],
    operation: string,
    timeout: number,
    signal: AbortSignal | undefined,
  ): Promise<RemoteProcess> {
    if (this.end) throw this.end;
    if (signal?.aborted) throw new Cancelled(operation, { cause: signal.reason });
    let abandoned = false;
    const opened = startProcess(this.client, command, this.gone).then((process) => {
      if (abandoned) process.kill('SIGKILL');
      return process;
    });
    try {
      return await withDeadline(operation, timeout, signal, this.whileUp(opened));
    } catch (error) {
      abandoned = true;
      if (isAmpHilError(error)) throw error;
      if (isNotConnected(error)) await this.notConnected(error);
      if (isUnanswered(error)) await Promise.race([this.gone, sleep(CLOSE_GRACE, undefined, { ref: false })]);
      const end = this.ended();
      if (end) throw end;
      throw new BoardUnavailable(`${this.where}: cannot start '${commandText(command)}': ${(error as Error).message}`, {
        cause: error,
        fix: "does the board's sshd allow commands and enough sessions (MaxSessions)?",
      });
    }
  }

  /** ssh2 forgets some callbacks when the connection goes. */
  private async whileUp<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.gone.then((end) => Promise.reject(end))]);
  }

  /** ssh2 throws this between the end of the socket and its own close event: the reason is about to be known. */
  private async notConnected(error: unknown): Promise<never> {
    throw isNotConnected(error) ? await this.closedError() : error;
  }

  private async closedError(): Promise<LinkClosed> {
    // A channel ends a moment before the connection does; and a server may end one without a status on a connection that lives.
    await Promise.race([this.gone, sleep(CLOSE_GRACE, undefined, { ref: false })]);
    return (
      this.ended() ?? new LinkClosed(`${this.where}: the command ended without a status`, { fix: 'look at the Linux console of the run' })
    );
  }

  private ended(): LinkClosed | undefined {
    return this.end;
  }
}

function isNotConnected(error: unknown): boolean {
  return error instanceof Error && error.message === 'Not connected';
}
