/** Longest console line that is kept whole; a side that never ends its line is cut here. */
const LONGEST = 2000;

/** Turns console text as it comes into whole lines, each with the time of its first byte. Untrusted input: bounded. */
export class ConsoleLines {
  readonly #sink: (line: string, at: number) => void;
  #rest = '';
  #since = 0;

  constructor(sink: (line: string, at: number) => void) {
    this.#sink = sink;
  }

  /** `at`: when the text came, ms since the epoch. */
  push(text: string, at: number): void {
    for (const [i, part] of text.split('\n').entries()) {
      if (i > 0) this.flush();
      if (part !== '' && this.#rest === '') this.#since = at;
      this.#rest += part;
      while (this.#rest.length > LONGEST) {
        this.#sink(this.#rest.slice(0, LONGEST), this.#since);
        this.#rest = this.#rest.slice(LONGEST);
      }
    }
  }

  /** Emits what has no line end yet. */
  flush(): void {
    const line = this.#rest.replace(/\r+$/, '');
    this.#rest = '';
    if (line !== '') this.#sink(line, this.#since);
  }
}
