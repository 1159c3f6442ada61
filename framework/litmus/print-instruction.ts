import type { Address, Arch, Instruction, Operand, Register, Size } from './program';

/** What an instruction does, without its source. */
type Operation = Instruction extends infer One ? (One extends unknown ? Omit<One, 'text' | 'line'> : never) : never;

const LOAD = { plain: 'LDR', acquire: 'LDAR', 'acquire-pc': 'LDAPR' } as const;
const LOAD_EXCLUSIVE = { plain: 'LDXR', acquire: 'LDAXR', 'acquire-pc': 'LDAXR' } as const;
const ATOMIC = { swap: 'SWP', 'compare-and-swap': 'CAS', add: 'LDADD' } as const;

/** The instruction in the assembly that `.litmus` files are written in: `LDR W2,[X3,W4,SXTW]`. */
export function instructionText(one: Operation, arch: Arch): string {
  const r = (register: Register | null, size: Size): string => registerText(register, size, arch);
  const v = (operand: Operand, size: Size): string => (operand.kind === 'imm' ? `#${operand.value.toString(10)}` : r(operand.reg, size));
  // Where assembly takes a register only, the number 0 is the zero register.
  const s = (operand: Operand, size: Size): string => (operand.kind === 'imm' ? r(null, size) : r(operand.reg, size));
  const a = (address: Address): string => addressText(address, arch);
  switch (one.op) {
    case 'nop':
      return 'NOP';
    case 'isb':
      return 'ISB';
    case 'label':
      return `${one.name}:`;
    case 'move':
      if (one.extend !== undefined) return `${one.extend.toUpperCase()} ${r(one.dst, 64)},${s(one.src, 32)}`;
      return `MOV ${r(one.dst, one.size)},${v(one.src, one.size)}`;
    case 'alu': {
      const last = v(one.b, one.extend === undefined ? one.size : 32);
      const head = `${one.kind.toUpperCase()} ${r(one.dst, one.size)},${s(one.a, one.size)},${last}`;
      return `${head}${modifierText(one.extend, one.shift)}`;
    }
    case 'compare':
      return `CMP ${s(one.a, one.size)},${v(one.b, one.size)}`;
    case 'select':
      return `CSEL ${r(one.dst, one.size)},${s(one.then, one.size)},${s(one.otherwise, one.size)},${one.when.toUpperCase()}`;
    case 'branch':
      return `B${one.when === undefined ? '' : `${arch === 'ARM' ? '' : '.'}${one.when.toUpperCase()}`} ${one.target}`;
    case 'branch-zero':
      return `${one.zero ? 'CBZ' : 'CBNZ'} ${s(one.reg, one.size)},${one.target}`;
    case 'load': {
      const exclusive = arch === 'ARM' ? 'LDREX' : LOAD_EXCLUSIVE[one.order];
      return `${one.exclusive ? exclusive : LOAD[one.order]} ${r(one.dst, one.size)},${a(one.address)}`;
    }
    case 'store':
      return `${one.order === 'release' ? 'STLR' : 'STR'} ${s(one.src, one.size)},${a(one.address)}`;
    case 'store-exclusive': {
      const name = arch === 'ARM' ? 'STREX' : one.order === 'release' ? 'STLXR' : 'STXR';
      return `${name} ${r(one.status, 32)},${s(one.src, one.size)},${a(one.address)}`;
    }
    case 'atomic':
      return atomicText(one, arch);
    case 'barrier':
      return `${one.kind.toUpperCase()} ${barrierOption(one)}`;
  }
}

function atomicText(one: Operation & { readonly op: 'atomic' }, arch: Arch): string {
  const name = `${ATOMIC[one.kind]}${one.acquire ? 'A' : ''}${one.release ? 'L' : ''}`;
  const dst = registerText(one.dst, one.size, arch);
  const src = one.src.kind === 'imm' ? registerText(null, one.size, arch) : registerText(one.src.reg, one.size, arch);
  const [first, second] = one.kind === 'compare-and-swap' ? [dst, src] : [src, dst];
  return `${name} ${first},${second},${addressText(one.address, arch)}`;
}

function barrierOption({ domain, access }: Operation & { readonly op: 'barrier' }): string {
  if (access === 'full') return domain.toUpperCase();
  return `${domain === 'sy' ? '' : domain}${access}`.toUpperCase();
}

function addressText({ base, offset, extend, shift }: Address, arch: Arch): string {
  const from = registerText(base, 64, arch);
  if (offset.kind === 'imm') return offset.value === 0n ? `[${from}]` : `[${from},#${offset.value.toString(10)}]`;
  return `[${from},${registerText(offset.reg, extend === undefined ? 64 : 32, arch)}${modifierText(extend, shift)}]`;
}

function modifierText(extend: 'sxtw' | 'uxtw' | undefined, shift: number | undefined): string {
  if (extend !== undefined) return `,${extend.toUpperCase()}${shift === undefined ? '' : ` #${shift}`}`;
  return shift === undefined ? '' : `,LSL #${shift}`;
}

/** `null` is the zero register. */
export function registerText(register: Register | null, size: Size, arch: Arch): string {
  if (arch === 'ARM') return register ?? 'R0';
  const letter = size === 64 ? 'X' : 'W';
  if (register === null) return `${letter}ZR`;
  return register.startsWith('%') ? `${letter}${register}` : `${letter}${register.slice(1)}`;
}
