import type { ClockRun } from '../throughput/clocks';
import type { MatcherResult } from './matcher-result';

/** Two oscillators differ by parts in a million, a wrong divider by a factor; what lies between is the measurement on a loaded machine. */
const MOST_OFF = 0.2;

export const clockMatchers = {
  /** A second of one side is a second of the other. */
  toKeepTime(run: ClockRun): MatcherResult {
    const { of, against, least, most, stretch, samples, failure } = run;
    if (failure !== undefined)
      return { pass: false, message: () => `the clocks of ${of} and ${against} could not be compared: ${failure}` };
    const seen = `the clock of ${of} counts ${least.toFixed(3)} to ${most.toFixed(3)} s to a second of ${against} (${samples} stretches of ${stretch.toFixed(2)} s each way)`;
    const pass = most >= 1 - MOST_OFF && least <= 1 / (1 - MOST_OFF);
    return {
      pass,
      message: () =>
        pass
          ? `${seen}: expected them to disagree`
          : `${seen}: at least ${1 - MOST_OFF} and at most ${1 / (1 - MOST_OFF)} is allowed; likely cause: ${of} states another rate than its counter has: a clock divider or PLL that was set otherwise than its firmware takes for granted`,
    };
  },
};
