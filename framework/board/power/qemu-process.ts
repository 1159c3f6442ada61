import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type AmpHilError, BoardUnavailable } from '../../errors/errors';
import { withDeadline } from '../../link/deadline';

const START_MS = 20_000;
const TERM_MS = 2_000;
const KEPT_CHARS = 8_192;
/** QEMU prints it once, on standard output. */
const PTY_LINE = /char device redirected to (\S+) \(label serial1\)/;
const PORT_TAKEN = /Could not set up host forwarding rule/;

/** One run of QEMU: from its start until its end, and nothing of it is left after that. */
export class QemuProcess {
  /** Resolves when QEMU ends although nobody called `stop`. */
  readonly lost: Promise<AmpHilError>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #firstConsole: Promise<void>;
  #console = '';
  #output = '';
  #slave: number | undefined;
  #stopped: Promise<void> | undefined;

  /** `seed`: which bytes of `seededFile` are replaced by random ones for this run; QEMU gets the file as a descriptor. */
  constructor(
    command: { program: string; args: readonly string[] },
    seededFile: string,
    seed: { offset: number; size: number },
    onConsole: (text: string) => void,
  ) {
    const seeded = openSeeded(seededFile, seed);
    try {
      // A session of its own: Ctrl-C on our terminal is for us, who then switch the board off in order.
      this.#child = spawn(command.program, command.args, {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', seeded],
        detached: true,
        env: { ...process.env, QEMU_AUDIO_DRV: 'none' },
      });
    } finally {
      closeSync(seeded);
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      this.#child.once('close', (code, signal) => resolve(signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`));
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (chunk: Buffer) => this.#keep(String(chunk)));
    const uart = this.#child.stdio[3] as Duplex;
    const decoder = new StringDecoder('utf8');
    this.#firstConsole = new Promise((resolve) => {
      uart.on('data', (chunk: Buffer) => {
        const text = decoder.write(chunk);
        this.#console = (this.#console + text).slice(-KEPT_CHARS);
        onConsole(text);
        resolve();
      });
    });
    // A QEMU that is killed resets its end of the socket; its end is seen by `#ended`.
    uart.on('error', (error) => this.#keep(`console: ${error.message}\n`));
    // Without setpriv this is what ends QEMU with us; with it, it costs nothing.
    const killWithUs = (): void => void this.#child.kill('SIGKILL');
    process.once('exit', killWithUs);
    void this.#ended.then(() => process.removeListener('exit', killWithUs));
    this.lost = new Promise((resolve) => {
      void this.#ended.then((how) => {
        if (this.#stopped === undefined) resolve(this.#gone(how));
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get portWasTaken(): boolean {
    return PORT_TAKEN.test(this.#output);
  }

  /**
   * Resolves with the name of the R5's pty when the machine runs: QEMU has set itself up, and Linux has said its first word.
   * Rejects with `BoardUnavailable`, `Timeout` or `Cancelled`; call `stop` then.
   */
  async started(signal: AbortSignal | undefined): Promise<string> {
    const running = Promise.race([
      this.#firstConsole,
      this.#ended.then((how) => {
        throw this.#gone(how);
      }),
    ]);
    await withDeadline('start of QEMU up to the first word of Linux', START_MS, signal, running, () => this.#lastWords());
    const pty = PTY_LINE.exec(this.#output)?.[1];
    if (pty === undefined)
      throw new BoardUnavailable(`QEMU did not name the R5's pty; it said: ${this.#output}`, { fix: 'use QEMU 7.2 or later' });
    // QEMU looks only once a second whether anybody has the pty open, and throws away what it would send until then. Held open from
    // the start, the R5's first words are kept for whoever reads them.
    this.#slave = openSync(pty, constants.O_RDWR | constants.O_NOCTTY);
    return pty;
  }

  /** SIGTERM, then SIGKILL; resolves when the process is gone. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), TERM_MS);
    await this.#ended;
    clearTimeout(late);
    if (this.#slave !== undefined) closeSync(this.#slave);
    this.#slave = undefined;
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_CHARS);
  }

  #gone(how: string): BoardUnavailable {
    return new BoardUnavailable(`QEMU ${how}\n${this.#lastWords()}`, {
      fix: 'the board is off now: run again; if it repeats, look at the console above',
    });
  }

  #lastWords(): string {
    const said = this.#output.split('\n').filter((line) => line.startsWith('qemu') && !/warning|terminating on signal/.test(line));
    const lines = this.#console.trimEnd().split(/\r?\n/).slice(-8);
    return [...said.map((line) => `  ${line}`), ...lines.map((line) => `  linux: ${line}`)].join('\n');
  }
}

/** A descriptor of a copy of `path` with random bytes in it. The copy has no name any more, so nothing needs to be cleaned up. */
function openSeeded(path: string, { offset, size }: { offset: number; size: number }): number {
  const content = readFileSync(path);
  randomBytes(size).copy(content, offset);
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-'));
  try {
    const copy = join(folder, 'seeded');
    writeFileSync(copy, content, { mode: 0o600 });
    return openSync(copy, 'r');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
