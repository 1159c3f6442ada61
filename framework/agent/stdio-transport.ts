import { read, readSync, writeSync } from 'node:fs';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc';
import type { Addon } from './addon';
import { frame, MessageLines } from './message-lines';

/**
 * The agent's end of its channel, on the bare descriptors. On an emulated core a turn of the event loop and the dispatch of a JSON-RPC
 * library cost more than the whole round trip of an echo. So an idle agent waits inside `read(2)` itself, and a call that needs no waiting
 * (every access of a region) is answered on the spot. All others go to the connection, and while one of those is under way a thread of
 * libuv's pool does the reading, so that the event loop turns. The descriptors stay blocking throughout.
 */
const STDIN = 0;
const STDOUT = 1;
const CHUNK = 64 * 1024;

export interface StdioReaderOptions {
  /** The line that answers a message on the spot; `undefined` leaves it to the connection. */
  answer: (message: Message) => string | undefined;
  /** Whether calls of the connection are under way. */
  busy: () => boolean;
  /** Writes the answers and waits for more input; the addon's, or the one below. */
  exchange?: Addon['exchange'];
}

export class StdioMessageReader extends AbstractMessageReader {
  private open = true;

  constructor(private readonly options: StdioReaderOptions) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const { answer, busy, exchange = exchangeByFs } = this.options;
    let answers = '';
    /** Messages of this turn that the connection has still to look at. */
    let handedOver = 0;
    const lines = new MessageLines(
      (message) => {
        const answered = answer(message);
        if (answered !== undefined) answers += answered;
        else {
          handedOver++;
          callback(message);
        }
      },
      (error) => this.fireError(error),
    );
    const take = (text: string): void => {
      if (text === '') this.end();
      else lines.push(text);
    };
    const readOn = (): void => {
      try {
        while (this.open && !busy() && handedOver === 0) {
          const ready = answers;
          answers = '';
          take(exchange(ready));
        }
        writeAll(answers);
        answers = '';
      } catch (error) {
        this.end(error);
      }
      if (!this.open) return;
      if (handedOver > 0) {
        handedOver--;
        // Behind the connection's own setImmediate, which takes one message a turn: by the last of them each is handled, and answered unless it
        // started work. Waiting inside read(2) before would leave the others unanswered until more input comes.
        setImmediate(readOn);
        return;
      }
      read(STDIN, chunk, 0, CHUNK, null, (error, length) => {
        if (error) this.end(error);
        else take(chunk.toString('latin1', 0, length));
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
  /** The host reads all the time, so this waits no longer than the link does. */
  write(message: Message): Promise<void> {
    try {
      writeAll(frame(message));
    } catch (error) {
      this.fireError(error, message, 1);
      this.fireClose();
    }
    return Promise.resolve();
  }

  end(): void {
    // The descriptor goes with the process.
  }
}

const chunk = Buffer.allocUnsafeSlow(CHUNK);

function exchangeByFs(answers: string): string {
  writeAll(answers);
  return chunk.toString('latin1', 0, readSync(STDIN, chunk, 0, CHUNK, null));
}

function writeAll(text: string): void {
  if (text === '') return;
  const written = writeSync(STDOUT, text, null, 'latin1');
  // A blocking descriptor takes all of it, unless a signal interrupts.
  if (written === text.length) return;
  const bytes = Buffer.from(text, 'latin1');
  for (let at = written; at < bytes.length;) at += writeSync(STDOUT, bytes, at);
}
