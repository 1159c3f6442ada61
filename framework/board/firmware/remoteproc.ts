import { readFile } from 'node:fs/promises';
import type { FirmwareDeclaration } from '../declaration';
import { BoardUnavailable, ConfigError } from '../../errors/errors';
import type { ExecLink } from '../../link/exec-link';

export type RemoteprocDeclaration = Extract<FirmwareDeclaration, { kind: 'remoteproc' }>;

const STOP_MS = 10_000;
const START_MS = 10_000;
const MOST_STOPS = 8;

/**
 * An R5 behind Linux's remoteproc (`/sys/class/remoteproc`, Documentation/ABI/testing/sysfs-class-remoteproc). The state files answer only
 * when the operation is over, so a deadline on the write is a deadline on the operation.
 */
export class Remoteproc {
  readonly #link: ExecLink;
  readonly #declared: RemoteprocDeclaration;
  readonly #signal: AbortSignal | undefined;

  /** `signal` ends every wait with `Cancelled`. */
  constructor(link: ExecLink, declared: RemoteprocDeclaration, signal?: AbortSignal) {
    this.#link = link;
    this.#declared = declared;
    this.#signal = signal;
  }

  /** Puts the ELF into the firmware folder under `name` and selects it. The R5 must be stopped. */
  async load(elf: string, name: string): Promise<void> {
    await this.#link.push(await readFile(elf), `${this.#declared.folder}/${name}`, 0o644, this.#signal);
    await this.#write('firmware', name, START_MS);
  }

  async state(): Promise<string> {
    const path = this.#path('state');
    const { code, stdout, stderr } = await this.#link.exec(['cat', path], { timeout: 5000, signal: this.#signal });
    if (code !== 0) {
      throw new ConfigError(`the board has no ${path}: ${firstLine(stderr)}`, {
        fix: `load the remoteproc driver, or correct the instance '${this.#declared.instance}' in the board file`,
      });
    }
    return stdout.trim();
  }

  /** Stops the R5 unless it is stopped. Throws `BoardUnavailable` when it does not obey. */
  async stop(): Promise<void> {
    // The kernel counts starts and wants as many stops: somebody may have started a running R5 before us.
    for (let stops = 0; (await this.state()) !== 'offline'; stops++) {
      if (stops === MOST_STOPS) {
        throw new BoardUnavailable(`remoteproc: ${this.#declared.instance} is still running after ${MOST_STOPS} stops`, {
          fix: 'something on the board starts it again: find it, or power-cycle the board',
        });
      }
      await this.#write('state', 'stop', STOP_MS);
    }
  }

  async start(): Promise<void> {
    await this.#write('state', 'start', START_MS);
  }

  async #write(attribute: string, value: string, timeout: number): Promise<void> {
    const path = this.#path(attribute);
    const { code, stderr } = await this.#link.exec(['sh', '-c', 'printf %s "$1" > "$2"', 'sh', value, path], {
      timeout,
      signal: this.#signal,
    });
    if (code === 0) return;
    throw new BoardUnavailable(`remoteproc: writing '${value}' to ${path} failed: ${firstLine(stderr)}`, {
      fix:
        value === 'stop'
          ? 'the R5 does not answer its stop request: power-cycle the board'
          : "see the board's kernel log (dmesg) for remoteproc's own message",
    });
  }

  #path(attribute: string): string {
    return `/sys/class/remoteproc/${this.#declared.instance}/${attribute}`;
  }
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, 200);
}
