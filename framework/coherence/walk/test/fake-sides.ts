import { InvalidArgument } from '../../../errors/errors';
import { BENCH_OP, PATTERN, type JobArgs } from '../../../peer/jobs';
import { patternAt, roundSeed, type PatternFill } from '../../../peer/pattern';
import type { ShmPeer, ShmRegion } from '../../../peer/shm-peer';
import type { HandoffOptions, HandoffRun } from '../../handoff';
import type { WalkSides } from '../perform';

/** Two sides of one memory in this process. Written byte by byte, and without the model's code, so that it can stand against it. */

export interface Access {
  readonly side: string;
  readonly off: number;
  /** Of a store; undefined for a load. */
  readonly byte?: number;
}

/** What becomes of one byte that a side loads or stores; undefined: it does not get there. */
export type Wiring = (access: Access, memory: Uint8Array) => number | undefined;

const straight: Wiring = ({ off, byte }, memory) => byte ?? memory[off];

export class FakeSides implements WalkSides {
  readonly memory: Uint8Array;
  readonly ids = ['linux', 'r5'];
  #handoffs = 0;

  constructor(
    readonly size: number,
    private readonly wiring: Wiring = straight,
  ) {
    this.memory = new Uint8Array(size);
  }

  peer(id: string): ShmPeer {
    const region = {
      size: this.size,
      physmap: 0x3ed80000n,
      ...scalars(this, id),
      blockRead: async (off: number, len: number) => this.load(id, off, len),
      blockWrite: async (off: number, bytes: Uint8Array) => this.store(id, off, bytes),
      blockSet: async (off: number, byte: number, len: number) => this.store(id, off, new Uint8Array(len).fill(byte)),
    };
    const job = async (name: string, args: JobArgs<'fill'> & { op?: number }): Promise<Record<string, bigint>> => this.#job(id, name, args);
    return { id, region: () => region as unknown as ShmRegion, job } as unknown as ShmPeer;
  }

  async handoff({ from, to, size, rounds, off = 0, pattern = 'random' }: HandoffOptions): Promise<HandoffRun> {
    const seed = 1000 + this.#handoffs++;
    const run = { from, to, size, barriers: 'sy' as const, seed, rounds, seconds: 0 };
    let mismatches = 0n;
    let first: HandoffRun['first'];
    for (let round = 1; round <= rounds; round++) {
      const fill = { pattern: PATTERN[pattern], seed: roundSeed(seed, round), off, len: size, width: 32 };
      this.#job(from, 'fill', fill);
      const found = this.#job(to, 'verify', fill) as Record<'mismatches' | 'firstOff' | 'expected' | 'got', bigint>;
      mismatches += found.mismatches;
      const { firstOff, expected, got } = found;
      if (found.mismatches > 0n)
        first ??= {
          round,
          off: Number(firstOff),
          address: firstOff,
          expected,
          got,
          diff: expected ^ got,
          age: undefined,
          cause: 'likely cause: the fake',
        };
    }
    return { ...run, mismatches: Number(mismatches), first } as HandoffRun;
  }

  load(side: string, off: number, len: number): Uint8Array {
    return Uint8Array.from({ length: len }, (_, i) => this.wiring({ side, off: off + i }, this.memory) as number);
  }

  store(side: string, off: number, bytes: Uint8Array): void {
    for (const [i, byte] of bytes.entries()) {
      const got = this.wiring({ side, off: off + i, byte }, this.memory);
      if (got !== undefined) this.memory[off + i] = got;
    }
  }

  #job(side: string, name: string, args: JobArgs<'fill'> & { op?: number | bigint }): Record<string, bigint> {
    const [off, len, width] = [Number(args.off), Number(args.len), Number(args.width)];
    const step = width / 8;
    if (off % step !== 0 || len % step !== 0) throw new InvalidArgument(`the fake's ${name} of ${len} bytes at ${off} in ${width} bits`);
    const bytes = BigInt(len);
    if (name === 'bench') {
      if (args.op !== BENCH_OP['copy-out']) throw new InvalidArgument('the fake only copies out');
      this.store(
        side,
        off,
        Uint8Array.from({ length: len }, (_, i) => Number((BigInt(Math.floor(i / 8)) >> BigInt(8 * (i % 8))) & 0xffn)),
      );
      return { bytes };
    }
    const pattern = plainPattern({ pattern: Number(args.pattern), seed: args.seed }, off, len);
    if (name === 'fill') this.store(side, off, pattern);
    const found = name === 'fill' ? pattern : this.load(side, off, len);
    const wrong: number[] = [];
    for (let at = 0; at < len; at += step) if (pattern.subarray(at, at + step).some((byte, i) => byte !== found[at + i])) wrong.push(at);
    const [first = 0] = wrong;
    const element = (of: Uint8Array): bigint => (wrong.length === 0 ? 0n : whole(of.subarray(first, first + step)));
    return {
      bytes,
      mismatches: BigInt(wrong.length),
      firstOff: wrong.length === 0 ? 0n : BigInt(off + first),
      expected: element(pattern),
      got: element(found),
    };
  }
}

function plainPattern(fill: PatternFill, off: number, len: number): Uint8Array {
  const bytes = new Uint8Array(len);
  let word = 0n;
  for (let i = 0; i < len; i++) {
    if (i === 0 || (off + i) % 8 === 0) word = patternAt(fill, 64, off + i - ((off + i) % 8));
    bytes[i] = Number((word >> BigInt(8 * ((off + i) % 8))) & 0xffn);
  }
  return bytes;
}

/** Little-endian. */
function whole(bytes: Uint8Array): bigint {
  return [...bytes].reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function littleEndian(value: bigint, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function scalars(sides: FakeSides, id: string): Record<string, unknown> {
  const read = (bits: number) => async (off: number) => {
    const value = whole(sides.load(id, off, bits / 8));
    return bits === 64 ? value : Number(value);
  };
  const write = (bits: number) => async (off: number, value: number | bigint) =>
    sides.store(id, off, littleEndian(BigInt(value), bits / 8));
  return Object.fromEntries<unknown>(
    [8, 16, 32, 64].flatMap((bits): [string, unknown][] => [
      [`read${bits}`, read(bits)],
      [`write${bits}`, write(bits)],
    ]),
  );
}
