import { countTests, exitStatus } from '../../framework/record/exit-status';
import { linesOf, type RunRecord } from '../../framework/record/reader';
import type { Counts, LineOf, LitmusLine, MeasurementLine, TestLine } from '../../framework/record/schema';
import { ConfigError } from '../../framework/errors/errors';
import { withoutColours } from '../../framework/record/visible';

type ConsoleLine = LineOf<'console'>;

/** A run's record as the reports look at it. */
export interface RunView {
  readonly run: LineOf<'run'>;
  readonly board: string;
  /** Epoch ms of t = 0. */
  readonly t0: number;
  /** The last acquisition's provenance; undefined when the board was never acquired. */
  readonly rig: LineOf<'rig'> | undefined;
  readonly tests: readonly TestLine[];
  readonly measurements: readonly MeasurementLine[];
  readonly litmus: readonly LitmusLine[];
  readonly counters: readonly LineOf<'counters'>[];
  readonly incidents: readonly LineOf<'incident'>[];
  /** Console lines by peer, in time; `linux` and `r5` are always there. */
  readonly consoles: ReadonlyMap<string, readonly ConsoleLine[]>;
  readonly counts: Counts;
  readonly exit: number;
  /** Why the run did not get to its end; undefined when it did. */
  readonly problem: string | undefined;
  /** Ms from start to the last line. */
  readonly duration: number;
}

export function viewRun(record: RunRecord): RunView {
  const [run] = linesOf(record, 'run');
  if (run === undefined) {
    throw new ConfigError(`${record.folder} holds no run line`, { fix: "only records that 'amp-hil run' made can be reported" });
  }
  const tests = linesOf(record, 'test').map(plainMessage);
  const end = linesOf(record, 'end').at(-1);
  const counts = countTests(tests);
  const problem = end === undefined ? 'the record has no end: the run was killed or is still going on' : endProblem(end);
  return {
    run,
    board: run.board,
    t0: Date.parse(run.started),
    rig: linesOf(record, 'rig').at(-1),
    tests,
    measurements: linesOf(record, 'measurement'),
    litmus: linesOf(record, 'litmus'),
    counters: linesOf(record, 'counters'),
    incidents: linesOf(record, 'incident'),
    consoles: byPeer(linesOf(record, 'console')),
    counts,
    exit: exitStatus(counts, problem !== undefined),
    problem,
    duration: record.lines.reduce((last, line) => Math.max(last, line.t), 0),
  };
}

function plainMessage(test: TestLine): TestLine {
  return test.error ? { ...test, error: { code: test.error.code, message: withoutColours(test.error.message) } } : test;
}

function endProblem(end: LineOf<'end'>): string | undefined {
  return end.status === 'completed' ? undefined : (end.reason ?? 'no reason recorded');
}

function byPeer(lines: readonly ConsoleLine[]): Map<string, ConsoleLine[]> {
  const consoles = new Map<string, ConsoleLine[]>([
    ['linux', []],
    ['r5', []],
  ]);
  // A line may be written later than it came; the sort is stable, so lines of one instant keep their order.
  for (const line of [...lines].sort((a, b) => a.t - b.t)) {
    const peer = consoles.get(line.peer);
    if (peer) peer.push(line);
    else consoles.set(line.peer, [line]);
  }
  return consoles;
}
