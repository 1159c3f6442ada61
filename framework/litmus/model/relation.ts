/** A binary relation over up to some dozens of events, as rows of bits. Immutable; the names are cat's. */
export class Relation {
  private constructor(
    readonly size: number,
    private readonly words: number,
    private readonly bits: Int32Array,
  ) {}

  static empty(size: number): Relation {
    const words = Math.max(1, Math.ceil(size / 32));
    return new Relation(size, words, new Int32Array(size * words));
  }

  static of(size: number, related: (from: number, to: number) => boolean): Relation {
    const relation = Relation.empty(size);
    for (let from = 0; from < size; from++) for (let to = 0; to < size; to++) if (related(from, to)) relation.put(from, to);
    return relation;
  }

  static pairs(size: number, pairs: Iterable<readonly [number, number]>): Relation {
    const relation = Relation.empty(size);
    for (const [from, to] of pairs) relation.put(from, to);
    return relation;
  }

  has(from: number, to: number): boolean {
    return (((this.bits[from * this.words + (to >> 5)] ?? 0) >> (to & 31)) & 1) === 1;
  }

  or(...others: readonly Relation[]): Relation {
    const sum = this.copy();
    for (const { bits } of others) for (let i = 0; i < bits.length; i++) sum.bits[i] = (sum.bits[i] ?? 0) | (bits[i] ?? 0);
    return sum;
  }

  and(other: Relation): Relation {
    const both = this.copy();
    for (let i = 0; i < both.bits.length; i++) both.bits[i] = (both.bits[i] ?? 0) & (other.bits[i] ?? 0);
    return both;
  }

  /** `this ; next` */
  seq(next: Relation): Relation {
    const result = Relation.empty(this.size);
    for (let from = 0; from < this.size; from++)
      for (let middle = 0; middle < this.size; middle++) if (this.has(from, middle)) result.putRow(from, next, middle);
    return result;
  }

  /** The pairs whose events `from` and `to` take. */
  where(from: (event: number) => boolean, to: (event: number) => boolean): Relation {
    return Relation.of(this.size, (a, b) => this.has(a, b) && from(a) && to(b));
  }

  /** `this+` */
  closure(): Relation {
    const result = this.copy();
    for (let middle = 0; middle < this.size; middle++)
      for (let from = 0; from < this.size; from++) if (result.has(from, middle)) result.putRow(from, result, middle);
    return result;
  }

  /** `this?` */
  optional(): Relation {
    return this.or(Relation.of(this.size, (a, b) => a === b));
  }

  /** `this*` */
  star(): Relation {
    return this.closure().optional();
  }

  equals(other: Relation): boolean {
    return this.bits.every((word, i) => word === other.bits[i]);
  }

  irreflexive(): boolean {
    for (let i = 0; i < this.size; i++) if (this.has(i, i)) return false;
    return true;
  }

  acyclic(): boolean {
    return this.closure().irreflexive();
  }

  private put(from: number, to: number): void {
    const at = from * this.words + (to >> 5);
    this.bits[at] = (this.bits[at] ?? 0) | (1 << (to & 31));
  }

  private putRow(from: number, other: Relation, row: number): void {
    for (let w = 0; w < this.words; w++) {
      const at = from * this.words + w;
      this.bits[at] = (this.bits[at] ?? 0) | (other.bits[row * this.words + w] ?? 0);
    }
  }

  private copy(): Relation {
    return new Relation(this.size, this.words, this.bits.slice());
  }
}
