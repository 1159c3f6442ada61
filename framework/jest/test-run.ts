import { dirname, join } from 'node:path';
import type { Board } from '../board/declaration';
import { withFaults } from '../board/define-board';
import { loadBoard } from '../board/load-board';
import { Rig, type Incident } from '../board/rig';
import { Cancelled, ConfigError } from '../errors/errors';
import { faultList } from '../fault/parse';
import { findingText } from '../litmus/run/finding-text';
import { litmusEvent } from '../litmus/run/record-line';
import type { PlacementRun } from '../litmus/run/result';
import { countTests, exitStatus, isEmpty } from '../record/exit-status';
import { gitCommit, hostFacts } from '../record/provenance';
import { createRunFolder, RUNS_FOLDER } from '../record/run-id';
import { PROFILES, type Profile, type RecordEvent, type TestLine } from '../record/schema';
import { visible } from '../record/visible';
import { RecordWriter } from '../record/writer';
import { RigPool } from './rig-pool';
import { ROOT, setStartedRun, startedRun } from './started-run';

/**
 * What outlives a test file: the record and the rigs of this Jest process. Test files run in contexts of their own; this lives in the process's
 * outer realm, where the environment's module is loaded once.
 */
export class TestRun {
  readonly profile: Profile;
  readonly seed: number;
  /** True when `amp-hil run` started this process and reads the record when it has ended. */
  readonly forCommand: boolean;
  /** What the run is about as long as no file says otherwise. */
  readonly #default: Board;
  readonly #faults: readonly string[];
  #about: { board: Board; record: RecordWriter } | undefined;
  readonly #rigs = new RigPool((board, shm) => this.#openRig(board, shm));
  readonly #tests: TestLine[] = [];
  readonly #findings: string[] = [];
  /** Lines that had to be sent again, by peer. */
  readonly #disturbed = new Map<string, number>();
  readonly #stop = new AbortController();
  #ended: Promise<void> | undefined;

  private constructor() {
    const env = process.env;
    this.profile = profileOf(env['AMP_HIL_PROFILE']);
    this.#default = loadBoard(env['AMP_HIL_BOARD'] ?? 'sim', ROOT);
    this.forCommand = env['AMP_HIL_RUN_DIR'] !== undefined && process.channel !== undefined;
    this.seed = seedOf(env['AMP_HIL_SEED']);
    this.#faults = faultList(env['AMP_HIL_FAULTS']);
    if (env['AMP_HIL_BOARD'] !== undefined) this.about(this.#default);
    // A terminal or pipe that is closed must not end the run before the board is switched off; the record has what it misses. Also under a Jest
    // configuration of the user's own, without the lines to that end in jest.config.js.
    process.stderr.on('error', () => undefined);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.#interrupted(signal));
    // `amp-hil run` was killed and cannot forward a signal any more. The channel itself must not keep this process alive.
    process.once('disconnect', () => void this.#interrupted('the end of amp-hil run'));
    process.channel?.unref();
  }

  /** The run of this process; the first call starts it. */
  static current(): TestRun {
    const run = startedRun() ?? new TestRun();
    setStartedRun(run);
    return run;
  }

  /** The run's folder. */
  get folder(): string {
    return dirname(this.#record.path);
  }

  get board(): Board {
    return this.#about?.board ?? this.#default;
  }

  /**
   * Says what the run is about: `AMP_HIL_BOARD`, else the first board that a file names. Every line of its record carries that board.
   * Throws `ConfigError` for another one.
   */
  about(board: Board): void {
    if (this.#about) {
      const { name } = this.#about.board;
      if (name === board.name) return;
      throw new ConfigError(`useRig({ board }): board is '${board.name}', but this run and its record are about '${name}'`, {
        fix: `run that file by itself, with AMP_HIL_BOARD=${board.name} or amp-hil run -b ${board.name}`,
      });
    }
    const { faults } = withFaults(board, this.#faults);
    const given = process.env['AMP_HIL_RUN_DIR'];
    const started = new Date();
    const { folder, id } = given === undefined ? createRunFolder(join(ROOT, RUNS_FOLDER), started) : { folder: given, id: '' };
    const record = RecordWriter.create(folder, board.name);
    this.#about = { board, record };
    if (given !== undefined) return;
    record.write({
      type: 'run',
      id,
      profile: this.profile,
      seed: this.seed,
      commit: gitCommit(ROOT),
      started: started.toISOString(),
      host: hostFacts(),
      faults,
    });
  }

  get #record(): RecordWriter {
    if (!this.#about) this.about(this.#default);
    return (this.#about as unknown as { record: RecordWriter }).record;
  }

  /** The test that was recorded last. */
  get lastTest(): TestLine | undefined {
    return this.#tests.at(-1);
  }

  now(): number {
    return this.#record.now();
  }

  /** The rig of a board; see `RigPool`. */
  acquire(board: Board, shm: string | undefined, unproven: boolean): Promise<Rig> {
    return this.#rigs.acquire(board, shm, unproven);
  }

  write(event: RecordEvent): void {
    if (this.#ended) return; // Console text that trails the end of the run.
    const line = this.#record.write(event);
    if (line.type === 'test') this.#tests.push(line);
  }

  /** Closes the rigs and ends the record. Runs once, whoever calls first: Jest's global teardown or a signal. */
  end(reason: string | null): Promise<void> {
    this.#ended ??= this.#end(reason);
    return this.#ended;
  }

  async #openRig(board: Board, shm: string): Promise<Rig> {
    const rig = await Rig.open(withFaults(board, this.#faults), {
      root: ROOT,
      shm,
      seed: this.seed,
      unproven: true,
      signal: this.#stop.signal,
      onProgress: (text) => process.stderr.write(`${board.name}: ${text}\n`),
      onConsole: (peer, text, at) =>
        this.#note({ type: 'console', peer, text, t: Math.max(0, Math.round((at - this.#record.t0) * 10) / 10) }),
      onIncident: (incident) => this.#incident(board, incident),
      onLitmus: (run) => this.#litmus(run),
      onCounters: (counters) => this.#note({ type: 'counters', ...counters, counts: { ...counters.counts } }),
      // Dealt with where it was seen, but a link that is not clean is a finding: it shows in the console where it happened.
      onLinkIncident: (what) => this.#resent(what.split(':', 1)[0] || 'r5', what),
    });
    this.write({ type: 'rig', ...rig.provenance() });
    return rig;
  }

  /** Writes what came between the tests, where nobody catches: a record that takes no more ends the run in order. */
  #note(event: RecordEvent): void {
    try {
      this.write(event);
    } catch (error) {
      void this.#interrupted(`the record, which cannot be written (${visible(String(error))})`);
    }
  }

  #resent(peer: string, what: string): void {
    this.#disturbed.set(peer, (this.#disturbed.get(peer) ?? 0) + 1);
    this.#note({ type: 'console', peer, text: `amp-hil: ${what}` });
  }

  #litmus(run: PlacementRun): void {
    this.write(litmusEvent(run));
    if (run.mutations.length === 0 && run.erratum === null)
      this.#findings.push(...run.findings.map((finding) => findingText(run, finding)));
  }

  /** Forbidden outcomes seen since the last call: each fails the test that saw it, whether that looks or not. */
  takeFindings(): string[] {
    return this.#findings.splice(0);
  }

  #incident(board: Board, incident: Incident): void {
    const { what, action, ok, detail = '' } = incident;
    process.stderr.write(`${board.name}: incident: ${what}, ${action}: ${ok ? 'recovered' : 'not recovered'} ${visible(detail)}\n`);
    // A firmware that does not listen is no fault of the line to it.
    if (what.startsWith('firmware-')) this.#disturbed.clear();
    this.#note({ type: 'incident', ...incident });
  }

  async #end(reason: string | null): Promise<void> {
    const failure = await this.#rigs.close();
    for (const [peer, lines] of this.#disturbed)
      this.#record.write({ type: 'incident', what: `serial line of ${peer} disturbed`, action: `${lines} lines sent again`, ok: true });
    if (failure) this.#record.write({ type: 'incident', what: 'teardown', action: 'power-off', ok: false, detail: failure.message });
    const counts = countTests(this.#tests);
    // Tests that passed on a board that is perhaps still on are no reason to call the run whole.
    const why = reason ?? (failure ? `the board was not released in order: ${failure.message}` : isEmpty(counts) ? 'no test ran' : null);
    const broken = why !== null;
    this.#record.write({ type: 'end', status: broken ? 'broken' : 'completed', reason: why, counts, exit: exitStatus(counts, broken) });
    this.#record.close();
  }

  async #interrupted(signal: string): Promise<void> {
    if (this.#stop.signal.aborted) return; // A second Ctrl-C must not end the teardown that the first one began.
    process.stderr.write(`\n${signal}: ending the run, switching the board off\n`);
    this.#stop.abort(new Cancelled(`the run (${signal})`));
    try {
      await this.end(`interrupted by ${signal}`);
    } catch (error) {
      process.stderr.write(`the record could not be ended: ${visible(String(error))}\n`);
    }
    process.exit(3);
  }
}

function profileOf(value: string | undefined): Profile {
  const profile = PROFILES.find((known) => known === (value ?? 'smoke'));
  if (!profile) throw new ConfigError(`AMP_HIL_PROFILE is '${value ?? ''}'`, { fix: `use one of: ${PROFILES.join(', ')}` });
  return profile;
}

function seedOf(value: string | undefined): number {
  if (value === undefined) return Math.floor(Math.random() * 0x1_0000_0000);
  const seed = Number(value);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
    throw new ConfigError(`AMP_HIL_SEED is '${value}'`, { fix: 'use a whole number from 0 to 4294967295' });
  return seed;
}
