import fc from 'fast-check';
import type { Isa } from '../../code/isa';
import type { Address, AluKind, Arch, ConditionCode, Instruction, LitmusTest, Operand, Register, Size, Value } from '../../program';

/** For tests: single threads of every kind of instruction that `isa` can express, written for `arch`, over few registers so that they meet often. */
export function randomThread(isa: Isa, arch: Arch): fc.Arbitrary<LitmusTest> {
  const initial = fc.tuple(fc.array(constant, { minLength: LOCATIONS.length, maxLength: LOCATIONS.length }), constant);
  const parts = accessSizes(isa, arch).chain((access) => fc.array(part(isa, arch, access), { minLength: 1, maxLength: 24 }));
  return fc.tuple(parts, initial).map(([parts, [contents, first]]) => ({
    arch,
    name: 'random',
    info: [],
    locations: LOCATIONS.map((name, i) => ({ name, initial: { kind: 'int', value: BigInt.asUintN(32, contents[i] ?? 0n) } })),
    threads: [
      {
        initial: new Map<Register, Value>([
          ...LOCATIONS.map((location) => [baseOf(location), { kind: 'address', location }] as const),
          [VALUES[0] ?? '', { kind: 'int', value: BigInt.asUintN(arch === 'ARM' ? 32 : 64, first) }] as const,
        ]),
        instructions: withLabels(parts),
      },
    ],
    observed: VALUES.map((reg) => ({ kind: 'register', thread: 0, reg })),
    quantifier: 'exists',
    condition: { op: 'and', terms: [] },
    conditionText: 'exists true',
  }));
}

const LOCATIONS = ['x', 'y', 'z'];
const VALUES: readonly Register[] = ['V0', 'V1', 'V2', 'V3'];
const ALL_ALU: readonly AluKind[] = ['add', 'sub', 'and', 'orr', 'eor', 'lsl', 'lsr', 'asr'];
const CONDITIONS: readonly ConditionCode[] = ['eq', 'ne', 'hs', 'lo', 'mi', 'pl', 'hi', 'ls', 'ge', 'lt', 'gt', 'le'];

function baseOf(location: string): Register {
  return `A${location}`;
}

/** Some instructions, or a branch over the next few parts. */
interface Part {
  readonly instructions: readonly Instruction[];
  readonly branch?: (target: string) => Instruction;
  readonly over?: number;
}

function withLabels(parts: readonly Part[]): Instruction[] {
  const labels = new Map<number, string[]>();
  const at = (i: number): Instruction[] => (labels.get(i) ?? []).map((name) => ({ op: 'label', name, text: `${name}:` }));
  const all = parts.flatMap((each, i): Instruction[] => {
    const here = [...at(i), ...each.instructions];
    if (each.branch === undefined) return here;
    const end = Math.min(i + 1 + (each.over ?? 0), parts.length);
    labels.set(end, [...(labels.get(end) ?? []), `L${i}`]);
    return [...here, each.branch(`L${i}`)];
  });
  // Flags are set before their first use: nothing else is expressible.
  const compare: Instruction = { op: 'compare', a: { kind: 'reg', reg: 'V0' }, b: { kind: 'imm', value: 1n }, size: 32, text: 'CMP' };
  return [compare, ...all, ...at(parts.length)];
}

const constant = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, 0xffn, 0x1234n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0xfffffffffffffffen),
  fc.bigInt({ min: 0n, max: 0xffffn }),
);
const reg = fc.constantFrom(...VALUES);
const operand: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 3, arbitrary: reg.map((name): Operand => ({ kind: 'reg', reg: name })) },
  { weight: 1, arbitrary: constant.map((value): Operand => ({ kind: 'imm', value })) },
);
const count: fc.Arbitrary<Operand> = fc.nat(63).map((value) => ({ kind: 'imm', value: BigInt(value) }));
const dst = fc.oneof({ weight: 9, arbitrary: reg }, { weight: 1, arbitrary: fc.constant(null) });
const when = fc.constantFrom(...CONDITIONS);
const extend = fc.constantFrom('sxtw' as const, 'uxtw' as const);
const plain: fc.Arbitrary<Address> = fc
  .constantFrom(...LOCATIONS)
  .map((location) => ({ base: baseOf(location), offset: { kind: 'imm', value: 0n } }));

/** Every access has the width of the location: mixed sizes are outside of the format. */
function accessSizes(isa: Isa, arch: Arch): fc.Arbitrary<Size> {
  return isa === 'armv7-r' || arch === 'ARM' ? fc.constant(32) : fc.constantFrom(32, 64);
}

function part(isa: Isa, arch: Arch, access: Size): fc.Arbitrary<Part> {
  const narrow = isa === 'armv7-r' || arch === 'ARM';
  const size: fc.Arbitrary<Size> = narrow ? fc.constant(32) : fc.constantFrom(32, 64);
  const extending = arch === 'ARM' ? fc.constant({}) : fc.oneof(fc.constant({}), fc.record({ extend }));
  const one = (arbitrary: fc.Arbitrary<Instruction>): fc.Arbitrary<Part> => arbitrary.map((each) => ({ instructions: [each] }));
  const text = fc.constant('?');

  const move = one(fc.record({ op: fc.constant('move' as const), dst, src: operand, size, text }));
  const moveExtended = one(
    fc.tuple(dst, reg, extend).map(([to, from, how]) => ({
      op: 'move',
      dst: to,
      src: { kind: 'reg', reg: from },
      size: how === 'sxtw' ? 64 : 32,
      extend: how,
      text: '?',
    })),
  );
  const alu = one(
    fc.constantFrom(...ALL_ALU).chain((kind) => {
      const shift = kind === 'lsl' || kind === 'lsr' || kind === 'asr';
      return fc.record({
        op: fc.constant('alu' as const),
        kind: fc.constant(kind),
        dst,
        a: operand,
        b: shift ? count : operand,
        size,
        text,
      });
    }),
  );
  const aluShifted = one(
    fc
      .record({
        op: fc.constant('alu' as const),
        kind: fc.constantFrom('add' as const, 'sub' as const),
        dst: reg,
        a: operand,
        b: reg.map((name): Operand => ({ kind: 'reg', reg: name })),
        size,
        shift: fc.nat(4),
        text,
      })
      .chain((form) => extending.map((how) => ({ ...form, ...how }))),
  );
  const compare = one(fc.record({ op: fc.constant('compare' as const), a: operand, b: operand, size: fc.constant<Size>(32), text }));
  const select = one(fc.record({ op: fc.constant('select' as const), dst, then: operand, otherwise: operand, when, size, text }));
  const branch = fc.tuple(fc.option(when, { nil: undefined }), fc.nat(3)).map(([condition, over]): Part => ({
    instructions: [],
    over,
    branch: (target) => ({ op: 'branch', target, ...(condition && { when: condition }), text: '?' }),
  }));
  const branchZero = fc.tuple(operand, fc.boolean(), fc.nat(3)).map(([register, zero, over]): Part => ({
    instructions: [],
    over,
    branch: (target) => ({ op: 'branch-zero', reg: register, zero, target, size: 32, text: '?' }),
  }));
  /** An index that depends on a register and is 0 all the same. */
  const dependent = fc
    .tuple(reg, reg, plain, extending)
    .map(([zero, of, address, how]): [Instruction, Address] => [
      { op: 'alu', kind: 'eor', dst: zero, a: { kind: 'reg', reg: of }, b: { kind: 'reg', reg: of }, size: 32, text: '?' },
      arch === 'ARM'
        ? { base: zero, offset: { kind: 'reg', reg: address.base } }
        : { ...address, offset: { kind: 'reg', reg: zero }, ...how },
    ]);
  const addressed = fc.oneof(
    plain.map((address): [Instruction[], Address] => [[], address]),
    dependent.map(([zero, address]): [Instruction[], Address] => [[zero], address]),
  );
  const load = fc.tuple(addressed, dst).map(([[before, address], to]): Part => ({
    instructions: [...before, { op: 'load', dst: to, address, size: access, order: 'plain', exclusive: false, text: '?' }],
  }));
  const store = fc.tuple(addressed, operand).map(([[before, address], src]): Part => ({
    instructions: [...before, { op: 'store', src, address, size: access, order: 'plain', text: '?' }],
  }));
  const barrier = one(
    fc.record({
      op: fc.constant('barrier' as const),
      kind: fc.constantFrom('dmb' as const, 'dsb' as const),
      domain: fc.constantFrom('sy' as const, 'ish' as const),
      access: fc.constantFrom('full' as const, 'st' as const),
      text,
    }),
  );
  const still = one(fc.constantFrom<Instruction>({ op: 'nop', text: '?' }, { op: 'isb', text: '?' }));
  const all = [move, moveExtended, alu, alu, aluShifted, compare, select, branch, branchZero, load, load, store, store, barrier, still];
  return fc.oneof(...all, ...ordered(isa, access), ...atomics(isa, access), ...exclusives(isa, access));
}

function ordered(isa: Isa, size: Size): fc.Arbitrary<Part>[] {
  if (isa === 'armv7-r') return [];
  return [
    fc.tuple(plain, dst, fc.constantFrom('acquire' as const, 'acquire-pc' as const)).map(([address, to, order]) => ({
      instructions: [{ op: 'load', dst: to, address, size, order, exclusive: false, text: '?' }],
    })),
    fc
      .tuple(plain, operand)
      .map(([address, src]) => ({ instructions: [{ op: 'store', src, address, size, order: 'release', text: '?' }] })),
  ];
}

function atomics(isa: Isa, size: Size): fc.Arbitrary<Part>[] {
  if (isa === 'armv7-r') return [];
  const common = {
    op: fc.constant('atomic' as const),
    src: operand,
    address: plain,
    size: fc.constant(size),
    acquire: fc.boolean(),
    release: fc.boolean(),
    text: fc.constant('?'),
  };
  const simple = fc.record({ ...common, kind: fc.constantFrom('swap' as const, 'add' as const), dst });
  const swap = fc
    .record({ ...common, kind: fc.constant('compare-and-swap' as const), dst: reg })
    .map((form) => ({ ...form, compare: { kind: 'reg', reg: form.dst } as const }));
  return [simple, swap].map((form) => (form as fc.Arbitrary<Instruction>).map((each) => ({ instructions: [each] })));
}

/** Load and store of one pair with nothing between, that must succeed; and a store that must fail, since it has no pair. */
function exclusives(isa: Isa, size: Size): fc.Arbitrary<Part>[] {
  if (isa === 'x86-64') return [];
  return [
    fc.tuple(plain, reg, reg, fc.constantFrom(...VALUES)).map(([address, to, status, src]) => ({
      instructions: [
        { op: 'load', dst: to, address, size, order: 'plain', exclusive: true, text: '?' },
        ...(status === src
          ? []
          : [{ op: 'store-exclusive', status, src: { kind: 'reg', reg: src }, address, size, order: 'plain', text: '?' } as const]),
      ],
    })),
  ];
}
