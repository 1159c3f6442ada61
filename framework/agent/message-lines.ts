import type { Message } from 'vscode-jsonrpc';
import { ProtocolViolation } from '../errors/errors';

/** Longest line taken: a block of 1 MiB as base64, with room to spare. */
export const MAX_LINE = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Cuts a byte stream into JSON-RPC messages, one a line. Keeps its own copy of an unfinished line, so a chunk may be reused after `push`. */
export class MessageLines {
  private partial: Buffer[] = [];
  private partialLength = 0;

  constructor(
    private readonly onMessage: (message: Message) => void,
    private readonly onError: (error: ProtocolViolation) => void,
  ) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      start = end + 1;
      if (this.partialLength === 0) this.deliver(piece);
      else this.deliver(this.whole(piece));
    }
    if (start === chunk.length) return;
    this.partial.push(Buffer.from(chunk.subarray(start)));
    this.partialLength += chunk.length - start;
    if (this.partialLength > MAX_LINE) this.onError(violation(`a line longer than ${MAX_LINE} bytes`, this.whole(Buffer.alloc(0))));
  }

  private whole(tail: Buffer): Buffer {
    const line = Buffer.concat([...this.partial, tail]);
    this.partial = [];
    this.partialLength = 0;
    return line;
  }

  private deliver(line: Buffer): void {
    let message: Message;
    try {
      message = JSON.parse(line.toString()) as Message;
    } catch (error) {
      this.onError(violation('a line that is not JSON', line, error));
      return;
    }
    if (typeof message === 'object' && message !== null && message.jsonrpc === '2.0') this.onMessage(message);
    else this.onError(violation('a line that is not JSON-RPC 2.0', line));
  }
}

function violation(what: string, line: Buffer, cause?: unknown): ProtocolViolation {
  const shown = line
    .subarray(0, 80)
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
  return new ProtocolViolation(`the agent's channel carried ${what}: '${shown}'`, {
    cause,
    fix: 'nothing else may write to that channel: look for an echo in the start-up files of the login shell',
  });
}
