import { InvalidArgument } from '../../errors/errors';
import { compileThread } from '../lower/compile-thread';
import { layoutOf } from '../lower/layout';
import { oneThread } from '../lower/test/one-thread';
import type { LitmusTest } from '../program';
import { threadImage } from './image';

function image(test: LitmusTest, isa: 'aarch64' | 'armv7-r' | 'x86-64', outs: readonly number[]): Uint8Array {
  const layout = layoutOf(test, { spacing: 'apart' });
  return threadImage(test, compileThread(test, 0, isa, layout), outs, layout);
}

function words(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

const test1 = oneThread(['LDR W0,[X1]', 'STR W0,[X3]'], {
  init: '0:X1=x; 0:X3=y; x=7; z=-1;',
  condition: 'locations [z;] exists (0:X0=7 /\\ [y]=7)',
});

test('the header has what the contract says, word by word, and the code follows it', () => {
  const bytes = image(test1, 'armv7-r', [1, 3]);
  const code = compileThread(test1, 0, 'armv7-r', layoutOf(test1, { spacing: 'apart' })).code;
  const names = test1.locations.map(({ name }) => name);
  expect(words(bytes).slice(0, 16)).toEqual([
    0x314d544c,
    192 + code.length,
    192,
    code.length,
    2,
    2,
    3,
    256,
    ...[1, 3, 0, 0],
    (1 << names.indexOf('y')) | (1 << names.indexOf('z')),
    ...[0, 0, 0],
  ]);
  const rows = names.map((_, k) => words(bytes).slice(16 + 4 * k, 20 + 4 * k));
  expect(rows[names.indexOf('x')]!.slice(1)).toEqual([32, 7, 0]);
  expect(rows[names.indexOf('z')]!.slice(1)).toEqual([32, 0xffffffff, 0xffffffff]);
  expect(rows.map(([offset]) => offset)).toEqual([0, 64, 128]);
  expect(words(bytes).slice(28, 48)).toEqual(Array.from({ length: 20 }, () => 0));
  expect(bytes.subarray(192)).toEqual(code);
});

test('the image is a whole number of words, whatever the length of the code', () => {
  const bytes = image(test1, 'x86-64', [1]);
  const [, whole, , code] = words(bytes.slice(0, 16));
  expect(whole).toBe(bytes.length);
  expect(bytes.length % 4).toBe(0);
  expect(bytes.length - 192 - code!).toBeLessThan(4);
});

test('the images of two sides differ in the code, its length and its instruction set alone', () => {
  const [a, b] = [words(image(test1, 'aarch64', [1])), words(image(test1, 'armv7-r', [1]))];
  const differing = a.slice(0, 48).flatMap((word, i) => (word === b[i] ? [] : [i]));
  expect(differing.filter((i) => ![1, 3, 4].includes(i))).toEqual([]);
  expect([a[4], b[4]]).toEqual([1, 2]);
});

test('what does not fit an image is refused, all of it at once', () => {
  const found =
    '5 threads, at most 4 are run; a thread with 9 observed registers, at most 8 are kept; an outcome of 22 words, at most 16 are kept';
  expect(() => image(test1, 'aarch64', [9, 1, 1, 1, 8])).toThrow(
    new InvalidArgument(`test one: ${found}`, { fix: 'observe less, or split the test' }),
  );
});

test('a thread too long for the place where code goes is refused', () => {
  const one = oneThread(['NOP']);
  const [nop] = one.threads[0]!.instructions;
  const long: LitmusTest = { ...one, threads: [{ initial: new Map(), instructions: Array.from({ length: 1000 }, () => nop!) }] };
  expect(() => image(long, 'aarch64', [0])).toThrow('test one: 4196 bytes of code and header, at most 4096 are placed');
});
