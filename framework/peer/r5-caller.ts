import { ProtocolViolation } from '../errors/errors';
import { parseFields, parseHex } from './protocol';
import type { CallOptions, R5Client } from './r5-client';
import { r5Error } from './r5-errors';

/** Commands whose `err` is an error, and whose result has a stated form. */
export class R5Caller {
  constructor(readonly client: R5Client) {}

  get peer(): string {
    return this.client.peer;
  }

  async text(command: string, options?: CallOptions): Promise<string> {
    const operation = options?.operation ?? `${this.peer}: ${command}`;
    const answer = await this.client.call(command, { ...options, operation });
    if (answer.kind === 'err') throw r5Error(answer.text, { peer: this.peer, operation });
    return answer.text;
  }

  async number(command: string, options?: CallOptions): Promise<bigint> {
    const text = await this.text(command, options);
    const value = parseHex(text);
    if (value === undefined) throw malformed(this.peer, command, text);
    return value;
  }

  async fields(command: string, options?: CallOptions): Promise<AnswerFields> {
    return this.parse(command, await this.text(command, options));
  }

  /** The fields of an answer that is here already. */
  parse(command: string, text: string): AnswerFields {
    return new AnswerFields(parseFields(text), (key) => malformed(this.peer, command, `${text}' without '${key}=`));
  }
}

/** Fields of an answer; one that is not there violates the protocol. */
export class AnswerFields {
  constructor(
    private readonly fields: ReadonlyMap<string, string>,
    private readonly missing: (key: string) => ProtocolViolation,
  ) {}

  word(key: string): string {
    const value = this.fields.get(key);
    if (value === undefined) throw this.missing(key);
    return value;
  }

  number(key: string): bigint {
    const value = parseHex(this.fields.get(key));
    if (value === undefined) throw this.missing(key);
    return value;
  }
}

export function malformed(peer: string, command: string, text: string): ProtocolViolation {
  return new ProtocolViolation(`${peer} answered '${command}' with '${text.slice(0, 120)}', which is not what the protocol says`, {
    fix: 'load the firmware of this checkout',
  });
}
