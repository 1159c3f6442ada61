import type { LitmusTest, Observed, Proposition, Value } from './program';

/** What a final state holds of one item; undefined for an item that the state does not have. */
export type Valuation = (item: Observed) => Value | undefined;

/** `1:X0`, `[x]`: its name in a state's text, and the same for the same item only. */
export function observedName(item: Observed): string {
  return item.kind === 'register' ? `${item.thread}:${item.reg}` : `[${item.location}]`;
}

/** `x`, or a decimal number. */
export function valueText(value: Value): string {
  return value.kind === 'address' ? value.location : value.value.toString(10);
}

/** What a final state of the test shows: the condition's items and those of the locations clause, each once, in herd7's order. */
export function observedItems(test: LitmusTest): Observed[] {
  return ordered([...itemsOf(test.condition), ...test.observed]);
}

/** What must be known of a final state to show and to judge it: the filter's items are judged by but not shown. */
export function judgedItems(test: LitmusTest): Observed[] {
  return ordered([...itemsOf(test.condition), ...test.observed, ...(test.filter ? itemsOf(test.filter) : [])]);
}

/** The items that a proposition names, as often as it does. */
export function itemsOf(proposition: Proposition): Observed[] {
  switch (proposition.op) {
    case 'equals':
      return [proposition.left];
    case 'not':
      return itemsOf(proposition.term);
    case 'and':
    case 'or':
      return proposition.terms.flatMap(itemsOf);
    case 'implies':
      return [...itemsOf(proposition.premise), ...itemsOf(proposition.conclusion)];
  }
}

/** Registers before locations; by thread, then X2 before X10, symbolic ones last; locations by name. */
function ordered(items: readonly Observed[]): Observed[] {
  return [...new Map(items.map((item) => [observedName(item), item])).values()].sort(compareItems);
}

export function compareItems(a: Observed, b: Observed): number {
  if (a.kind === 'location') return b.kind === 'location' ? compareTexts(a.location, b.location) : 1;
  if (b.kind === 'location') return -1;
  return a.thread - b.thread || number(a.reg) - number(b.reg) || compareTexts(a.reg, b.reg);
}

function number(register: string): number {
  return register.startsWith('%') ? Infinity : Number(register.slice(1));
}

/** By code unit: the order of a sort without locale. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `1:X0=0; 1:X2=1; [x]=2;` */
export function stateText(items: readonly Observed[], valuation: Valuation): string {
  return items
    .map((item) => {
      const value = valuation(item);
      return `${observedName(item)}=${value === undefined ? '?' : valueText(value)};`;
    })
    .join(' ');
}

/** Whether a final state satisfies a proposition. An item that the state does not have equals nothing. */
export function satisfies(proposition: Proposition, valuation: Valuation): boolean {
  switch (proposition.op) {
    case 'equals':
      return sameValue(valuation(proposition.left), proposition.right);
    case 'not':
      return !satisfies(proposition.term, valuation);
    case 'and':
      return proposition.terms.every((term) => satisfies(term, valuation));
    case 'or':
      return proposition.terms.some((term) => satisfies(term, valuation));
    case 'implies':
      return !satisfies(proposition.premise, valuation) || satisfies(proposition.conclusion, valuation);
  }
}

/** Numbers as 64 bits hold them: -1 and 0xffffffffffffffff are one. A negative one is also what an access of 32 bits leaves of it: 0xffffffff. */
export function sameValue(a: Value | undefined, b: Value): boolean {
  if (a === undefined) return false;
  if (a.kind === 'address') return b.kind === 'address' && a.location === b.location;
  if (b.kind !== 'int') return false;
  const held = BigInt.asUintN(64, a.value);
  return held === BigInt.asUintN(64, b.value) || (b.value < 0n && held === BigInt.asUintN(32, b.value));
}
