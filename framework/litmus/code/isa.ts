/** Instruction set of a side, as its identity names it. */
export type Isa = 'aarch64' | 'armv7-r' | 'x86-64';

export const ISAS: readonly Isa[] = ['aarch64', 'armv7-r', 'x86-64'];

export function isIsa(name: string): name is Isa {
  return (ISAS as readonly string[]).includes(name);
}
