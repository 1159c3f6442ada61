import type { LitmusText } from './text';

export interface Token {
  readonly kind: 'name' | 'integer' | 'mark' | 'end';
  readonly text: string;
  /** Offset in the text. */
  readonly at: number;
}

/** Names: `X0`, `B.EQ`, `%x0`, `W%x0`. Integers have their sign with them. Each alternative is linear. */
const TOKEN =
  /(?<name>(?:[A-Za-z_][\w.]*)?%[A-Za-z_]\w*|[A-Za-z_][\w.]*)|(?<integer>-?0[xX][0-9A-Fa-f]+|-?[0-9]+)|(?<mark>\/\\|\\\/|=>|[[\](){},#:;=!~*&])/y;

/** The tokens of a part of the text, one after the other. */
export class Tokens {
  private readonly tokens: Token[] = [];
  private next = 0;

  constructor(
    readonly source: LitmusText,
    from: number,
    to: number,
  ) {
    const { code } = source;
    let at = from;
    for (;;) {
      while (at < to && /\s/.test(code.charAt(at))) at += 1;
      if (at >= to) break;
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(code);
      const text = match?.[0];
      if (text === undefined || at + text.length > to)
        throw source.error(at, 'not a sign of a litmus test', 'letters, digits and []()#,:;=~ \\/ /\\ =>', code.charAt(at));
      const kind = match?.groups?.['name'] !== undefined ? 'name' : match?.groups?.['integer'] !== undefined ? 'integer' : 'mark';
      const after = code.charAt(at + text.length);
      if (kind === 'integer' && at + text.length < to && /[\w%.]/.test(after))
        throw source.error(at, 'not a number', 'decimal numbers, or hexadecimal ones as 0x1f');
      this.tokens.push({ kind, text, at });
      at += text.length;
    }
    this.tokens.push({ kind: 'end', text: '', at: to });
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)] ?? { kind: 'end', text: '', at: 0 };
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.next += 1;
    return token;
  }

  /** Takes the next token if it is this mark or word. */
  accept(text: string): Token | undefined {
    return this.peek().kind !== 'end' && this.peek().text === text ? this.take() : undefined;
  }

  expect(text: string, supported: string): Token {
    return this.accept(text) ?? this.fail(`'${text}' was expected`, supported);
  }

  name(what: string, supported: string): Token {
    return this.peek().kind === 'name' ? this.take() : this.fail(`${what} was expected`, supported);
  }

  end(supported: string): void {
    if (this.peek().kind !== 'end') this.fail('not expected here', supported);
  }

  fail(what: string, supported: string, token = this.peek()): never {
    throw this.source.error(token.at, what, supported, token.kind === 'end' ? 'end' : token.text);
  }

  /** The tokens with blanks only where two words meet: `DMB ISH`, `LDR W2,[X3,W4,SXTW]`. */
  normalised(): string {
    let text = '';
    let before: Token | undefined;
    for (const token of this.tokens) {
      if (before?.kind === 'name' && (token.kind !== 'mark' || token.text === '#' || token.text === '[')) text += ' ';
      text += token.text;
      before = token;
    }
    return text.trim();
  }
}
