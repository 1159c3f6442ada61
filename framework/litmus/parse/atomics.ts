import { takeAddress } from './address';
import type { Family } from './instruction';
import { takeComma } from './operands';
import { source, takeRegister, takeSized } from './registers';

const KINDS = { CAS: 'compare-and-swap', SWP: 'swap', LDADD: 'add' } as const;
const ATOMIC = /^(CAS|SWP|LDADD)(A?)(L?)$/;

/** CAS, SWP, LDADD with their A and L forms, STADD and STADDL. */
export const parseAtomic: Family = (mnemonic, tokens, arch) => {
  if (mnemonic === 'STADD' || mnemonic === 'STADDL') {
    const { size, ...register } = takeRegister(tokens, arch);
    takeComma(tokens);
    const src = source({ ...register, size });
    const address = takeAddress(tokens, arch, 'bare');
    return { op: 'atomic', kind: 'add', dst: null, src, address, size, acquire: false, release: mnemonic === 'STADDL' };
  }
  const form = ATOMIC.exec(mnemonic);
  if (form === null) return undefined;
  const kind = KINDS[form[1] as keyof typeof KINDS];
  const first = takeRegister(tokens, arch);
  takeComma(tokens);
  const second = takeSized(tokens, arch, first.size);
  takeComma(tokens);
  const address = takeAddress(tokens, arch, 'bare');
  const common = { address, size: first.size, acquire: form[2] === 'A', release: form[3] === 'L' };
  return kind === 'compare-and-swap'
    ? { op: 'atomic', kind, dst: first.reg, compare: source(first), src: source(second), ...common }
    : { op: 'atomic', kind, dst: second.reg, src: source(first), ...common };
};
