import { Draw } from './draw';
import type { Window } from './model';

/** Few enough that steps meet in them; both ends of the window are always among them. */
const SMALL = { count: 6, len: 0x100 };
const LARGE = { count: 3, len: 0x2000 };
/** Of what is written and read the latest, which the next step is likely to touch again. */
const LATEST = 6;
const LINE = 64;

/** Where the steps of a walk go: mostly to a few places, now and then anywhere in the window. */
export class Places {
  readonly #small: readonly Window[];
  readonly #large: readonly Window[];
  readonly #latest: Window[] = [];

  constructor(
    private readonly draw: Draw,
    private readonly window: Window,
  ) {
    const end = window.off + window.len;
    const ends = [clipped(window, window.off, SMALL.len), clipped(window, end - SMALL.len, SMALL.len)];
    const some = (count: number, len: number): Window[] =>
      Array.from({ length: count }, () => clipped(window, window.off + LINE * this.draw.below(window.len / LINE), len));
    this.#small = [...ends, ...some(SMALL.count - ends.length, SMALL.len)];
    this.#large = some(LARGE.count, LARGE.len);
  }

  /** Offset of one access of `bytes`, aligned to it. */
  scalar(bytes: number): number {
    const chance = this.draw.below(8);
    if (chance === 0) return this.#in(this.window, bytes, bytes).off;
    const recent = chance < 5 ? this.#recent() : undefined;
    return this.#in(recent ?? this.draw.pick(this.#small), bytes, bytes).off;
  }

  /** `len` bytes that begin at a multiple of `align`; fewer where the window has no more. */
  block(len: number, align: number): Window {
    const fitting = len <= SMALL.len ? this.#small : this.#large;
    return this.#in(this.draw.once(16) ? this.window : this.draw.pick(fitting), len, align);
  }

  #in(place: Window, len: number, align: number): Window {
    const end = this.window.off + this.window.len;
    const whole = Math.min(len, this.window.len);
    const length = Math.max(align, whole - (whole % align));
    const within = place.off + this.draw.below(Math.max(1, place.len - length + 1));
    const off = Math.min(within, end - length);
    const span = { off: Math.max(this.window.off, off - (off % align)), len: length };
    this.#latest.push(span);
    if (this.#latest.length > LATEST) this.#latest.shift();
    return span;
  }

  #recent(): Window | undefined {
    const found = this.#latest[this.draw.below(this.#latest.length)];
    // Its neighbours as well: what lies in the same line or is half covered.
    return found && clipped(this.window, found.off - 4, Math.min(found.len, 0x40) + 8);
  }
}

function clipped(window: Window, off: number, len: number): Window {
  const end = window.off + window.len;
  const from = Math.max(window.off, Math.min(off, end - 1));
  return { off: from, len: Math.min(len, end - from) };
}
