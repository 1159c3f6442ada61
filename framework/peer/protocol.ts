import { InvalidArgument } from '../errors/errors';
import { crc16, crcDigits } from '../link/crc16';

/** The lines of docs/serial-protocol.md: how they are written and read. */

/** `AMP_PROTOCOL_VERSION` of `native/firmware/protocol.h`. */
export const PROTOCOL_VERSION = 1;
/** A line to the R5, newline included: its receive FIFO holds 64 bytes. */
export const LONGEST_LINE = 60;
export const LAST_SEQ = 9999;
/** What is left for a command inside `@9999 … *CRC\n`. The same for every SEQ, so that what fits does not depend on when it is sent. */
export const LONGEST_COMMAND = LONGEST_LINE - '@9999 '.length - ' *FFFF\n'.length;
/** Most bytes of one `bread`. */
export const LONGEST_BREAD = 128;

/** `@SEQ COMMAND *CRC`, without newline. Throws `InvalidArgument` for what does not fit or is not printable ASCII. */
export function encodeCommand(seq: number, command: string): string {
  if (command.length === 0 || command.length > LONGEST_COMMAND) {
    throw new InvalidArgument(
      `the command '${command.slice(0, 80)}' has ${command.length} characters, 1 to ${LONGEST_COMMAND} fit in a line`,
      {
        fix: 'split it; the arguments of a job can be loaded with args',
      },
    );
  }
  if (/[^\x20-\x7e]/.test(command)) throw new InvalidArgument(`the command ${JSON.stringify(command)} is not printable ASCII`);
  const body = `@${seq} ${command}`;
  return `${body} *${crcDigits(crc16(body))}`;
}

/** An answer to the framed command `seq`. `text` is the result, or `CODE DETAIL` of an err. */
export interface Answer {
  kind: 'ok' | 'err' | 'ack';
  seq: number;
  text: string;
}

export type Received =
  | Answer
  /** A notice nobody asked for: WORD and its KEY=VALUE fields. */
  | { kind: 'notice'; word: string; fields: ReadonlyMap<string, string> }
  | { kind: 'log'; text: string }
  /** An answer to a command that somebody typed; never the answer to one of ours. */
  | { kind: 'bare' }
  /** It looks like one of the above, but its CRC or form is wrong. */
  | { kind: 'damaged'; why: 'crc' | 'form' };

const SEALED = /^(.*) \*([0-9A-F]{4})$/;
const ANSWER = /^@([1-9]\d{0,3}) (ok|err|ack)(?: (.*))?$/;

/** Never throws: what cannot be understood is `damaged`. */
export function decodeLine(line: string): Received {
  const first = line[0];
  if (first === '#') return { kind: 'log', text: line.slice(1).trim() };
  if (first !== '@' && first !== '!')
    return /^(ok|err)\b(?!.* \*[0-9A-F]{4}$)/.test(line) ? { kind: 'bare' } : { kind: 'damaged', why: 'form' };
  const sealed = SEALED.exec(line);
  if (!sealed || /[^\x20-\x7e]/.test(line)) return { kind: 'damaged', why: 'form' };
  const body = sealed[1] as string;
  if (crc16(line, body.length) !== Number.parseInt(sealed[2] as string, 16)) return { kind: 'damaged', why: 'crc' };
  if (first === '!') return notice(body);
  const answer = ANSWER.exec(body);
  if (!answer) return { kind: 'damaged', why: 'form' };
  return { kind: answer[2] as Answer['kind'], seq: Number(answer[1]), text: answer[3] ?? '' };
}

function notice(body: string): Received {
  const [, word, ...rest] = body.split(' ');
  return word ? { kind: 'notice', word, fields: parseFields(rest.join(' ')) } : { kind: 'damaged', why: 'form' };
}

/** `KEY=VALUE KEY=VALUE …`; words without `=` are left out. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const word of text.split(' ')) {
    const at = word.indexOf('=');
    if (at > 0) fields.set(word.slice(0, at), word.slice(at + 1));
  }
  return fields;
}

/** A number as the protocol writes it: up to 16 hexadecimal digits. `undefined` for anything else. */
export function parseHex(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[0-9a-fA-F]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined;
}
