import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Cancelled } from '../../framework/errors/errors';
import { runChild } from '../child';
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

  /** Resolves when the program ended with 0. An abort ends it and all that it started. */
  async run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<void> {
    this.signal.throwIfAborted();
    this.write(`$ ${[program, ...args].join(' ')}`);
    const log = openSync(this.path, 'a');
    const out = options.stdout === undefined ? log : openSync(options.stdout, 'w');
    try {
      const code = await runChild(program, args, {
        stdio: ['ignore', out, log],
        signal: this.signal,
        cwd: options.cwd,
        env: { LC_ALL: 'C', ...options.env },
      });
      if (this.signal.aborted) throw new Cancelled(program);
      if (code !== 0) throw new SetupFailure(`${program} ended with exit code ${code}`);
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
