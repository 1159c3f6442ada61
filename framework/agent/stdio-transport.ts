import { read, readSync, writeSync } from 'node:fs';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc';
import { MessageLines } from './message-lines';

/**
 * The agent's end of its channel, on the bare descriptors: one JSON-RPC message a line. On an emulated core a turn of the event loop and
 * the dispatch of a JSON-RPC library cost more than the whole round trip of an echo. So an idle agent waits inside `read(2)` itself, and a
 * call that needs no waiting (every access of a region) is answered on the spot. All others go to the connection, and while one of those
 * is under way a thread of libuv's pool does the reading, so that the event loop turns. The descriptor stays blocking throughout.
 */
const STDIN = 0;
const STDOUT = 1;
const CHUNK = 64 * 1024;

export interface StdioReaderOptions {
  /** Answers a message on the spot, or leaves it to the connection. */
  answer: (message: Message) => Message | undefined;
  /** Whether calls of the connection are under way. */
  busy: () => boolean;
}

export class StdioMessageReader extends AbstractMessageReader {
  private readonly chunk = Buffer.allocUnsafeSlow(CHUNK);
  private open = true;

  constructor(
    private readonly writer: StdioMessageWriter,
    private readonly options: StdioReaderOptions,
  ) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const { answer, busy } = this.options;
    let handedOver = false;
    const onMessage = (message: Message): void => {
      const answered = answer(message);
      if (answered) {
        this.writer.send(answered);
        return;
      }
      handedOver = true;
      callback(message);
    };
    const lines = new MessageLines(onMessage, (error) => this.fireError(error));
    const take = (length: number): void => {
      if (length === 0) this.end();
      else lines.push(this.chunk.subarray(0, length));
    };
    const readOn = (): void => {
      while (this.open && !busy() && !handedOver) {
        try {
          take(readSync(STDIN, this.chunk, 0, CHUNK, null));
        } catch (error) {
          this.end(error);
        }
      }
      if (!this.open) return;
      if (handedOver) {
        handedOver = false;
        // Behind the connection's own setImmediate: by then the message is handled, and answered unless it started work.
        setImmediate(readOn);
        return;
      }
      read(STDIN, this.chunk, 0, CHUNK, null, (error, length) => {
        if (error) this.end(error);
        else take(length);
        readOn();
      });
    };
    setImmediate(readOn);
    return { dispose: () => void (this.open = false) };
  }

  private end(error?: unknown): void {
    this.open = false;
    if (error !== undefined) this.fireError(error);
    this.fireClose();
  }
}

export class StdioMessageWriter extends AbstractMessageWriter {
  write(message: Message): Promise<void> {
    this.send(message);
    return Promise.resolve();
  }

  /** The host reads all the time, so this waits no longer than the link does. */
  send(message: Message): void {
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      this.fireError(error, message, 1);
      this.fireClose();
    }
  }

  end(): void {
    // The descriptor goes with the process.
  }
}
