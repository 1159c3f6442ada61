import { bitsOf, EVIDENCE_BITS, wrongOf, type Cause, type Content, type Observation } from './diagnosis';

const LANES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** Two lanes exchanged, in each 64- or 32-bit word; then the whole of a word in another byte order. The first that fits is the answer. */
const ORDERS: readonly (readonly number[])[] = [
  ...LANES.flatMap((a) => LANES.filter((b) => b > a).map((b) => LANES.map((lane) => (lane === a ? b : lane === b ? a : lane)))),
  ...[0, 1, 2].flatMap((a) => [1, 2, 3].filter((b) => b > a).map((b) => LANES.map((lane) => inHalf(lane, a, b)))),
  // Bytes of each 16, 32 and 64 bits reversed; halves of each 32 and 64 bits exchanged; both of a 64-bit word's words reversed in halves.
  ...[1, 3, 7, 2, 4, 6].map((flip) => LANES.map((lane) => lane ^ flip)),
];

/** Byte lanes that were exchanged, if that explains every element: the right ones hold bytes that look the same either way. */
export function swappedLanes(observations: readonly Observation[], written: Content): Cause[] {
  if (bitsOf(wrongOf(observations)) < EVIDENCE_BITS) return [];
  const lanes = ORDERS.find((order) => observations.every((one) => throughLanes(one, order, written) === one.got));
  return lanes ? [{ kind: 'swapped-lanes', lanes }] : [];
}

/** What the element reads as when byte i of a 64-bit word is found as byte `order[i]`. */
function throughLanes({ off, width }: Observation, order: readonly number[], written: Content): bigint | undefined {
  let value = 0n;
  for (let i = 0; i < width / 8; i++) {
    const lane = (off + i) % 8;
    const byte = written(8, off + i - lane + (order[lane] as number));
    if (byte === undefined) return undefined;
    value |= byte << BigInt(8 * i);
  }
  return value;
}

function inHalf(lane: number, a: number, b: number): number {
  const [half, low] = [lane & 4, lane & 3];
  return half + (low === a ? b : low === b ? a : low);
}
