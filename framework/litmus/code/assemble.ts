/** One machine instruction: its bytes, and the line that the GNU assembler makes them from. A branch is written relative: `b .+8`. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** A form's encoding at a known distance, in bytes from the instruction's own first byte to its target; 0 where there is no target. */
export type Encode<Form> = (form: Form, distance: number) => Encoded;

/** What an assembly is made of: a machine instruction, or the name of the place between two. */
export type Item<Form> = Form | { readonly label: string };

export interface Assembled {
  readonly code: Uint8Array;
  readonly assembly: readonly string[];
}

function isLabel<Form extends object>(item: Item<Form>): item is { readonly label: string } {
  return 'label' in item;
}

/**
 * Bytes and text of `items`. An instruction's length may grow with the distance to its target (x86-64), never shrink: starting from distance 0, lengths
 * only grow, so this comes to rest.
 */
export function assemble<Form extends object>(
  items: readonly Item<Form>[],
  encode: Encode<Form>,
  targetOf: (form: Form) => string | undefined,
): Assembled {
  let distances = items.map(() => 0);
  for (;;) {
    const encoded = items.map((item, i) => (isLabel(item) ? undefined : encode(item, distances[i] ?? 0)));
    const starts = startsOf(encoded);
    const labels = new Map(items.flatMap((item, i) => (isLabel(item) ? [[item.label, starts[i] ?? 0]] : [])));
    const next = items.map((item, i) => {
      const target = isLabel(item) ? undefined : targetOf(item);
      return target === undefined ? 0 : (labels.get(target) ?? 0) - (starts[i] ?? 0);
    });
    if (next.every((distance, i) => distance === distances[i])) return joined(encoded);
    distances = next;
  }
}

function startsOf(encoded: readonly (Encoded | undefined)[]): number[] {
  let at = 0;
  return encoded.map((each) => {
    const start = at;
    at += each?.bytes.length ?? 0;
    return start;
  });
}

function joined(encoded: readonly (Encoded | undefined)[]): Assembled {
  const real = encoded.filter((each) => each !== undefined);
  return { code: Uint8Array.from(real.flatMap((each) => [...each.bytes])), assembly: real.map((each) => each.text) };
}

/** A 32-bit instruction word, little-endian as on every core here. */
export function word(value: number, text: string): Encoded {
  return { bytes: Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24), text };
}

/** The target of a branch, relative to its own start. */
export function relative(distance: number): string {
  return distance < 0 ? `.-${-distance}` : `.+${distance}`;
}
