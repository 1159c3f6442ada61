import { explain } from '../../framework/litmus/explain/explain';
import { explanationSvg } from '../../framework/litmus/explain/svg';
import { LB, MP, R, S, SB, SHAPES, TwoPlusTwoW, type Edge, type Shape } from '../../framework/litmus/shapes';

export interface Picture {
  readonly file: string;
  readonly svg: string;
}

/** What forbids the weak outcome in the picture of each shape; the others are coherence's and need nothing. */
const FORBIDDING: ReadonlyMap<Shape, readonly Edge[]> = new Map<Shape, readonly Edge[]>([
  [MP, ['dmb.st', 'addr']],
  [SB, ['dmb.sy', 'dmb.sy']],
  [LB, ['data', 'dmb.sy']],
  [S, ['dmb.st', 'data']],
  [R, ['dmb.st', 'dmb.sy']],
  [TwoPlusTwoW, ['dmb.st', 'dmb.st']],
]);

/** The pictures of docs/ordering.md: each shape's weak outcome as it is allowed, and as it is forbidden. */
export function pictures(): Picture[] {
  return SHAPES.flatMap((shape) => {
    const none = shape.pairs.flatMap((pair): Edge[] => (pair === undefined ? [] : ['po']));
    const edges = FORBIDDING.get(shape);
    const name = shape.name.replaceAll('+', '-');
    if (edges === undefined) return [picture(`${name}-forbidden`, shape, none)];
    return [picture(`${name}-weak`, shape, none), picture(`${name}-forbidden`, shape, edges)];
  });
}

function picture(name: string, shape: Shape, edges: readonly Edge[]): Picture {
  const weak = Object.entries(shape.witness).map(([item, value]) => `${item}=${value}`);
  const svg = explanationSvg(explain(shape.with(...edges), { domain: 'amp' }, weak.join('; ')));
  return { file: `${name}.svg`, svg: svg ?? '' };
}
