import type { Readable, Writable } from 'node:stream';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc';
import { frame, MessageLines } from './message-lines';

/** The host's end of the agent's channel: one JSON-RPC message a line, over streams. */
export class LineMessageReader extends AbstractMessageReader {
  constructor(private readonly stream: Readable) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const lines = new MessageLines(callback, (error) => this.fireError(error));
    const onData = (chunk: Buffer): void => lines.push(chunk.toString('latin1'));
    this.stream.on('data', onData);
    this.stream.on('error', (error) => this.fireError(error));
    this.stream.on('close', () => this.fireClose());
    return { dispose: () => this.stream.off('data', onData) };
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
    this.stream.write(frame(message), 'latin1');
    return Promise.resolve();
  }

  end(): void {
    this.stream.end();
  }
}
