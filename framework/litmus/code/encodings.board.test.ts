import fc from 'fast-check';
import { encodeA64 } from './aarch64';
import { encodeArm } from './arm';
import type { Encode, Encoded } from './assemble';
import { A64_FORMS, ARM_FORMS, X86_FORMS } from './test/forms';
import { gnuAssemble, gnuDisassemble } from './test/gnu-binutils';
import type { Isa } from './isa';
import { encodeX86 } from './x86-64';

const SEED = 40;
const OF_EACH_FORM = 300;
/** Within the reach of every branch; a multiple of the shortest instruction of each side. */
const DISTANCES: Record<Isa, readonly number[]> = {
  aarch64: [4, 8, 0x400, -4, -0x1000],
  'armv7-r': [4, 8, 0x400, -4, -0x1000],
  'x86-64': [2, 5, 129, 130, 300, -3, -126, -127, -4000],
};

function encodings<Form>(isa: Isa, forms: Record<string, fc.Arbitrary<Form>>, encode: Encode<Form>): [Isa, string, Encoded[]][] {
  return Object.entries(forms).map(([name, arbitrary]) => {
    const drawn = fc.sample(arbitrary, { seed: SEED, numRuns: OF_EACH_FORM });
    const distances = DISTANCES[isa];
    return [isa, name, drawn.map((form, i) => encode(form, distances[i % distances.length] ?? 0))];
  });
}

const ALL = [
  ...encodings('aarch64', A64_FORMS, encodeA64),
  ...encodings('armv7-r', ARM_FORMS, encodeArm),
  ...encodings('x86-64', X86_FORMS, encodeX86),
];

/** Each instruction's bytes in hex beside its text, so that a difference shows which it is. */
function listing(encoded: readonly Encoded[], code: Uint8Array): string[] {
  let at = 0;
  return encoded.map(({ bytes, text }) => {
    at += bytes.length;
    return `${Buffer.from(code.subarray(at - bytes.length, at)).toString('hex')} ${text}`;
  });
}

test.each(ALL)('on %s the GNU assembler makes the same bytes of every %s', (isa, _, encoded) => {
  const theirs = gnuAssemble(
    isa,
    encoded.map(({ text }) => text),
  );
  const ours = Uint8Array.from(encoded.flatMap(({ bytes }) => [...bytes]));
  expect(listing(encoded, ours)).toEqual(listing(encoded, theirs));
  expect(ours).toEqual(theirs);
});

test.each(ALL)('on %s the disassembler reads every %s as the same instruction', (isa, _, encoded) => {
  const ours = Uint8Array.from(encoded.flatMap(({ bytes }) => [...bytes]));
  const read = gnuDisassemble(isa, ours);
  expect(read).toHaveLength(encoded.length);
  // The disassembler prefers other names for some (MOV of a MOVZ): the same instruction is one of the same bytes.
  expect(listing(encoded, gnuAssemble(isa, read))).toEqual(listing(encoded, ours));
});
