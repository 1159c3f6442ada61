/** What the virtual board's init prints when its sshd listens (boards/zcu102-qemu/image/rc). */
export const READY_LINE = 'amp-hil: linux ready';

/** Watches a console for `READY_LINE`, however the text is cut into pieces. Keeps no more than one line's worth of it. */
export class ReadyLine {
  /** Resolves at the line; never rejects. */
  readonly seen: Promise<void>;
  #resolve: () => void = () => undefined;
  #tail = '';

  constructor() {
    this.seen = new Promise((resolve) => (this.#resolve = resolve));
  }

  push(text: string): void {
    const all = this.#tail + text;
    if (all.includes(READY_LINE)) this.#resolve();
    this.#tail = all.slice(-READY_LINE.length);
  }
}
