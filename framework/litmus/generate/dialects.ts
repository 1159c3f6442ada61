import type { Dialect, ThreadWriter } from './assembly';
import type { Access } from './cycle';

/** diy's own order of registers, so that its texts and these are the same. */
export const aarch64: Dialect = {
  access(access, last, thread) {
    const { dependency } = access.before;
    const { direction, annotation, value } = access;
    const w = (): string => `W${thread.fresh()}`;
    const x = (): string => `X${thread.fresh()}`;
    if (dependency === 'ctrl' || dependency === 'ctrlisb') {
      const label = thread.label();
      thread.lines.push(`CBNZ ${last},${label}`, `${label}:`, ...(dependency === 'ctrlisb' ? ['ISB'] : []));
    }
    const zero = dependency === 'addr' || dependency === 'data' ? w() : undefined;
    if (zero !== undefined) thread.lines.push(`EOR ${zero},${last},${last}`);
    const plain = annotation === 'P';
    const place = (): string => {
      const base = thread.address(access.location, x);
      if (dependency !== 'addr') return `[${base}]`;
      if (plain) return `[${base},${zero},SXTW]`;
      // Acquire and release take no offset: the address is summed up before.
      const sum = x();
      thread.lines.push(`ADD ${sum},${base},${zero},SXTW`);
      return `[${sum}]`;
    };
    if (direction === 'W') {
      const register = dependency === 'data' ? (zero ?? '') : w();
      thread.lines.push(dependency === 'data' ? `ADD ${register},${register},#${value}` : `MOV ${register},#${value}`);
      const at = place();
      thread.lines.push(`${plain ? 'STR' : 'STLR'} ${register},${at}`);
      return undefined;
    }
    const before = dependency === 'addr' ? w() : undefined;
    const at = place();
    const register = before ?? w();
    thread.lines.push(`${{ P: 'LDR', A: 'LDAR', Q: 'LDAPR', L: 'LDR' }[annotation]} ${register},${at}`);
    return register;
  },
};

export const arm: Dialect = {
  access(access, last, thread) {
    const { dependency } = access.before;
    const r = (): string => `R${thread.fresh()}`;
    if (dependency === 'ctrl' || dependency === 'ctrlisb') {
      const label = thread.label();
      thread.lines.push(`CMP ${last},${last}`, `BNE ${label}`, `${label}:`, ...(dependency === 'ctrlisb' ? ['ISB'] : []));
    }
    const zero = dependency === 'addr' || dependency === 'data' ? r() : undefined;
    if (zero !== undefined) thread.lines.push(`EOR ${zero},${last},${last}`);
    const base = armAddress(access, thread);
    const at = dependency === 'addr' ? `[${zero},${base}]` : `[${base}]`;
    const register = dependency === 'data' ? (zero ?? '') : r();
    if (access.direction === 'R') {
      thread.lines.push(`LDR ${register},${at}`);
      return register;
    }
    thread.lines.push(dependency === 'data' ? `ADD ${register},${register},#${access.value}` : `MOV ${register},#${access.value}`);
    thread.lines.push(`STR ${register},${at}`);
    return undefined;
  },
};

function armAddress({ location }: Access, thread: ThreadWriter): string {
  return thread.address(location, () => `%${location}${thread.index}`);
}
