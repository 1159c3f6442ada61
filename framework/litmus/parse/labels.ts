import type { Placed } from './threads';
import type { LitmusText } from './text';

const FORWARD = 'each label once, further down than the branches to it';

/** Labels are unique, and every branch goes forward to one of its own thread. */
export function checkLabels(source: LitmusText, thread: readonly Placed[]): void {
  const places = new Map<string, number>();
  thread.forEach(({ instruction, at }, index) => {
    if (instruction.op !== 'label') return;
    if (places.has(instruction.name)) throw source.error(at, 'a label that the thread has already', FORWARD, instruction.name);
    places.set(instruction.name, index);
  });
  thread.forEach(({ instruction, at }, index) => {
    if (instruction.op !== 'branch' && instruction.op !== 'branch-zero') return;
    const place = places.get(instruction.target);
    if (place === undefined) throw source.error(at, 'a label that the thread does not have', FORWARD, instruction.target);
    if (place < index) throw source.error(at, 'a branch backwards', FORWARD, instruction.target);
  });
}
