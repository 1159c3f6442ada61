import type { LitmusTest } from '../program';
import { readTail } from './condition';
import { readInit } from './init';
import { registersUsed } from './registers-used';
import { readSections } from './sections';
import { LitmusText } from './text';
import { readThreads } from './threads';

export interface ParseOptions {
  /** Name of the file in messages and in the test. */
  readonly file?: string;
}

/**
 * Reads a `.litmus` text of AArch64 or ARM. What is wrong or not supported is a LitmusError that says where and what would be right; nothing is
 * passed over. The text may be anybody's: its size, threads, instructions and nesting are bounded.
 */
export function parseLitmus(text: string, { file }: ParseOptions = {}): LitmusTest {
  const source = new LitmusText(text, file);
  const { arch, name, doc, info, init, rows, tail } = readSections(source);
  const threads = readThreads(source, rows, tail, arch);
  const uses = threads.map((thread) => new Set(thread.flatMap(({ instruction }) => registersUsed(instruction))));
  const scope = { arch, threads: threads.length };
  const { locations, registers } = readInit(source, init, scope, uses);
  const condition = readTail(source, tail, { ...scope, locations: new Set(locations.map((location) => location.name)) });
  return {
    arch,
    name,
    ...(doc === undefined ? {} : { doc }),
    info,
    locations,
    threads: threads.map((thread, index) => ({
      initial: registers[index] ?? new Map(),
      instructions: thread.map(({ instruction }) => instruction),
    })),
    ...condition,
    ...(file === undefined ? {} : { file }),
  };
}
