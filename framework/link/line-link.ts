import type { Duplex } from 'node:stream';
import { LinkClosed } from '../errors/errors';
import { escapeLine, LineSplitter } from './line-splitter';

/** Receives every line of both directions: `text` is printable, sent ones begin with `> `; `tMs` is milliseconds since the epoch, never going back. */
export type ConsoleSink = (text: string, tMs: number) => void;
export type LineListener = (line: string) => void;

/** A line from a side to the host, newline included. */
const LONGEST_LINE = 400;

export interface LineLinkOptions {
  /** Id of the side at the other end, for messages. */
  peer: string;
  /** What the link is, for messages: `/dev/ttyUSB1`. */
  name: string;
  onLine?: ConsoleSink | undefined;
  /** Closes the stream; absent: `destroy()`. */
  shut?: (() => Promise<void>) | undefined;
}

/**
 * Lines over a byte stream. The stream's end, error or loss ends the link: `closed` tells why, and a later `send` throws it.
 * One listener a link is enough for one client; the console sink is apart from it.
 */
export class LineLink {
  readonly peer: string;
  readonly name: string;
  /** Resolves, never rejects, when the link has ended. */
  readonly closed: Promise<LinkClosed>;
  private readonly listeners = new Set<LineListener>();
  private readonly splitter: LineSplitter;
  private end: LinkClosed | undefined;
  private lastError: Error | undefined;
  private resolveClosed!: (reason: LinkClosed) => void;

  constructor(
    private readonly stream: Duplex,
    private readonly options: LineLinkOptions,
  ) {
    this.peer = options.peer;
    this.name = options.name;
    this.closed = new Promise((resolve) => (this.resolveClosed = resolve));
    this.splitter = new LineSplitter(
      LONGEST_LINE,
      (line) => this.receive(line),
      (start) => this.show(`(over-long line dropped) ${escapeLine(start.slice(0, 80))}`),
    );
    stream.on('data', (chunk: Buffer) => this.splitter.push(chunk));
    stream.on('error', (error: Error) => this.fail(error));
    stream.on('end', () => this.finish('the other end hung up'));
    stream.on('close', (error?: Error | null) => this.finish('the other end hung up or the adapter was unplugged', error ?? undefined));
  }

  /** Lines from the side that were longer than any it may send. */
  get overlong(): number {
    return this.splitter.overlong;
  }

  /** Sends one line in one write. Throws `LinkClosed` when the link has ended; a loss that shows later is told by `closed`. */
  send(line: string): void {
    if (this.end) throw this.end;
    this.show(`> ${escapeLine(line)}`);
    this.stream.write(`${line}\n`, 'latin1');
  }

  /** Ends what a predecessor may have left half sent: an empty line means nothing to the side. */
  sendNewline(): void {
    if (this.end) throw this.end;
    this.stream.write('\n', 'latin1');
  }

  /** Calls `listener` with every received line; returns the way to stop it. */
  listen(listener: LineListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Ends the link; idempotent. */
  async close(): Promise<void> {
    this.finish('it was closed here');
    if (this.options.shut) await this.options.shut();
    else this.stream.destroy();
  }

  private receive(line: string): void {
    this.show(escapeLine(line));
    for (const listener of this.listeners) listener(line);
  }

  private show(text: string): void {
    this.options.onLine?.(text, performance.timeOrigin + performance.now());
  }

  private fail(error: Error): void {
    this.lastError = error;
    this.finish(error.message, error);
  }

  private finish(reason: string, cause: Error | undefined = this.lastError): void {
    if (this.end) return;
    this.end = new LinkClosed(`link to ${this.peer} over ${this.name} ended: ${reason}`, { cause });
    const rest = this.splitter.flush();
    if (rest) this.show(escapeLine(rest));
    this.listeners.clear();
    this.resolveClosed(this.end);
  }
}
