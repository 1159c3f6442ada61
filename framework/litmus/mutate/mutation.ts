import { ConfigError } from '../../errors/errors';

/** Ways to break a thread's code on purpose, each with what it does. */
export const MUTATIONS = {
  'swap-stores': 'the second of two stores is performed before the first',
  'swap-loads': 'the second of two loads is performed before the first',
  'late-load': 'a load is performed after the store that follows it',
  'stale-load': 'a load is performed before the store, or the load of the same location, that precedes it',
  'drop-barriers': 'DMB, DSB and ISB are left out',
  'drop-dependencies':
    'what is computed of a value read but does not depend on it is a constant, and branches to the next instruction are left out',
  weaken: 'acquire and release accesses are plain ones',
} as const;

export type MutationKind = keyof typeof MUTATIONS;

export interface Mutation {
  readonly kind: MutationKind;
  /** Peer id (`r5`) or thread (`P0`); absent: every side. */
  readonly side?: string;
}

export const MUTATION_KINDS = Object.keys(MUTATIONS) as readonly MutationKind[];

function isKind(name: string): name is MutationKind {
  return Object.hasOwn(MUTATIONS, name);
}

/**
 * Reads `swap-stores@r5,drop-barriers`. `sides`: the names that may follow an `@`; absent: any. Throws `ConfigError` with everything that is wrong.
 */
export function parseMutations(text: string, sides?: readonly string[]): readonly Mutation[] {
  const wrong: string[] = [];
  const mutations = text.split(',').flatMap((part): Mutation[] => {
    const [name = '', side, ...more] = part.trim().split('@');
    if (!isKind(name)) wrong.push(name === '' ? `an empty mutation in '${text}'` : `unknown mutation '${name}'`);
    if (side === '' || more.length > 0) wrong.push(`'${part.trim()}' names no one side`);
    else if (side !== undefined && sides && !sides.includes(side))
      wrong.push(`unknown side '${side}' in '${part.trim()}' (there are: ${sides.join(', ')})`);
    return isKind(name) ? [side === undefined ? { kind: name } : { kind: name, side }] : [];
  });
  if (wrong.length === 0) return mutations;
  throw new ConfigError(`mutations: ${wrong.join('; ')}`, {
    fix: `write NAME or NAME@SIDE, with commas between; names are: ${MUTATION_KINDS.join(', ')}`,
  });
}

/** Of `mutations` those for the side that goes by any of `names`. */
export function mutationsFor(mutations: readonly Mutation[], names: readonly string[]): readonly MutationKind[] {
  const own = mutations.filter((mutation) => mutation.side === undefined || names.includes(mutation.side));
  return [...new Set(own.map((mutation) => mutation.kind))];
}
