/** Columns of a step's title. */
const LABEL = 64;

/** Progress lines on stderr: a live line on a terminal, one plain line a step otherwise. */
export class Progress {
  private readonly live = process.stderr.isTTY && process.env['CI'] === undefined;
  private timer: NodeJS.Timeout | undefined;
  private current: { label: string; since: number; note: string } | undefined;

  start(label: string): void {
    this.current = { label, since: performance.now(), note: '' };
    if (!this.live) return;
    this.draw();
    this.timer = setInterval(() => this.draw(), 200);
    this.timer.unref();
  }

  note(text: string): void {
    if (this.current) this.current.note = text;
    if (this.live) this.draw();
  }

  /** Ends the current line: `done`, `cached`, `FAILED`, and what else there is to say. */
  end(outcome: string, detail = ''): void {
    clearInterval(this.timer);
    const { label, since } = this.current ?? { label: '', since: performance.now() };
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    this.current = undefined;
    process.stderr.write(
      `${this.live ? '\r\x1b[K' : ''}${label.padEnd(LABEL)} ${outcome.padEnd(7)} ${seconds.padStart(6)} s  ${detail}`.trimEnd() + '\n',
    );
  }

  /** A line of its own, above the live one. */
  line(text: string): void {
    process.stderr.write(`${this.live && this.current ? '\r\x1b[K' : ''}${text}\n`);
    if (this.live) this.draw();
  }

  private draw(): void {
    if (!this.current) return;
    const { label, since, note } = this.current;
    const text = `${label.padEnd(LABEL)} ${((performance.now() - since) / 1000).toFixed(0)} s ${note}`;
    process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 100) - 1)}`);
  }
}
