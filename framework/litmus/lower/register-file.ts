import type { Operand, Register } from '../program';

/**
 * Registers of the target for those of the source: each name has one of its own from its first mention to the end, so that every observed value is
 * still there. Constants that an instruction cannot hold get one too, set before the body.
 */
export class RegisterFile {
  readonly #order: readonly number[];
  readonly #tooMany: (needed: number, available: number) => never;
  readonly #byName = new Map<string, number>();
  readonly #constants = new Map<number, bigint>();

  constructor(order: readonly number[], tooMany: (needed: number, available: number) => never) {
    this.#order = order;
    this.#tooMany = tooMany;
  }

  of(name: Register): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const next = this.#order[this.#byName.size];
    if (next === undefined) return this.#tooMany(this.#byName.size + 1, this.#order.length);
    this.#byName.set(name, next);
    return next;
  }

  /** A register that holds `value` throughout the body. */
  constant(value: bigint): number {
    // No register of a source is spelt so.
    const register = this.of(`#${value}`);
    this.#constants.set(register, value);
    return register;
  }

  /** The register of a register operand, or one that holds an immediate. */
  operand(operand: Operand): number {
    return operand.kind === 'reg' ? this.of(operand.reg) : this.constant(operand.value);
  }

  /** A register that nothing reads after the instruction that fills it. */
  scratch(): number {
    return this.of('#scratch');
  }

  get constants(): ReadonlyMap<number, bigint> {
    return this.#constants;
  }

  get used(): readonly number[] {
    return [...this.#byName.values()];
  }
}
