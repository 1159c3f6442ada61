export interface Turn {
  /** Resolves when everybody who asked before is done. */
  readonly come: Promise<void>;
  /** Lets the next one in; also when the turn was given up before it came. */
  readonly done: () => void;
}

/** Lets one in at a time, in the order of asking. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  next(): Turn {
    const before = this.last;
    let done: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.last = Promise.all([before, mine]);
    return { come: before.then(() => undefined), done };
  }
}
