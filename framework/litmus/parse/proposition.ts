import type { Proposition } from '../program';
import { takeInteger } from './number';
import { takeLocationName, takeObserved, type Scope } from './observed';
import type { Tokens } from './tokens';

const FORM = '0:X0=1, x=2, [x]=2, true, false, with /\\ \\/ ~ not => and brackets';

/** Deepest nesting: it bounds the recursion over a proposition here and wherever one is walked. */
const MOST_DEPTH = 64;

export interface ConditionScope extends Scope {
  readonly locations: ReadonlySet<string>;
}

/** `=>` binds weakest and to the right, then `\/`, `/\`, and `~` strongest. */
export function takeProposition(tokens: Tokens, scope: ConditionScope, depth = 0): Proposition {
  if (depth > MOST_DEPTH) tokens.fail('too deep a nesting', `at most ${MOST_DEPTH} levels`);
  const premise = takeTerms(tokens, scope, depth, '\\/');
  return tokens.accept('=>') ? { op: 'implies', premise, conclusion: takeProposition(tokens, scope, depth + 1) } : premise;
}

function takeTerms(tokens: Tokens, scope: ConditionScope, depth: number, operator: '\\/' | '/\\'): Proposition {
  const term = (): Proposition => (operator === '\\/' ? takeTerms(tokens, scope, depth, '/\\') : takeUnary(tokens, scope, depth));
  const terms = [term()];
  while (tokens.accept(operator)) terms.push(term());
  const [only] = terms;
  return only !== undefined && terms.length === 1 ? only : { op: operator === '\\/' ? 'or' : 'and', terms };
}

function takeUnary(tokens: Tokens, scope: ConditionScope, depth: number): Proposition {
  if (depth > MOST_DEPTH) tokens.fail('too deep a nesting', `at most ${MOST_DEPTH} levels`);
  if (tokens.accept('~') ?? tokens.accept('not')) return { op: 'not', term: takeUnary(tokens, scope, depth + 1) };
  if (tokens.accept('(')) {
    const inner = takeProposition(tokens, scope, depth + 1);
    tokens.expect(')', FORM);
    return inner;
  }
  if (tokens.accept('true')) return { op: 'and', terms: [] };
  if (tokens.accept('false')) return { op: 'or', terms: [] };
  if (tokens.peek().kind === 'end') tokens.fail('the condition ends too early', FORM);
  const token = tokens.peek(tokens.peek().text === '[' ? 1 : 0);
  const left = takeObserved(tokens, scope);
  if (left.kind === 'location' && !scope.locations.has(left.location)) tokens.fail('not a location of this test', known(scope), token);
  tokens.expect('=', FORM);
  if (tokens.peek().kind === 'integer') return { op: 'equals', left, right: { kind: 'int', value: takeInteger(tokens, 'a value') } };
  const name = tokens.peek();
  tokens.accept('&');
  const location = takeLocationName(tokens, scope, FORM);
  if (!scope.locations.has(location)) tokens.fail('neither a number nor a location of this test', known(scope), name);
  return { op: 'equals', left, right: { kind: 'address', location } };
}

function known({ locations }: ConditionScope): string {
  return locations.size === 0 ? 'the initial state names no location' : `locations of the initial state: ${[...locations].join(' ')}`;
}
