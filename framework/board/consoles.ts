import { ConsoleLines } from './console-lines';

/** The consoles of a board's sides as its supply hears them: text by peer in, whole lines with their times out. */
export class Consoles {
  readonly #onLine: (peer: string, line: string, at: number) => void;
  readonly #lines = new Map<string, ConsoleLines>();

  constructor(onLine: (peer: string, line: string, at: number) => void) {
    this.#onLine = onLine;
  }

  push(peer: string, text: string): void {
    let lines = this.#lines.get(peer);
    if (!lines) this.#lines.set(peer, (lines = new ConsoleLines((line, at) => this.#onLine(peer, line, at))));
    lines.push(text, performance.timeOrigin + performance.now());
  }

  /** Emits what has no line end yet. */
  flush(): void {
    for (const lines of this.#lines.values()) lines.flush();
  }
}
