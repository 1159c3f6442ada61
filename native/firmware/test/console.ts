import type { Duplex } from 'node:stream';
import { crc16, crcDigits } from '../../../framework/link/crc16';
import { withDeadline } from '../../../framework/link/deadline';

const DEADLINE_MS = 10_000;

/** `BODY *CRC` */
export function sealed(body: string): string {
  return `${body} *${crcDigits(crc16(body))}`;
}

/** A person at the firmware's console: sends bytes, takes lines. Knows the protocol only as far as the CRC. */
export class TestConsole {
  readonly #stream: Duplex;
  readonly #lines: string[] = [];
  #partial = '';
  #wake: () => void = () => undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      const parts = (this.#partial + chunk.toString('latin1')).split('\n');
      this.#partial = parts.pop() as string;
      this.#lines.push(...parts);
      this.#wake();
    });
  }

  /** Exactly these bytes. */
  send(bytes: string | Buffer): void {
    this.#stream.write(bytes);
  }

  /** The next line; log lines are passed over. */
  async line(): Promise<string> {
    for (;;) {
      const line = await withDeadline('a line from the R5', DEADLINE_MS, undefined, this.#next(), () => `pending: '${this.#partial}'`);
      if (!line.startsWith('#')) return line;
    }
  }

  /** A bare command and its answer. */
  async ask(command: string): Promise<string> {
    this.send(`${command}\n`);
    return this.line();
  }

  /** A framed command and the body of its answer, whose CRC and SEQ are checked. */
  async askFramed(seq: number, command: string): Promise<string> {
    this.send(`${sealed(`@${seq} ${command}`)}\n`);
    return this.framed(seq);
  }

  /** The body of the next line, which must answer SEQ. */
  async framed(seq: number): Promise<string> {
    const line = await this.line();
    const body = /^@(\d+) (.*) \*[0-9A-F]{4}$/.exec(line);
    if (body === null || Number(body[1]) !== seq || line !== sealed(`@${seq} ${body[2]}`))
      throw new Error(`no answer to @${seq}: '${line}'`);
    return body[2] as string;
  }

  async counters(): Promise<Record<string, number>> {
    const answer = await this.ask('counters');
    return Object.fromEntries(
      [...answer.matchAll(/(\w+)=([0-9a-f]+)/g)].map(([, key, value]) => [key as string, Number.parseInt(value as string, 16)]),
    );
  }

  async #next(): Promise<string> {
    while (this.#lines.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#lines.shift() as string;
  }
}
