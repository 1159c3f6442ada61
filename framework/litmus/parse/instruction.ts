import type { Arch, Instruction } from '../program';
import { parseArithmetic } from './arithmetic';
import { BARRIER_OPTIONS } from './barriers';
import { parseBranch } from './branches';
import { parseMemory } from './memory';
import type { Tokens } from './tokens';

/** An instruction without its place in the source. */
export type Operation = Instruction extends infer One ? (One extends unknown ? Omit<One, 'text' | 'line'> : never) : never;

/** What a family of instructions makes of a mnemonic whose operands come next; undefined: it is none of this family's. */
export type Family = (mnemonic: string, tokens: Tokens, arch: Arch) => Operation | readonly Operation[] | undefined;

const SUPPORTED: Record<Arch, string> = {
  AArch64:
    'LDR LDAR LDAPR LDXR LDAXR STR STLR STXR STLXR, CAS SWP LDADD (with A, L, AL), STADD (with L), MOV ADD SUB AND ORR EOR LSL LSR ASR SXTW UXTW CMP CSEL, B B.cond CBZ CBNZ, DMB DSB ISB NOP',
  ARM: 'LDR LDREX STR STREX, MOV ADD SUB AND ORR EOR LSL LSR ASR CMP, B Bcond, DMB DSB ISB NOP',
};

const parseOther: Family = (mnemonic, tokens, arch) => {
  switch (mnemonic) {
    case 'NOP':
      return { op: 'nop' };
    case 'ISB':
      tokens.accept('SY');
      return { op: 'isb' };
    case 'DMB':
    case 'DSB':
      return parseBarrier(mnemonic === 'DMB' ? 'dmb' : 'dsb', tokens, arch);
    default:
      return undefined;
  }
};

function parseBarrier(kind: 'dmb' | 'dsb', tokens: Tokens, arch: Arch): Operation {
  const known = BARRIER_OPTIONS[arch];
  const token = tokens.peek();
  if (token.kind === 'end' && arch === 'ARM') return { op: 'barrier', kind, domain: 'sy', access: 'full' };
  const option = known.get(token.text.toUpperCase());
  if (option === undefined) tokens.fail('not an option of this barrier', [...known.keys()].join(' '));
  tokens.take();
  return { op: 'barrier', kind, ...option };
}

const FAMILIES: readonly Family[] = [parseMemory, parseArithmetic, parseBranch, parseOther];

/** The instructions of one cell of the table: none, a label, a label and an instruction, or an instruction (two with write-back). */
export function parseCell(tokens: Tokens, arch: Arch): Operation[] {
  const operations: Operation[] = [];
  while (tokens.peek().kind === 'name' && tokens.peek(1).text === ':') {
    operations.push({ op: 'label', name: tokens.take().text });
    tokens.take();
  }
  if (tokens.peek().kind === 'end') return operations;
  const mnemonic = tokens.name('an instruction', SUPPORTED[arch]);
  for (const family of FAMILIES) {
    const parsed = family(mnemonic.text.toUpperCase(), tokens, arch);
    if (parsed === undefined) continue;
    tokens.end(`nothing more after this ${mnemonic.text}`);
    return operations.concat(parsed);
  }
  return tokens.fail('not an instruction that is read', SUPPORTED[arch], mnemonic);
}
