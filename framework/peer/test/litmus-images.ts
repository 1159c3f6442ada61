import { compileThread, type CompiledThread } from '../../litmus/lower/compile-thread';
import { layoutOf } from '../../litmus/lower/layout';
import type { Isa } from '../../litmus/code/isa';
import type { LitmusTest } from '../../litmus/program';
import { threadImage } from '../../litmus/run/image';
import { SB } from '../../litmus/shapes';

/** The images of a test's threads, each for the instruction set of its side. */
export function images(test: LitmusTest, isas: readonly string[]): Uint8Array[] {
  const layout = layoutOf(test, { spacing: 'apart' });
  const threads = isas.map((isa, thread) => compileThread(test, thread, isa as Isa, layout));
  const outs = threads.map((thread) => thread.outs.length);
  return threads.map((thread) => threadImage(test, thread, outs, layout));
}

/** One instruction that the architecture leaves undefined. */
const UNDEFINED: Record<string, number[]> = {
  'x86-64': [0x0f, 0x0b],
  aarch64: [0, 0, 0, 0],
  'armv7-r': [0xf0, 0x00, 0xf0, 0xe7],
};

/** A test of one role: store buffering's first thread, or `code` in its place. */
export function soloImage(isa: string, code?: readonly number[]): Uint8Array {
  const test = SB.with('po', 'po');
  const layout = layoutOf(test, { spacing: 'apart' });
  const thread: CompiledThread = compileThread(test, 0, isa as Isa, layout);
  return threadImage(test, code ? { ...thread, code: Uint8Array.from(code) } : thread, [thread.outs.length], layout);
}

export function undefinedInstruction(isa: string): Uint8Array {
  return soloImage(isa, UNDEFINED[isa]);
}

/** `image` with another value in a word of its header. */
export function withWord(image: Uint8Array, word: number, value: number): Uint8Array {
  const changed = image.slice();
  new DataView(changed.buffer).setUint32(4 * word, value, true);
  return changed;
}
