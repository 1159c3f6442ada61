import type { Access, Cycle } from './cycle';

/** A thread as diy writes it: initial registers and instructions, as text. */
export interface ThreadText {
  /** `X1=x`; symbolic registers name their thread themselves. */
  readonly init: readonly string[];
  readonly lines: readonly string[];
  /** Register of each access that reads. */
  readonly reads: ReadonlyMap<Access, string>;
}

/** Names of labels, counted over the whole test. */
export type NextLabel = () => string;

/** What an architecture writes differently. */
export interface Dialect {
  /** Instructions of one access and of what leads to it. `last`: register of the read before it in the thread. */
  access(access: Access, last: string | undefined, thread: ThreadWriter): string | undefined;
}

/** Registers, initial values and lines of a thread that is being written. */
export class ThreadWriter {
  readonly init = new Map<string, string>();
  readonly lines: string[] = [];
  #next = 0;

  constructor(
    readonly index: number,
    readonly label: NextLabel,
  ) {}

  fresh(): number {
    return this.#next++;
  }

  /** The register of a location's address: one for each location. */
  address(location: string, name: () => string): string {
    const known = this.init.get(location);
    if (known !== undefined) return known;
    const register = name();
    this.init.set(location, register);
    return register;
  }
}

export function writeThread(accesses: readonly Access[], index: number, dialect: Dialect, label: NextLabel): ThreadText {
  const writer = new ThreadWriter(index, label);
  const reads = new Map<Access, string>();
  let last: string | undefined;
  accesses.forEach((access, i) => {
    if (i > 0 && access.before.fence !== undefined) writer.lines.push(access.before.fence);
    const read = dialect.access(access, last, writer);
    if (read !== undefined) reads.set(access, read);
    last = read;
  });
  return { init: [...writer.init].map(([location, register]) => `${register}=${location}`), lines: writer.lines, reads };
}

/** The condition that the cycle happened: final values of the locations written twice, and what each read has read. */
export function conditionOf(cycle: Cycle, threads: readonly ThreadText[]): string {
  const accesses = cycle.threads.flat();
  const finals = [...cycle.locations].sort().flatMap((location) => {
    const writes = accesses.filter((access) => access.direction === 'W' && access.location === location);
    return writes.length > 1 ? [`[${location}]=${writes.length}`] : [];
  });
  const reads = threads.flatMap((thread, index) =>
    [...thread.reads].map(([{ value }, register]) => `${index}:${register.replace(/^W/, 'X')}=${value}`),
  );
  return `exists (${[...finals, ...reads].join(' /\\ ')})`;
}
