import type { FaultKind } from './kind';

const FORBIDDEN = [/orbidden/];
const SHAPES = ['40.ordering.litmus'];

/** Machine code of litmus threads that is broken as it is generated: a core that reorders. These act on every board. */
export const LITMUS_FAULTS: readonly FaultKind[] = [
  {
    name: 'r5-store-reorder',
    place: 'litmus',
    expect: 'caught',
    caughtBy: SHAPES,
    diagnosis: FORBIDDEN,
    does: 'of two stores an R5 performs the second first, whatever barrier is between them',
  },
  {
    name: 'r5-load-reorder',
    place: 'litmus',
    expect: 'caught',
    caughtBy: SHAPES,
    diagnosis: FORBIDDEN,
    does: 'of two loads an R5 performs the second first, whatever barrier is between them',
  },
  {
    name: 'linux-store-reorder',
    place: 'litmus',
    expect: 'caught',
    caughtBy: SHAPES,
    diagnosis: FORBIDDEN,
    does: 'of two stores Linux performs the second first, whatever barrier is between them',
  },
  {
    name: 'drop-barriers',
    place: 'litmus',
    expect: 'caught',
    caughtBy: SHAPES,
    diagnosis: FORBIDDEN,
    does: 'no side executes its barriers',
  },
];
