import type { Address, Arch } from '../program';
import { takeAddress, type AddressForms } from './address';
import { parseAtomic } from './atomics';
import type { Family, Operation } from './instruction';
import { takeInteger } from './number';
import { takeComma } from './operands';
import { source, takeRegister, takeSized } from './registers';
import type { Tokens } from './tokens';

interface Load {
  readonly order: 'plain' | 'acquire' | 'acquire-pc';
  readonly exclusive: boolean;
}

const LOADS = {
  AArch64: new Map<string, Load>([
    ['LDR', { order: 'plain', exclusive: false }],
    ['LDAR', { order: 'acquire', exclusive: false }],
    ['LDAPR', { order: 'acquire-pc', exclusive: false }],
    ['LDXR', { order: 'plain', exclusive: true }],
    ['LDAXR', { order: 'acquire', exclusive: true }],
  ]),
  ARM: new Map<string, Load>([
    ['LDR', { order: 'plain', exclusive: false }],
    ['LDREX', { order: 'plain', exclusive: true }],
  ]),
};

const STORES = {
  AArch64: new Map<string, 'plain' | 'release'>([
    ['STR', 'plain'],
    ['STLR', 'release'],
  ]),
  ARM: new Map<string, 'plain' | 'release'>([['STR', 'plain']]),
};

const STORE_EXCLUSIVES = {
  AArch64: new Map<string, 'plain' | 'release'>([
    ['STXR', 'plain'],
    ['STLXR', 'release'],
  ]),
  ARM: new Map<string, 'plain' | 'release'>([['STREX', 'plain']]),
};

export const parseMemory: Family = (mnemonic, tokens, arch) => {
  const load = LOADS[arch].get(mnemonic);
  const stored = STORES[arch].get(mnemonic);
  const exclusive = STORE_EXCLUSIVES[arch].get(mnemonic);
  const forms: AddressForms = mnemonic === 'LDR' || mnemonic === 'STR' ? 'all' : 'bare';
  if (load !== undefined) {
    const { reg: dst, size, token } = takeRegister(tokens, arch);
    takeComma(tokens);
    const address = takeAddress(tokens, arch, forms);
    const after = parseWriteBack(mnemonic, tokens, arch, address);
    if (after.length > 0 && dst === address.base) return tokens.fail('loaded and written back', 'two different registers', token);
    return [{ op: 'load', dst, address, size, ...load }, ...after];
  }
  if (stored !== undefined) {
    const { size, ...register } = takeRegister(tokens, arch);
    takeComma(tokens);
    const address = takeAddress(tokens, arch, forms);
    const store = { op: 'store', src: source({ ...register, size }), address, size, order: stored } as const;
    return [store, ...parseWriteBack(mnemonic, tokens, arch, address)];
  }
  if (exclusive !== undefined) {
    const status = takeSized(tokens, arch, 32).reg;
    takeComma(tokens);
    const { size, ...register } = takeRegister(tokens, arch);
    takeComma(tokens);
    const src = source({ ...register, size });
    return { op: 'store-exclusive', status, src, address: takeAddress(tokens, arch, 'bare'), size, order: exclusive };
  }
  return arch === 'AArch64' ? parseAtomic(mnemonic, tokens, arch) : undefined;
};

/** `[Xn],#imm` of LDR and STR: the base grows after the access, by an instruction of its own. */
function parseWriteBack(mnemonic: string, tokens: Tokens, arch: Arch, { base, offset }: Address): Operation[] {
  const comma = arch === 'AArch64' && (mnemonic === 'LDR' || mnemonic === 'STR') ? tokens.accept(',') : undefined;
  if (comma === undefined) return [];
  if (offset.kind === 'reg' || offset.value !== 0n) return tokens.fail('an offset and a write-back', '[Xn],#imm', comma);
  tokens.expect('#', '[Xn],#imm');
  const value = takeInteger(tokens, 'an offset', 32);
  return [{ op: 'alu', kind: 'add', dst: base, a: { kind: 'reg', reg: base }, b: { kind: 'imm', value }, size: 64 }];
}
