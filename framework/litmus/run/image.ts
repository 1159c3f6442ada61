import { InvalidArgument } from '../../errors/errors';
import type { Isa } from '../code/isa';
import type { CompiledThread } from '../lower/compile-thread';
import { MAX_LOCATIONS, type CellLayout } from '../lower/layout';
import { observedLocations } from '../lower/observed';
import type { LitmusTest, Location } from '../program';

/** `LTM1` in the order of the bytes. */
export const IMAGE_MAGIC = 0x314d544c;
export const IMAGE_HEADER_WORDS = 48;
export const MAX_ROLES = 4;
export const MAX_OUTS = 8;
export const MAX_OUTCOME_WORDS = 16;
export const MAX_IMAGE_BYTES = 4096;

/** Index of each word of the header, as in `native/core/litmus_image.h`. */
export const IMAGE_WORD = {
  magic: 0,
  bytes: 1,
  codeOffset: 2,
  codeBytes: 3,
  isa: 4,
  roles: 5,
  locations: 6,
  stride: 7,
  outs: 8,
  finals: 12,
  location: 16,
} as const;
export const LOCATION_WORDS = 4;

export const ISA_NUMBER: Record<Isa, number> = { aarch64: 1, 'armv7-r': 2, 'x86-64': 3 };

/** Code starts on a line of its own: the caches' maintenance goes by lines. The header is three of them. */
const CODE_OFFSET = 4 * IMAGE_HEADER_WORDS;

/**
 * What is uploaded to a side: a header of little-endian words, then the code of that side's thread. `outs`: how many words each role's thread stores.
 * The headers of all sides differ in the code's length and instruction set alone.
 */
export function threadImage(test: LitmusTest, thread: CompiledThread, outs: readonly number[], layout: CellLayout): Uint8Array {
  const observed = observedLocations(test);
  checkLimits(test, outs, observed.size);
  const header = new Uint32Array(IMAGE_HEADER_WORDS);
  const bytes = CODE_OFFSET + Math.ceil(thread.code.length / 4) * 4;
  if (bytes > MAX_IMAGE_BYTES) {
    throw new InvalidArgument(`test ${test.name}: ${bytes} bytes of code and header, at most ${MAX_IMAGE_BYTES} are placed`, {
      fix: 'write shorter threads',
    });
  }
  header[IMAGE_WORD.magic] = IMAGE_MAGIC;
  header[IMAGE_WORD.bytes] = bytes;
  header[IMAGE_WORD.codeOffset] = CODE_OFFSET;
  header[IMAGE_WORD.codeBytes] = thread.code.length;
  header[IMAGE_WORD.isa] = ISA_NUMBER[thread.isa];
  header[IMAGE_WORD.roles] = outs.length;
  header[IMAGE_WORD.locations] = test.locations.length;
  header[IMAGE_WORD.stride] = layout.stride;
  header.set(outs, IMAGE_WORD.outs);
  header[IMAGE_WORD.finals] = test.locations.reduce((mask, location, k) => mask | (observed.has(location.name) ? 1 << k : 0), 0);
  test.locations.forEach((location, k) => header.set(locationWords(location, layout), IMAGE_WORD.location + LOCATION_WORDS * k));

  const image = new Uint8Array(bytes);
  const view = new DataView(image.buffer);
  header.forEach((word, i) => view.setUint32(4 * i, word, true));
  image.set(thread.code, CODE_OFFSET);
  return image;
}

function locationWords(location: Location, layout: CellLayout): [number, number, number, number] {
  const initial = location.initial.kind === 'int' ? BigInt.asUintN(64, location.initial.value) : 0n;
  return [
    layout.offsets.get(location.name) ?? 0,
    layout.widths.get(location.name) ?? 32,
    Number(initial & 0xffffffffn),
    Number(initial >> 32n),
  ];
}

function checkLimits(test: LitmusTest, outs: readonly number[], finals: number): void {
  const words = outs.reduce((sum, each) => sum + each, finals);
  const found = [
    test.locations.length > MAX_LOCATIONS && `${test.locations.length} locations, at most ${MAX_LOCATIONS} are run`,
    outs.length > MAX_ROLES && `${outs.length} threads, at most ${MAX_ROLES} are run`,
    outs.some((each) => each > MAX_OUTS) && `a thread with ${Math.max(...outs)} observed registers, at most ${MAX_OUTS} are kept`,
    words > MAX_OUTCOME_WORDS && `an outcome of ${words} words, at most ${MAX_OUTCOME_WORDS} are kept`,
  ].filter((each) => each !== false);
  if (found.length > 0) throw new InvalidArgument(`test ${test.name}: ${found.join('; ')}`, { fix: 'observe less, or split the test' });
}
