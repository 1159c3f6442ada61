const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines of at most `limit` bytes, newline included. A longer one is dropped up to its newline and counted,
 * so that a side gone wild costs no memory. Carriage returns are left out. A line is latin-1 text: one character a byte.
 */
export class LineSplitter {
  /** Lines that were too long. */
  overlong = 0;
  private rest: Buffer[] = [];
  private restLength = 0;
  private dropping = false;

  constructor(
    private readonly limit: number,
    private readonly onLine: (line: string) => void,
    /** Told of a dropped line, once, with its first `limit` bytes at most. */
    private readonly onOverlong: (start: string) => void = () => {},
  ) {}

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.end(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
  }

  /** What came after the last newline, when no more will come. */
  flush(): string | undefined {
    const last = this.dropping || this.restLength === 0 ? undefined : text(Buffer.concat(this.rest));
    this.forget();
    this.dropping = false;
    return last;
  }

  private end(tail: Buffer): void {
    if (this.dropping) {
      this.dropping = false;
      return;
    }
    const line = this.restLength === 0 ? tail : Buffer.concat([...this.rest, tail]);
    this.forget();
    if (line.length >= this.limit) this.drop(line);
    else this.onLine(text(line));
  }

  private keep(part: Buffer): void {
    if (this.dropping) return;
    this.rest.push(part);
    this.restLength += part.length;
    if (this.restLength < this.limit) return;
    const line = Buffer.concat(this.rest);
    this.forget();
    this.dropping = true;
    this.drop(line);
  }

  private drop(line: Buffer): void {
    this.overlong++;
    this.onOverlong(text(line.subarray(0, this.limit)));
  }

  private forget(): void {
    this.rest = [];
    this.restLength = 0;
  }
}

function text(bytes: Buffer): string {
  const line = bytes.toString('latin1');
  return line.includes('\r') ? line.replaceAll('\r', '') : line;
}

/** For people and records: every byte outside 0x20 to 0x7E as `\xNN`. */
export function escapeLine(line: string): string {
  return /[^\x20-\x7e]/.test(line) ? line.replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`) : line;
}
