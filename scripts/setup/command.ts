import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Cancelled } from '../../framework/errors/errors';
import { SetupFailure } from './failure';

export interface CommandOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** File that standard output goes to; absent: the log. */
  stdout?: string;
}

/** Runs the programs of one step; everything they print goes to the step's log file. */
export class StepLog {
  readonly path: string;
  private readonly signal: AbortSignal;

  constructor(path: string, signal: AbortSignal) {
    this.path = path;
    this.signal = signal;
    closeSync(openSync(path, 'w'));
  }

  write(text: string): void {
    const fd = openSync(this.path, 'a');
    writeSync(fd, text.endsWith('\n') ? text : `${text}\n`);
    closeSync(fd);
  }

  tail(lines = 25): string {
    return readFileSync(this.path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Resolves when the program ended with 0. An abort ends it and all that it started. */
  async run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<void> {
    this.signal.throwIfAborted();
    this.write(`$ ${[program, ...args].join(' ')}`);
    const log = openSync(this.path, 'a');
    const out = options.stdout === undefined ? log : openSync(options.stdout, 'w');
    try {
      // A process group of its own, so that an abort also reaches what the program started (make's compilers).
      const child = spawn(program, args, {
        cwd: options.cwd,
        env: { ...process.env, LC_ALL: 'C', ...options.env },
        stdio: ['ignore', out, log],
        detached: true,
      });
      const kill = (): void => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      };
      this.signal.addEventListener('abort', kill);
      const ended = await new Promise<string | number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code, signal) => resolve(signal ?? code));
      }).finally(() => this.signal.removeEventListener('abort', kill));
      if (this.signal.aborted) throw new Cancelled(program);
      if (ended !== 0) throw new SetupFailure(`${program} ended with ${ended}`);
    } finally {
      closeSync(log);
      if (out !== log) closeSync(out);
    }
  }

  /** As `run`, giving back what the program wrote to standard output. */
  async read(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
    const file = `${this.path}.out`;
    await this.run(program, args, { ...options, stdout: file });
    const text = readFileSync(file, 'utf8');
    this.write(text);
    return text;
  }
}
