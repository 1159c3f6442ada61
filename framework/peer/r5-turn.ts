/** First come, first served: one command in flight. */
export class Turn {
  private taken = false;
  private readonly waiting: (() => void)[] = [];

  /** Resolves, with the way to give the turn back, when it is ours. Never, once `stop` aborts before. */
  take(stop: AbortSignal): Promise<() => void> {
    if (!this.taken) {
      this.taken = true;
      return Promise.resolve(this.giver());
    }
    return new Promise((resolve) => {
      const granted = (): void => {
        stop.removeEventListener('abort', left);
        resolve(this.giver());
      };
      const left = (): void => {
        const at = this.waiting.indexOf(granted);
        if (at >= 0) this.waiting.splice(at, 1);
      };
      stop.addEventListener('abort', left, { once: true });
      this.waiting.push(granted);
    });
  }

  private giver(): () => void {
    let mine = true;
    return () => {
      if (!mine) return;
      mine = false;
      const next = this.waiting.shift();
      if (next) next();
      else this.taken = false;
    };
  }
}
