import { LitmusError } from '../../errors/errors';

/** Bytes of the largest text that is read. With the bounds on threads and instructions it keeps an untrusted file from taking long. */
export const MOST_BYTES = 64 * 1024;

/** Longest token shown in a message. */
const SHOWN = 40;

/** A text under parsing: offsets become line and column only when an error needs them. */
export class LitmusText {
  /** The text with its comments blanked out, offset by offset, so that places stay true. */
  readonly code: string;
  private readonly lineStarts: number[] = [0];

  constructor(
    readonly text: string,
    readonly file: string | undefined,
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
    this.code = text;
    const bytes = Buffer.byteLength(text);
    if (bytes > MOST_BYTES) throw this.error(0, `a text of ${bytes} bytes`, `at most ${MOST_BYTES} bytes`, '');
    this.code = this.withoutComments();
  }

  /** Line of an offset, from 1. */
  line(at: number): number {
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** `what` is wrong at the offset; `supported` what would have been right. */
  error(at: number, what: string, supported: string, token = this.wordAt(at)): LitmusError {
    const line = this.line(at);
    const plain = token.replace(/\s+/g, ' ');
    const shown = plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
    const place = { line, column: at - (this.lineStarts[line - 1] ?? 0) + 1, token: shown };
    const quoted = shown === '' ? '' : ` '${shown}':`;
    return new LitmusError(`${quoted === '' ? '' : `${quoted.trim()} `}${what}`, {
      place: this.file === undefined ? place : { file: this.file, ...place },
      fix: supported,
    });
  }

  private wordAt(at: number): string {
    const rest = this.code.slice(at, at + 2 * SHOWN);
    return /^(?:[%\w.]+|\S)/.exec(rest)?.[0] ?? 'end of text';
  }

  /** `(* … *)`, nested, become blanks; line ends stay. */
  private withoutComments(): string {
    const { text } = this;
    const parts: string[] = [];
    const open: number[] = [];
    let from = 0;
    for (const match of text.matchAll(/\(\*|\*\)/g)) {
      const at = match.index;
      if (at < from && open.length === 0) continue;
      if (match[0] === '(*') {
        if (open.length === 0) {
          parts.push(text.slice(from, at));
          from = at;
        }
        open.push(at);
      } else if (open.length === 0) {
        throw this.error(at, 'ends a comment that was not begun', 'comments are written (* so *)', '*)');
      } else {
        open.pop();
        if (open.length > 0) continue;
        parts.push(text.slice(from, at + 2).replace(/[^\n]/g, ' '));
        from = at + 2;
      }
    }
    const [first] = open;
    if (first !== undefined) throw this.error(first, 'a comment that is not ended', 'comments are written (* so *)', '(*');
    parts.push(text.slice(from));
    return parts.join('');
  }
}
