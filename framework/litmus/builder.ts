import type {
  Address,
  BarrierAccess,
  Domain,
  Instruction,
  LitmusTest,
  Location,
  Observed,
  Proposition,
  Register,
  Thread,
  Value,
} from './program';
import { InvalidArgument } from '../errors/errors';

export const BARRIER_SCOPES = ['sy', 'ld', 'st', 'ish', 'ishld', 'ishst', 'osh', 'oshld', 'oshst', 'nsh', 'nshld', 'nshst'] as const;
/** A barrier by name: `dmb.sy`, `dmb.ish`, `dmb.oshst`, `dsb.ld`. */
export type BarrierName = `${'dmb' | 'dsb'}.${(typeof BARRIER_SCOPES)[number]}`;

/** How an access depends on an earlier load's register; the dependency is one that changes no value. */
export interface Dependency {
  readonly kind: 'addr' | 'data' | 'ctrl' | 'ctrlisb';
  /** Register of the load. */
  readonly on: Register;
}

const int = (value: bigint): Value => ({ kind: 'int', value });
const imm = (value: bigint) => ({ kind: 'imm', value }) as const;
const reg = (name: Register) => ({ kind: 'reg', reg: name }) as const;
const w = (register: Register): string => register.replace(/^X/, 'W');

/** A thread written access by access. Registers not named are taken from X20 up, addresses from X19 down. */
export class ThreadBuilder {
  readonly #initial = new Map<Register, Value>();
  readonly #instructions: Instruction[] = [];
  readonly #addresses = new Map<string, Register>();
  #scratch = 20;
  #labels = 0;

  /** Stores a constant. */
  store(location: string, value: number | bigint, options: { order?: 'plain' | 'release'; after?: Dependency } = {}): this {
    const { order = 'plain', after } = options;
    const address = this.#address(location);
    const offset = this.#depend(after);
    const src = this.#fresh();
    if (after?.kind === 'data') {
      const zero = this.#zero(after.on);
      this.#add({
        op: 'alu',
        kind: 'add',
        dst: src,
        a: reg(zero),
        b: imm(BigInt(value)),
        size: 32,
        text: `ADD ${w(src)},${w(zero)},#${value}`,
      });
    } else this.#add({ op: 'move', dst: src, src: imm(BigInt(value)), size: 32, text: `MOV ${w(src)},#${value}` });
    const name = order === 'release' ? 'STLR' : 'STR';
    return this.#add({
      op: 'store',
      src: reg(src),
      address: at(address, offset),
      size: 32,
      order,
      text: `${name} ${w(src)},${atText(address, offset)}`,
    });
  }

  /** Loads into a register, which a condition may name. */
  load(dst: Register, location: string, options: { order?: 'plain' | 'acquire' | 'acquire-pc'; after?: Dependency } = {}): this {
    const { order = 'plain', after } = options;
    if (after?.kind === 'data') throw new InvalidArgument(`a load of ${location} has no data that could depend on ${after.on}`);
    const address = this.#address(location);
    const offset = this.#depend(after);
    const name = { plain: 'LDR', acquire: 'LDAR', 'acquire-pc': 'LDAPR' }[order];
    return this.#add({
      op: 'load',
      dst,
      address: at(address, offset),
      size: 32,
      order,
      exclusive: false,
      text: `${name} ${w(dst)},${atText(address, offset)}`,
    });
  }

  barrier(name: BarrierName): this {
    const match = /^(dmb|dsb)\.(sy|osh|ish|nsh)?(ld|st)?$/.exec(name);
    if (!match || (match[2] === undefined && match[3] === undefined) || (match[2] === 'sy' && match[3] !== undefined))
      throw new InvalidArgument(`there is no barrier '${name}'`, { fix: 'e.g. dmb.sy, dmb.st, dsb.ishld' });
    const kind = match[1] as 'dmb' | 'dsb';
    const option = name.slice(4).toUpperCase();
    const access = (match[3] ?? 'full') as BarrierAccess;
    return this.#add({ op: 'barrier', kind, domain: (match[2] ?? 'sy') as Domain, access, text: `${kind.toUpperCase()} ${option}` });
  }

  isb(): this {
    return this.#add({ op: 'isb', text: 'ISB' });
  }

  build(): Thread {
    return { initial: this.#initial, instructions: this.#instructions };
  }

  get locations(): string[] {
    return [...this.#addresses.keys()];
  }

  #add(instruction: Instruction): this {
    this.#instructions.push(instruction);
    return this;
  }

  #fresh(): Register {
    return `X${this.#scratch++}`;
  }

  #address(location: string): Register {
    const known = this.#addresses.get(location);
    if (known !== undefined) return known;
    const register = `X${19 - this.#addresses.size}`;
    this.#addresses.set(location, register);
    this.#initial.set(register, { kind: 'address', location });
    return register;
  }

  /** A register that is 0 and depends on another. */
  #zero(on: Register): Register {
    const zero = this.#fresh();
    this.#add({ op: 'alu', kind: 'eor', dst: zero, a: reg(on), b: reg(on), size: 32, text: `EOR ${w(zero)},${w(on)},${w(on)}` });
    return zero;
  }

  /** The offset register of an address dependency. */
  #depend(after: Dependency | undefined): Register | undefined {
    if (after?.kind === 'addr') return this.#zero(after.on);
    if (after?.kind !== 'ctrl' && after?.kind !== 'ctrlisb') return undefined;
    const target = `LC${String(this.#labels++).padStart(2, '0')}`;
    this.#add({ op: 'branch-zero', reg: reg(after.on), zero: false, target, size: 32, text: `CBNZ ${w(after.on)},${target}` });
    this.#add({ op: 'label', name: target, text: `${target}:` });
    if (after.kind === 'ctrlisb') this.isb();
    return undefined;
  }
}

function at(base: Register, offset: Register | undefined): Address {
  return offset === undefined ? { base, offset: imm(0n) } : { base, offset: reg(offset), extend: 'sxtw' };
}

function atText(base: Register, offset: Register | undefined): string {
  return offset === undefined ? `[${base}]` : `[${base},${w(offset)},SXTW]`;
}

/** What a final state is to hold: registers as `0:X1`, locations as `[x]`. */
export type Expected = Readonly<Record<string, number>>;

/** A test of these threads, with the condition `exists` of what is expected, all of it at once. Locations are 0 at the start. */
export function litmusTest(name: string, threads: readonly ThreadBuilder[], expected: Expected): LitmusTest {
  const locations = [...new Set(threads.flatMap((thread) => thread.locations))].sort();
  const terms = Object.entries(expected).map(([item, value]): Proposition => ({
    op: 'equals',
    left: observed(item),
    right: int(BigInt(value)),
  }));
  return {
    arch: 'AArch64',
    name,
    info: [],
    locations: locations.map((location): Location => ({ name: location, initial: int(0n) })),
    threads: threads.map((thread) => thread.build()),
    observed: [],
    quantifier: 'exists',
    condition: terms.length === 1 && terms[0] ? terms[0] : { op: 'and', terms },
    conditionText: `exists (${Object.entries(expected)
      .map(([item, value]) => `${item}=${value}`)
      .join(' /\\ ')})`,
  };
}

function observed(item: string): Observed {
  const register = /^(\d+):([A-Z]\d+)$/.exec(item);
  if (register) return { kind: 'register', thread: Number(register[1]), reg: register[2] as string };
  const location = /^\[(\w+)\]$/.exec(item);
  if (location) return { kind: 'location', location: location[1] as string };
  throw new InvalidArgument(`'${item}' is neither a register nor a location`, { fix: "e.g. '1:X0' or '[x]'" });
}
