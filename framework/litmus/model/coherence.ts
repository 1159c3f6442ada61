import { communication, type Communication, type EventRef, type LocationAccesses } from './location';
import { sameWord } from './word';

/** Tells the caller that one more was looked at; throws when that were too many. */
export type Count = () => void;

/**
 * Every rf and co of one location that `internal` allows. All edges of `po-loc | rf | co | fr` stay in one location, so each location is
 * judged alone; acyclic means just this: co follows program order, and each read finds a write that is not older than what its thread
 * has written or read before, and older than what it writes after.
 */
export function coherentCommunications(accesses: LocationAccesses, count: Count): Communication[] {
  const found: Communication[] = [];
  forEachOrder(accesses.writes, true, (order) => {
    const place: number[] = [];
    order.forEach((write, at) => (place[write] = at));
    const source: number[] = [];
    const assign = (read: number): void => {
      if (read === accesses.reads.length) {
        count();
        found.push(communication(accesses, order, source));
        return;
      }
      const [low, high] = window(accesses, place, source, read);
      for (let at = low; at < high; at++) {
        const write = order[at] ?? 0;
        if (!sameValue(accesses, write, read)) continue;
        source[read] = write;
        assign(read + 1);
      }
    };
    assign(0);
  });
  return found;
}

/** Every rf and co that fits the values, coherent or not: for explanations, and to see what `internal` forbids. */
export function allCommunications(accesses: LocationAccesses, count: Count): Communication[] {
  const found: Communication[] = [];
  forEachOrder(accesses.writes, false, (order) => {
    const source: number[] = [];
    const assign = (read: number): void => {
      if (read === accesses.reads.length) {
        count();
        found.push(communication(accesses, order, source));
        return;
      }
      accesses.writes.forEach((_, write) => {
        if (!sameValue(accesses, write, read)) return;
        source[read] = write;
        assign(read + 1);
      });
    };
    assign(0);
  });
  return found;
}

/** rmw ∩ (fre;coe) is empty: no other thread writes between what an atomic reads and what it writes. */
export function isAtomic({ accesses: { writes, reads }, order, place, source }: Communication): boolean {
  return writes.every(({ thread, event: { rmw } }, write) => {
    if (rmw < 0) return true;
    const read = reads.findIndex((one) => one.thread === thread && one.index === rmw);
    // A store-exclusive to another location than its load is never paired; the read is always found.
    const from = place[source[read] ?? 0] ?? 0;
    return order.slice(from + 1, place[write]).every((between) => writes[between]?.thread === thread);
  });
}

/** Places in coherence order that the read may find: from `low` to before `high`. */
function window({ writes, reads }: LocationAccesses, place: readonly number[], source: readonly number[], read: number): [number, number] {
  const me = reads[read];
  let low = 0;
  let high = writes.length;
  if (me === undefined) return [low, high];
  writes.forEach((write, w) => {
    if (write.thread !== me.thread) return;
    const at = place[w] ?? 0;
    if (write.index < me.index) low = Math.max(low, at);
    else high = Math.min(high, at);
  });
  for (let earlier = 0; earlier < read; earlier++) {
    if (reads[earlier]?.thread === me.thread) low = Math.max(low, place[source[earlier] ?? 0] ?? 0);
  }
  return [low, high];
}

function sameValue({ writes, reads }: LocationAccesses, write: number, read: number): boolean {
  const from = writes[write];
  const to = reads[read];
  return from !== undefined && to !== undefined && sameWord(from.event.value, to.event.value);
}

/** Orders of the writes, the initial one first; `inProgramOrder`: each thread's in its order. */
function forEachOrder(writes: readonly EventRef[], inProgramOrder: boolean, visit: (order: readonly number[]) => void): void {
  const order = [0];
  const used = writes.map((_, write) => write === 0);
  const place = (): void => {
    if (order.length === writes.length) {
      visit(order);
      return;
    }
    const begun = new Set<number>();
    writes.forEach(({ thread }, write) => {
      if (used[write] === true || (inProgramOrder && begun.has(thread))) return;
      begun.add(thread);
      used[write] = true;
      order.push(write);
      place();
      order.pop();
      used[write] = false;
    });
  };
  place();
}
