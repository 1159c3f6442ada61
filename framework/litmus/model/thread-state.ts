import { LitmusError } from '../../errors/errors';
import type { Address, Instruction, LitmusTest, Operand, Size, Value } from '../program';
import { MOST_EVENTS, type EventMask, type FencePoint, type MemoryEvent } from './events';
import { alu, extended, integer, ZERO, type Flags, type Word } from './word';

/** What a register holds, and the reads that it came from: by data alone, and with choices (CSEL, CAS) too. */
export interface Held {
  readonly word: Word;
  readonly dep: EventMask;
  readonly pick: EventMask;
}

export const NOTHING: Held = { word: ZERO, dep: 0, pick: 0 };

/** What a run meets cannot be said by the model. It ends that run; the test only if an allowed execution has it. */
export class Unsayable extends LitmusError {
  constructor(what: string) {
    super(what, { fix: 'write the test so that no result depends on where a location lies' });
  }
}

/** What does not change from run to run of one thread. */
export interface ThreadCode {
  readonly test: LitmusTest;
  readonly thread: number;
  readonly instructions: readonly Instruction[];
  readonly labels: ReadonlyMap<string, number>;
  readonly initial: ReadonlyMap<string, Word>;
  readonly addressSize: Size;
}

/** One thread on its way: registers, flags, and the events made so far. */
export class ThreadState {
  readonly events: MemoryEvent[] = [];
  readonly fences: FencePoint[] = [];
  readonly registers = new Map<string, Held>();
  flags: { readonly value: Flags; readonly dep: EventMask; readonly pick: EventMask } = { value: { z: false }, dep: 0, pick: 0 };
  ctrl: EventMask = 0;
  pickCtrl: EventMask = 0;
  /** The exclusive read that a store-exclusive may pair with. */
  monitor: { readonly read: number; readonly location: number; readonly pick: EventMask } | undefined;

  constructor(
    readonly code: ThreadCode,
    /** By location: what a read of it may find. */
    readonly domains: readonly (readonly Word[])[],
  ) {
    for (const [register, word] of code.initial) this.registers.set(register, { word, dep: 0, pick: 0 });
  }

  operand(operand: Operand, size: Size): Held {
    if (operand.kind === 'imm') return { word: integer(operand.value, size), dep: 0, pick: 0 };
    const held = this.registers.get(operand.reg) ?? NOTHING;
    if (held.word.base >= 0 || size === 64) return held;
    return { ...held, word: integer(held.word.bits, size) };
  }

  /** `size` bits of the register, the rest 0. */
  set(register: string | null, { word, dep, pick }: Held, size: Size): void {
    if (register === null) return;
    if (word.base >= 0 && size !== this.code.addressSize) throw new Unsayable('the low half of an address');
    this.registers.set(register, { word: word.base >= 0 ? word : integer(word.bits, size), dep, pick });
  }

  address({ base, offset, extend, shift = 0 }: Address): { location: number; dep: EventMask; pick: EventMask } {
    const size = this.code.addressSize;
    const from = this.operand({ kind: 'reg', reg: base }, size);
    const by = this.operand(offset, size);
    const scaled = this.modified(by.word, extend, shift, size);
    const word = alu('add', from.word, scaled, size, size);
    if (word === undefined || word.base < 0 || word.bits !== 0n) throw new Unsayable(`an access to ${this.place(word)}`);
    return { location: word.base, dep: from.dep | by.dep, pick: from.pick | by.pick };
  }

  modified(word: Word, extend: 'sxtw' | 'uxtw' | undefined, shift: number, size: Size): Word {
    const whole = extend === undefined ? word : extended(word, extend, size);
    const shifted = whole && shift > 0 ? alu('lsl', whole, integer(BigInt(shift), size), size, this.code.addressSize) : whole;
    if (shifted === undefined) throw new Unsayable('an address extended or shifted');
    return shifted;
  }

  /** The index of the event to come. */
  next(): number {
    const index = this.events.length;
    if (index === MOST_EVENTS)
      throw new LitmusError(`${this.code.test.name}: P${this.code.thread} makes more than ${MOST_EVENTS} memory accesses`, {
        fix: 'shorten the thread: the model judges small tests',
      });
    return index;
  }

  /** The thread's latest write of the location, if it has written it. */
  latestWrite(location: number): MemoryEvent | undefined {
    return this.events.findLast((event) => event.kind === 'W' && event.location === location);
  }

  private place(word: Word | undefined): string {
    if (word === undefined || word.base < 0) return `address ${word?.bits ?? '?'}, which is no location`;
    return `${this.code.test.locations[word.base]?.name ?? '?'}+${word.bits}, which is no location of the test`;
  }
}

export function wordOf(value: Value, test: LitmusTest, size: Size): Word {
  if (value.kind === 'int') return integer(value.value, size);
  const base = test.locations.findIndex(({ name }) => name === value.location);
  if (base >= 0) return { base, bits: 0n };
  throw new LitmusError(`${test.name}: a value is the address of ${value.location}, which is no location of the test`, {
    fix: 'name it in the initial state, or in locations of the program form',
  });
}
