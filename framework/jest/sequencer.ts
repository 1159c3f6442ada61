import Sequencer from '@jest/test-sequencer';
import type { Test } from '@jest/test-result';

/** Files in the order of their names: the suites' numbers are their dependency order, so the first failure is the one to look at. */
class NameSequencer extends Sequencer {
  override sort(tests: Test[]): Test[] {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

// Jest takes a sequencer from the default export only.
export default NameSequencer;
