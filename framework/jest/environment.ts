import type { Circus } from '@jest/types';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';
import { basename, relative } from 'node:path';
import type { Board, Capability, ShmDeclaration } from '../board/declaration';
import type { Rig } from '../board/rig';
import { AssertionError } from 'node:assert';
import { CAPABILITIES, PROBED_CAPABILITIES } from '../board/declaration';
import { isDeclared } from '../board/define-board';
import { BoardUnavailable, ConfigError } from '../errors/errors';
import { limitsText, withinLimits } from '../throughput/limits';
import { shmOf } from './shm-of';
import { setBridge, type Bridge, type RigRequest } from './bridge';
import { isSuspect, testError, testStatus } from './test-status';
import { ROOT } from './started-run';
import { TestRun } from './test-run';

const KNOWN: readonly string[] = [...CAPABILITIES, ...PROBED_CAPABILITIES];
type Probed = (typeof PROBED_CAPABILITIES)[number];
const BROKEN = { status: 'broken', result: 'none' } as const;

/** Jest environment of the suites: gives test files the rig, skips what a board cannot do, and puts every test into the record. */
class AmpHilEnvironment extends TestEnvironment {
  readonly #run: TestRun;
  readonly #file: string;
  readonly #needs = new Map<Circus.DescribeBlock, readonly Capability[]>();
  readonly #reasons = new Map<Circus.DescribeBlock, readonly string[]>();
  readonly #skips = new WeakMap<Circus.TestEntry, string>();
  readonly #started = new WeakMap<Circus.TestEntry, number>();
  #state: Circus.State | undefined;
  #board: Board;
  #shm: string | undefined;
  #requested = false;
  #unproven = false;
  #rig: Rig | undefined;
  /** Measurements of the test in progress that are outside their limits. */
  #missed: string[] = [];

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.#run = TestRun.current();
    this.#board = this.#run.board;
    this.#file = relative(ROOT, context.testPath);
    setBridge(this.global, this.#bridge());
  }

  async handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> {
    this.#state = state;
    if (event.name === 'test_start') await this.#onStart(event.test);
    if (event.name === 'test_skip') this.#recordSkip(event.test);
    if (event.name === 'test_todo') this.#recordSkip(event.test, 'to be written: test.todo');
    if (event.name === 'test_done') {
      // Here, so that those taken in an afterEach count as well; Jest judges the test after this.
      if (this.#missed.length > 0) event.test.errors.push(outside(this.#missed));
      const findings = this.#run.takeFindings();
      if (findings.length > 0 && event.test.errors.length === 0)
        event.test.errors.push(new AssertionError({ message: findings.join('\n') }));
      await this.#onDone(event.test);
    }
  }

  async #onStart(test: Circus.TestEntry): Promise<void> {
    this.#started.set(test, this.#run.now());
    const needs = around(test, this.#needs);
    const missing: string[] = needs.filter((capability) => !isProbed(capability) && !this.#has(capability));
    const reasons = around(test, this.#reasons);
    if (missing.length === 0 && reasons.length === 0) {
      try {
        missing.push(...(await this.#notFound(needs.filter(isProbed))));
      } catch (error) {
        // Nobody knows whether the board has it: the test neither runs nor counts as skipped.
        test.fn = () => Promise.reject(error);
        return;
      }
    }
    if (missing.length > 0) reasons.unshift(`board '${this.#board.name}' does not have: ${missing.join(', ')}`);
    if (reasons.length > 0) {
      this.#skips.set(test, reasons.join('; '));
      test.mode = 'skip';
      return;
    }
    const broken = this.#rig?.broken;
    if (broken) {
      // The board died earlier in this file: the test must not touch it, and must not pass for having been left out.
      test.fn = () => Promise.reject(new BoardUnavailable(`not run: ${broken.message}`, { cause: broken }));
    }
  }

  #recordSkip(test: Circus.TestEntry, why = 'skipped in the test file'): void {
    const at = this.#started.get(test) ?? this.#run.now();
    const reason = this.#skips.get(test) ?? why;
    this.#run.write({ type: 'test', ...this.#titleOf(test), status: 'skipped', result: 'none', ms: 0, reason, tStart: at, tEnd: at });
  }

  async #onDone(test: Circus.TestEntry): Promise<void> {
    const errors = (test.errors as unknown[]).map(testError);
    const tEnd = this.#run.now();
    const tStart = this.#started.get(test) ?? tEnd;
    this.#missed = [];
    const judged = testStatus(errors);
    const suspect = isSuspect(judged.error) || (judged.error !== undefined && this.#rig?.lostSide !== undefined);
    // The loss of a board shows a moment after the errors that it causes, which may be an assertion of the test.
    if (judged.error) await this.#rig?.powerLost();
    const lost = judged.error && (this.#rig?.broken ?? this.#rig?.lostSide);
    const { status, result, error } = lost ? { ...BROKEN, error: judged.status === 'broken' ? judged.error : lost } : judged;
    const reason = lost?.message ?? error?.message ?? null;
    this.#run.write({
      type: 'test',
      ...this.#titleOf(test),
      status,
      result,
      ms: test.duration ?? 0,
      reason: result === 'pass' ? null : reason,
      ...(error && { error: { code: error.code, message: error.message } }),
      tStart,
      tEnd,
    });
    if (suspect) await this.#rig?.recover(error?.message);
  }

  #titleOf(test: Circus.TestEntry): { suite: string; file: string; name: string } {
    const titles = [test.name];
    for (let block: Circus.DescribeBlock | undefined = test.parent; block && block.name !== 'ROOT_DESCRIBE_BLOCK'; block = block.parent)
      titles.unshift(block.name);
    return { suite: /^\d+/.exec(basename(this.#file))?.[0] ?? '0', file: this.#file, name: titles.join(' › ') };
  }

  /** Adds to what a map says of the describe block that is being declared. */
  #note<T>(of: Map<Circus.DescribeBlock, readonly T[]>, notes: readonly T[]): void {
    const block = this.#state?.currentDescribeBlock;
    if (block) of.set(block, [...(of.get(block) ?? []), ...notes]);
  }

  /** Of capabilities that the board itself must show, those that it does not, and why. Without a rig the test fails for that. */
  async #notFound(capabilities: readonly Probed[]): Promise<string[]> {
    const missing: string[] = [];
    if (!this.#rig || this.#rig.broken) return missing;
    for (const capability of capabilities) {
      const why = await this.#rig.missing(capability);
      if (why !== undefined) missing.push(`${capability} (${why})`);
    }
    return missing;
  }

  #has(capability: Capability): boolean {
    return (this.#board.capabilities as readonly Capability[]).includes(capability);
  }

  /** Two rigs in one file that are not the same would leave the tests of the first on the second. */
  #request({ board = this.#board, shm = this.#shm ?? board.shm[0]?.name, proves }: RigRequest): void {
    if (this.#requested && (board.name !== this.#board.name || shm !== this.#shm)) {
      throw new ConfigError(`useRig(): this file uses '${this.#shm ?? ''}' of board '${this.#board.name}' already`, {
        fix: "one file, one board and one shm device: put the other tests into a file of their own, or open the other device with rig.peer('…').open()",
      });
    }
    if (!isDeclared(board)) {
      throw new ConfigError(
        `useRig({ board }): board is '${String((board as { name?: unknown } | null)?.name)}', which defineBoard did not return`,
        {
          fix: 'import the default export of a board file, or pass what defineBoard({ … }) returns',
        },
      );
    }
    this.#run.about(board);
    this.#requested = true;
    this.#unproven ||= proves === 'identity';
    this.#board = board;
    this.#shm = shm;
  }

  #bridge(): Bridge {
    const board = (): Board => this.#board;
    const shm = (): ShmDeclaration => shmOf(this.#board, this.#shm);
    const run = this.#run;
    return {
      get board() {
        return board();
      },
      get shm() {
        return shm();
      },
      profile: run.profile,
      seed: run.seed,
      request: (request) => this.#request(request),
      acquire: async () => {
        this.#rig = await run.acquire(this.#board, this.#shm, this.#unproven);
        return this.#rig;
      },
      rig: () => {
        if (this.#rig) return this.#rig;
        throw new ConfigError('the rig was used before its tests run', {
          fix: 'use it inside test(), beforeEach() or a later beforeAll(), not while the file is being read',
        });
      },
      need: (capabilities) => {
        const unknown = capabilities.find((capability) => !KNOWN.includes(capability));
        if (unknown !== undefined)
          throw new ConfigError(`useRig({ needs }): there is no capability '${unknown}'`, { fix: `use of: ${KNOWN.join(', ')}` });
        this.#note(this.#needs, capabilities);
      },
      skip: (reason) => this.#note(this.#reasons, [reason]),
      measured: ({ id, unit, median, n, quantiles, limits, clock, precision, distribution }) => {
        const within = withinLimits(id, median, unit, limits);
        const missed = within || !limits ? undefined : `${id} is ${median} ${unit}, allowed is ${limitsText(limits)}`;
        run.write({
          type: 'measurement',
          id,
          unit,
          median,
          n,
          quantiles,
          limits: limits
            ? { ...(limits.min !== undefined && { min: limits.min }), ...(limits.max !== undefined && { max: limits.max }) }
            : null,
          result: limits ? (within ? 'pass' : 'fail') : 'none',
          ...(clock && { clock }),
          ...(precision && { precision }),
          ...(distribution && { distribution }),
        });
        if (missed === undefined) return;
        // In a hook of a whole block there is no test to fail: the hook fails.
        if (!this.#state?.currentlyRunningTest) throw outside([missed]);
        this.#missed.push(missed);
      },
    };
  }
}

function isProbed(capability: Capability): capability is Probed {
  return (PROBED_CAPABILITIES as readonly Capability[]).includes(capability);
}

function outside(missed: readonly string[]): AssertionError {
  return new AssertionError({ message: `outside the limits: ${missed.join('; ')}` });
}

/** What a map says of the describe blocks around a test, inside out. */
function around<T>(test: Circus.TestEntry, of: ReadonlyMap<Circus.DescribeBlock, readonly T[]>): T[] {
  const found: T[] = [];
  for (let block: Circus.DescribeBlock | undefined = test.parent; block; block = block.parent) found.push(...(of.get(block) ?? []));
  return found;
}

// Jest takes an environment from the default export only.
export default AmpHilEnvironment;
