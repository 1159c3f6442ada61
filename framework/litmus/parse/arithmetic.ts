import type { AluKind } from '../program';
import type { Family } from './instruction';
import { CONDITION_CODES, takeComma, takeOperand, takeShifted } from './operands';
import { source, takeRegister, takeSized } from './registers';

const ALU = new Map<string, AluKind>([
  ['ADD', 'add'],
  ['SUB', 'sub'],
  ['AND', 'and'],
  ['ORR', 'orr'],
  ['EOR', 'eor'],
  ['LSL', 'lsl'],
  ['LSR', 'lsr'],
  ['ASR', 'asr'],
]);

/** What works on registers alone. */
export const parseArithmetic: Family = (mnemonic, tokens, arch) => {
  const kind = ALU.get(mnemonic);
  if (kind !== undefined) {
    const { reg: dst, size } = takeRegister(tokens, arch);
    takeComma(tokens);
    const a = source(takeSized(tokens, arch, size));
    takeComma(tokens);
    const shifts = kind === 'lsl' || kind === 'lsr' || kind === 'asr';
    return { op: 'alu', kind, dst, a, size, ...(shifts ? { b: takeOperand(tokens, arch, size) } : takeShifted(tokens, arch, size)) };
  }
  switch (mnemonic) {
    case 'MOV': {
      const { reg: dst, size } = takeRegister(tokens, arch);
      takeComma(tokens);
      return { op: 'move', dst, src: takeOperand(tokens, arch, size), size };
    }
    case 'CMP': {
      const { size, ...a } = takeRegister(tokens, arch);
      takeComma(tokens);
      return { op: 'compare', a: source({ ...a, size }), b: takeOperand(tokens, arch, size), size };
    }
    default:
      return arch === 'AArch64' ? parseOfAArch64(mnemonic, tokens, arch) : undefined;
  }
};

const parseOfAArch64: Family = (mnemonic, tokens, arch) => {
  switch (mnemonic) {
    case 'SXTW':
    case 'UXTW': {
      const dst = takeSized(tokens, arch, 64).reg;
      takeComma(tokens);
      const src = source(takeSized(tokens, arch, 32));
      return { op: 'move', dst, src, size: 64, extend: mnemonic === 'SXTW' ? 'sxtw' : 'uxtw' };
    }
    case 'CSEL': {
      const { reg: dst, size } = takeRegister(tokens, arch);
      takeComma(tokens);
      const then = source(takeSized(tokens, arch, size));
      takeComma(tokens);
      const otherwise = source(takeSized(tokens, arch, size));
      takeComma(tokens);
      const when = CONDITION_CODES.get(tokens.peek().text);
      if (when === undefined) return tokens.fail('not a condition', [...CONDITION_CODES.keys()].join(' '));
      tokens.take();
      return { op: 'select', dst, then, otherwise, when, size };
    }
    default:
      return undefined;
  }
};
