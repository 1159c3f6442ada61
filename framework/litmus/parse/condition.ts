import type { LitmusTest, Observed, Proposition, Quantifier } from '../program';
import { takeObserved } from './observed';
import { takeProposition, type ConditionScope } from './proposition';
import type { Span } from './sections';
import type { LitmusText } from './text';
import { Tokens } from './tokens';

const FORM = 'locations […], filter …, then exists …, ~exists … or forall …';

export type Tail = Pick<LitmusTest, 'observed' | 'filter' | 'quantifier' | 'condition' | 'conditionText'>;

/** What follows the table. */
export function readTail(source: LitmusText, span: Span, scope: ConditionScope): Tail {
  const tokens = new Tokens(source, span.from, span.to);
  let observed: Observed[] | undefined;
  let filter: Proposition | undefined;
  for (;;) {
    const token = tokens.peek();
    if (observed === undefined && tokens.accept('locations')) observed = takeLocations(tokens, scope);
    else if (filter === undefined && tokens.accept('filter')) {
      filter = takeProposition(tokens, scope);
      tokens.accept(';');
    } else {
      const quantifier = takeQuantifier(tokens);
      const condition = takeProposition(tokens, scope);
      const to = tokens.peek().at;
      tokens.accept(';');
      tokens.end('nothing after the condition');
      const conditionText = source.code.slice(token.at, to).trim().replace(/\s+/g, ' ');
      return { observed: observed ?? [], ...(filter === undefined ? {} : { filter }), quantifier, condition, conditionText };
    }
  }
}

function takeQuantifier(tokens: Tokens): Quantifier {
  if (tokens.accept('exists')) return 'exists';
  if (tokens.accept('forall')) return 'forall';
  if (!tokens.accept('not')) tokens.expect('~', FORM);
  tokens.expect('exists', FORM);
  return '~exists';
}

function takeLocations(tokens: Tokens, scope: ConditionScope): Observed[] {
  tokens.expect('[', 'locations [0:X0; x;]');
  const observed: Observed[] = [];
  while (!tokens.accept(']')) {
    const token = tokens.peek(tokens.peek().text === '[' ? 1 : 0);
    const one = takeObserved(tokens, scope);
    if (one.kind === 'location' && !scope.locations.has(one.location))
      tokens.fail('not a location of this test', 'locations of the initial state', token);
    observed.push(one);
    if (tokens.peek().text !== ']') tokens.expect(';', 'locations [0:X0; x;]');
  }
  tokens.accept(';');
  return observed;
}
