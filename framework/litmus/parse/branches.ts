import type { Family } from './instruction';
import { CONDITION_CODES, takeComma } from './operands';
import { source, takeRegister } from './registers';
import type { Tokens } from './tokens';

const LABEL = 'the name of a label further down in the same thread';

function takeLabel(tokens: Tokens): string {
  return tokens.name('a label', LABEL).text;
}

/** B, B.EQ (AArch64) or BEQ (ARM), CBZ and CBNZ (AArch64). */
export const parseBranch: Family = (mnemonic, tokens, arch) => {
  if (mnemonic === 'B') return { op: 'branch', target: takeLabel(tokens) };
  if (arch === 'AArch64' && (mnemonic === 'CBZ' || mnemonic === 'CBNZ')) {
    const { reg, size } = takeRegister(tokens, arch);
    takeComma(tokens);
    return { op: 'branch-zero', reg: source({ reg, size }), zero: mnemonic === 'CBZ', target: takeLabel(tokens), size };
  }
  const prefix = arch === 'AArch64' ? 'B.' : 'B';
  const when = mnemonic.startsWith(prefix) ? CONDITION_CODES.get(mnemonic.slice(prefix.length)) : undefined;
  return when === undefined ? undefined : { op: 'branch', target: takeLabel(tokens), when };
};
