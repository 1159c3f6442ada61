import { ThreadBuilder } from './builder';
import { readTail } from './parse/condition';
import { LitmusText } from './parse/text';
import type { LitmusTest, Location, Thread, Value } from './program';

/** Begins a test of AArch64: `litmus('MP').thread((t) => t.store('x', 1).store('y', 1)).thread((t) => t.load('X0', 'y').load('X2', 'x')).exists('1:X0=1 /\\ 1:X2=0')`. */
export function litmus(name: string): TestBuilder {
  return new TestBuilder(name);
}

/** A test under construction, ended by its condition: exists, notExists or forall. Conditions are written as in a `.litmus` file. */
export class TestBuilder {
  readonly #initial = new Map<string, Value>();
  readonly #threads: Thread[] = [];
  readonly #mentioned = new Set<string>();
  #doc: string | undefined;
  #clauses = '';

  constructor(private readonly name: string) {}

  doc(text: string): this {
    this.#doc = text;
    return this;
  }

  /** Value of a location at the start; 0 without this. */
  initially(location: string, value: number | bigint): this {
    this.#initial.set(location, { kind: 'int', value: BigInt(value) });
    return this;
  }

  /** The next thread: P0, P1, … */
  thread(write: (thread: ThreadBuilder) => ThreadBuilder): this {
    const builder = write(new ThreadBuilder());
    this.#threads.push(builder.build());
    for (const location of builder.locations) this.#mentioned.add(location);
    return this;
  }

  /** Shown in a final state beside what the condition names: `1:X0`, `x`. */
  locations(...items: readonly string[]): this {
    this.#clauses += `locations [${items.map((item) => `${item};`).join(' ')}]\n`;
    return this;
  }

  /** Final states that do not satisfy it are left out. */
  filter(proposition: string): this {
    this.#clauses += `filter ${proposition}\n`;
    return this;
  }

  exists(proposition: string): LitmusTest {
    return this.#end(`exists (${proposition})`);
  }

  notExists(proposition: string): LitmusTest {
    return this.#end(`~exists (${proposition})`);
  }

  forall(proposition: string): LitmusTest {
    return this.#end(`forall (${proposition})`);
  }

  /** Throws LitmusError for a condition that does not read, or that names what the test does not have. */
  #end(condition: string): LitmusTest {
    const names = [...new Set([...this.#initial.keys(), ...[...this.#mentioned].sort()])];
    const locations = names.map((name): Location => ({ name, initial: this.#initial.get(name) ?? { kind: 'int', value: 0n } }));
    const text = new LitmusText(this.#clauses + condition, this.name);
    const scope = { arch: 'AArch64', threads: this.#threads.length, locations: new Set(names) } as const;
    const tail = readTail(text, { from: 0, to: text.code.length }, scope);
    const doc = this.#doc === undefined ? {} : { doc: this.#doc };
    return { arch: 'AArch64', name: this.name, ...doc, info: [], locations, threads: [...this.#threads], ...tail };
  }
}
