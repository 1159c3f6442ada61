import { ACCESS_FLAGS, EXECUTE_NEVER, isLegalMemFlags, MEM_FLAGS } from './mem-flags';

/** Flags that were understood, or what is wrong with them. */
export type ParsedMemFlags = { flags: number } | { wrong: string };

const TYPES = new Map<string, number>(Object.entries(MEM_FLAGS));
const ACCESS = new Map<string, number>(Object.entries(ACCESS_FLAGS));

/**
 * Memory flags as a board file may give them: the number, or libmetal's names joined by `|`. By name both parts must be there: in the number
 * a missing access permission is `NO_ACCESS` and a missing type `STRONG_ORDERED_SHARED`, which nobody means by leaving a word out.
 */
export function parseMemFlags(given: number | string): ParsedMemFlags {
  return typeof given === 'number' ? fromNumber(given) : fromNames(given);
}

function fromNumber(flags: number): ParsedMemFlags {
  if (isLegalMemFlags(flags)) return { flags };
  if (!Number.isInteger(flags) || flags < 0 || (flags & ~(0x7ff | EXECUTE_NEVER)) !== 0)
    return { wrong: `only bits 0-10 and EXECUTE_NEVER (0x1000) mean something; ${RULE}` };
  if (![...ACCESS.values()].includes(flags & 0x700))
    return { wrong: `0x${(flags & 0x700).toString(16)} is no legal AP encoding, use one of ${[...ACCESS.keys()].join(', ')}` };
  return { wrong: `0x${(flags & 0xff).toString(16)} is no legal TEX/S/C/B encoding, use one of ${[...TYPES.keys()].join(', ')}` };
}

function fromNames(text: string): ParsedMemFlags {
  const names = text.split('|').map((name) => name.trim());
  const unknown = names.find((name) => !TYPES.has(name) && !ACCESS.has(name) && name !== 'EXECUTE_NEVER');
  if (unknown !== undefined) return { wrong: `'${unknown}' is no flag of libmetal; ${RULE}` };
  const types = names.filter((name) => TYPES.has(name));
  const accesses = names.filter((name) => ACCESS.has(name));
  if (types.length !== 1) return { wrong: `${types.length} memory types (${types.join(', ') || 'none'}); ${RULE}` };
  if (accesses.length !== 1) return { wrong: `${accesses.length} access permissions (${accesses.join(', ') || 'none'}); ${RULE}` };
  const never = names.includes('EXECUTE_NEVER') ? EXECUTE_NEVER : 0;
  return { flags: (TYPES.get(types[0] as string) as number) | (ACCESS.get(accesses[0] as string) as number) | never };
}

const RULE =
  'give one memory type (e.g. NORM_SHARED_NCACHE) | one access permission (e.g. PRIV_RW_USER_RW), and | EXECUTE_NEVER where wanted';
