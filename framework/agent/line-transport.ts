import type { Readable, Writable } from 'node:stream';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc';
import { ProtocolViolation } from '../errors/errors';

/**
 * One JSON-RPC message a line. The usual `Content-Length` framing costs two writes, header parsing and several promise turns a message,
 * which an emulated core feels: a round trip is 1.5 echoes at most, and this is where it is won.
 */

/** Longest line taken: a 16 MiB block as base64, with room to spare. */
export const MAX_LINE = 24 * 1024 * 1024;
const NEWLINE = 0x0a;

export class LineMessageReader extends AbstractMessageReader {
  /** Bytes of the line that has no end yet. */
  private partial: Buffer[] = [];
  private partialLength = 0;
  private callback: DataCallback | undefined;

  constructor(private readonly stream: Readable) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    const onData = (chunk: Buffer): void => this.take(chunk);
    this.stream.on('data', onData);
    this.stream.on('error', (error) => this.fireError(error));
    this.stream.on('close', () => this.fireClose());
    return { dispose: () => this.stream.off('data', onData) };
  }

  private take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      start = end + 1;
      if (this.partialLength === 0) this.deliver(piece);
      else {
        const line = Buffer.concat([...this.partial, piece]);
        this.partial = [];
        this.partialLength = 0;
        this.deliver(line);
      }
    }
    if (start === chunk.length) return;
    this.partial.push(start === 0 ? chunk : chunk.subarray(start));
    this.partialLength += chunk.length - start;
    if (this.partialLength > MAX_LINE) {
      const head = this.partial[0]?.subarray(0, 80) ?? Buffer.alloc(0);
      this.partial = [];
      this.partialLength = 0;
      this.fireError(violation(`a line longer than ${MAX_LINE} bytes`, head));
    }
  }

  private deliver(line: Buffer): void {
    let message: Message;
    try {
      message = JSON.parse(line.toString()) as Message;
    } catch (error) {
      this.fireError(violation('a line that is not JSON', line, error));
      return;
    }
    if (typeof message !== 'object' || message === null || message.jsonrpc !== '2.0') {
      this.fireError(violation('a line that is not JSON-RPC 2.0', line));
      return;
    }
    this.callback?.(message);
  }
}

export class LineMessageWriter extends AbstractMessageWriter {
  constructor(private readonly stream: Writable) {
    super();
    // A reader that died shows as EPIPE here; the connection learns of it through the exit status, which says more.
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  /** One write a message. Not awaited: calls wait for their answers, so what is buffered is bounded by the calls in flight. */
  write(message: Message): Promise<void> {
    this.stream.write(`${JSON.stringify(message)}\n`);
    return Promise.resolve();
  }

  end(): void {
    this.stream.end();
  }
}

function violation(what: string, line: Buffer, cause?: unknown): ProtocolViolation {
  const shown = line
    .subarray(0, 80)
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
  return new ProtocolViolation(`the agent's channel carried ${what}: '${shown}'`, {
    cause,
    fix: 'nothing else may write to that channel: look for an echo in the login shell’s start-up files',
  });
}
