import { spawn, type ChildProcess } from 'node:child_process';
import { type AmpHilError, BoardUnavailable } from '../../errors/errors';
import { withDeadline } from '../../link/deadline';

const START_MS = 5_000;
const KEPT_CHARS = 4_096;

/** One run of the firmware's posix port. */
export class SimulatorProcess {
  /** Resolves when the process ends although nobody called `stop`. */
  readonly lost: Promise<AmpHilError>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #pty: Promise<string>;
  readonly #program: string;
  #stderr = '';
  #stopping = false;

  /** `clean` is called once, when the process has ended, whatever ended it. */
  constructor(program: string, args: readonly string[], clean: () => void) {
    this.#program = program;
    // A session of its own: Ctrl-C on our terminal is for us, who then switch the board off in order. The end of its stdin ends it with us.
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const endWithUs = (): void => {
      this.#child.kill('SIGKILL');
      clean();
    };
    process.once('exit', endWithUs);
    this.#ended = new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      this.#child.once('close', (code, signal) => resolve(signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`));
    }).finally(() => {
      process.removeListener('exit', endWithUs);
      clean();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr = (this.#stderr + String(chunk)).slice(-KEPT_CHARS)));
    // A process that is gone resets its pipe; `#ended` tells.
    this.#child.stdin?.on('error', () => undefined);
    this.#pty = new Promise((resolve) => {
      let said = '';
      this.#child.stdout?.on('data', (chunk: Buffer) => {
        said += String(chunk);
        const pty = /^pty (\/\S+)\n/.exec(said)?.[1];
        if (pty !== undefined) resolve(pty);
      });
    });
    this.lost = new Promise((resolve) => {
      void this.#ended.then((how) => {
        if (!this.#stopping) resolve(this.#gone(how));
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves with the name of its pty. Rejects with `BoardUnavailable`, `Timeout` or `Cancelled`; call `stop` then. */
  started(signal: AbortSignal | undefined): Promise<string> {
    const ended = this.#ended.then((how): never => {
      throw this.#gone(how);
    });
    return withDeadline('start of the simulator', START_MS, signal, Promise.race([this.#pty, ended]), () => this.#stderr);
  }

  /** SIGKILL, which also ends a process that is stopped or hangs: it has nothing to save. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #gone(how: string): BoardUnavailable {
    const said = this.#stderr.trim();
    return new BoardUnavailable(`the simulator ${this.#program} ${how}${said === '' ? '' : `: ${said}`}`, {
      fix: 'the board is off now: run again; if it repeats, npm run setup builds the simulator anew',
    });
  }
}
