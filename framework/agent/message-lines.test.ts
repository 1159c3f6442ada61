import { expect, test } from '@jest/globals';
import type { Message } from 'vscode-jsonrpc';
import { frame, MAX_LINE, MessageLines } from './message-lines';

function receiver(): { lines: MessageLines; messages: unknown[]; errors: string[] } {
  const messages: unknown[] = [];
  const errors: string[] = [];
  const lines = new MessageLines(
    (message) => messages.push(message),
    (error) => errors.push(`${error.code}: ${error.message}`),
  );
  return { lines, messages, errors };
}
const message = (text: string): Message => ({ jsonrpc: '2.0', method: 'm', params: [text] }) as Message;

test('A message survives every cut of its bytes, non-ASCII text and line breaks included', () => {
  const sent = [message('é \n 😀 "x"'), message('')];
  const bytes = Buffer.from(sent.map(frame).join(''), 'latin1');
  expect(bytes.every((byte) => byte < 0x80)).toBe(true);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const { lines, messages, errors } = receiver();
    lines.push(bytes.toString('latin1', 0, cut));
    lines.push(bytes.toString('latin1', cut));
    expect({ messages, errors }).toEqual({ messages: sent, errors: [] });
  }
});

test('A line that is no message is shown, and the ones after it are taken', () => {
  const { lines, messages, errors } = receiver();
  lines.push(`Welcome to the board\x07\n[1]\n${frame(message('x'))}`);
  expect(errors).toEqual([
    expect.stringMatching(/^ProtocolViolation: .*not JSON: 'Welcome to the board\.'/),
    expect.stringMatching(/not JSON-RPC 2\.0: '\[1\]'/),
  ]);
  expect(messages).toEqual([message('x')]);
});

test('A line without end is given up and costs no more memory than the longest message', () => {
  const { lines, errors } = receiver();
  for (let sent = 0; sent <= MAX_LINE; sent += 0x10000) lines.push('x'.repeat(0x10000));
  expect(errors).toEqual([expect.stringMatching(/longer than/)]);
});
