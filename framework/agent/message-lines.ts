import type { Message } from 'vscode-jsonrpc';
import { ProtocolViolation } from '../errors/errors';

/**
 * The framing of the agent's channel: one JSON-RPC message a line, ASCII only, so that a byte is a character whatever the chunks.
 * The usual `Content-Length` framing costs header parsing and several promise turns a message, which an emulated core feels.
 */

/** Longest line taken: a block of 1 MiB as base64, with room to spare. */
export const MAX_LINE = 4 * 1024 * 1024;

export function frame(message: Message): string {
  const line = JSON.stringify(message);
  return `${/[^\x20-\x7e]/.test(line) ? line.replace(/[^\x20-\x7e]/g, escape) : line}\n`;
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Cuts what arrives, as latin-1 text, into messages. */
export class MessageLines {
  private partial = '';

  constructor(
    private readonly onMessage: (message: Message) => void,
    private readonly onError: (error: ProtocolViolation) => void,
  ) {}

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.partial + text.slice(start, end);
      this.partial = '';
      start = end + 1;
      this.deliver(line);
    }
    this.partial += text.slice(start);
    if (this.partial.length <= MAX_LINE) return;
    const line = this.partial;
    this.partial = '';
    this.onError(violation(`a line longer than ${MAX_LINE} bytes`, line));
  }

  private deliver(line: string): void {
    let message: Message;
    try {
      message = JSON.parse(line) as Message;
    } catch (error) {
      this.onError(violation('a line that is not JSON', line, error));
      return;
    }
    if (typeof message === 'object' && message !== null && message.jsonrpc === '2.0') this.onMessage(message);
    else this.onError(violation('a line that is not JSON-RPC 2.0', line));
  }
}

function violation(what: string, line: string, cause?: unknown): ProtocolViolation {
  const shown = line.slice(0, 80).replace(/[^ -~]/g, '.');
  return new ProtocolViolation(`the agent's channel carried ${what}: '${shown}'`, {
    cause,
    fix: 'nothing else may write to that channel: look for an echo in the start-up files of the login shell',
  });
}
