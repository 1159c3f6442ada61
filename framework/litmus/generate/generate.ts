import { LitmusError } from '../../errors/errors';
import { parseLitmus } from '../parse/parse';
import type { Arch, LitmusTest } from '../program';
import { conditionOf, writeThread } from './assembly';
import { parseCycle, type Cycle } from './cycle';
import { aarch64, arm } from './dialects';
import { nameOf } from './names';

export interface GenerateOptions {
  readonly arch?: Arch;
  /** Absent: the standard name. */
  readonly name?: string;
}

/** The test of a cycle of diy's relaxations, `PodWW Rfe DMB.SYdRR Fre`: its condition says that the cycle happened. Throws LitmusError. */
export function generateFromCycle(text: string, { arch = 'AArch64', name }: GenerateOptions = {}): LitmusTest {
  if (name !== undefined && !/^[\w.+-]{1,100}$/.test(name))
    throw new LitmusError(`'${name.slice(0, 100)}' cannot be the name of a test`, { fix: 'letters, digits, _ . + -, at most 100' });
  return testOf(parseCycle(text, arch), name);
}

export function testOf(cycle: Cycle, name = nameOf(cycle)): LitmusTest {
  let labels = 0;
  const label = (): string => `LC${String(labels++).padStart(2, '0')}`;
  const threads = cycle.threads.map((accesses, index) => writeThread(accesses, index, cycle.arch === 'ARM' ? arm : aarch64, label));
  const line = cycle.relaxations.map((relaxation) => relaxation.text).join(' ');
  const coms = cycle.relaxations.flatMap(({ communication, external }) => (external && communication ? [communication] : []));
  const rows = Math.max(...threads.map(({ lines }) => lines.length));
  return parseLitmus(
    [
      `${cycle.arch} ${name}`,
      `"${line}"`,
      `Cycle=${line}`,
      `Com=${coms.map((com) => com.charAt(0).toUpperCase() + com.charAt(1)).join(' ')}`,
      `Orig=${line}`,
      '{',
      ...threads.map(({ init }, thread) => init.map((one) => `${one.startsWith('%') ? '' : `${thread}:`}${one};`).join(' ')),
      '}',
      ` ${threads.map((_, thread) => `P${thread}`).join(' | ')} ;`,
      ...Array.from({ length: rows }, (_, row) => ` ${threads.map(({ lines }) => lines[row] ?? '').join(' | ')} ;`),
      conditionOf(cycle, threads),
    ].join('\n'),
  );
}
