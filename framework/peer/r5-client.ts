import { randomBytes } from 'node:crypto';
import { PeerFault, type AmpHilError } from '../errors/errors';
import { withDeadline } from '../link/deadline';
import type { LineLink } from '../link/line-link';
import { encodeCommand, LAST_SEQ, parseFields, type Answer } from './protocol';
import { CANCEL_MS, endJob } from './r5-cancel';
import { Exchange, EXCHANGE_TIMING, type ExchangeTiming } from './r5-exchange';
import { checkGreeting, parseGreeting, type Greeting } from './r5-greeting';
import { faultOf } from './r5-errors';
import { R5Inbox, type LinkCounters, type Notice } from './r5-inbox';
import { R5Session } from './r5-session';
import { Turn } from './r5-turn';

export interface CallOptions {
  /** Deadline in ms. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Name for error messages; default: the command. */
  operation?: string | undefined;
}

export interface R5ClientOptions {
  timing?: Partial<ExchangeTiming> | undefined;
  /** Told of every resend: a healthy link has none. */
  onIncident?: ((what: string) => void) | undefined;
}

const COMMAND_MS = 2000;
const HELLO_MS = 5000;

/** Framed commands to the R5 firmware over one link: one in flight, and a `cancel` beside a job. An `err` is an answer here, not an error. */
export class R5Client {
  readonly peer: string;
  private readonly timing: ExchangeTiming;
  private readonly turn = new Turn();
  private readonly session = new R5Session();
  private readonly inbox: R5Inbox;
  private seq = 0;
  private resends = 0;
  /** Why no command may be sent before the next hello. */
  private broken: AmpHilError | undefined;
  private ended: AmpHilError | undefined;

  constructor(
    readonly link: LineLink,
    private readonly options: R5ClientOptions = {},
  ) {
    this.peer = link.peer;
    this.timing = { ...EXCHANGE_TIMING, ...options.timing };
    this.inbox = new R5Inbox(link.peer);
    link.listen((line) => this.inbox.receive(line));
    this.inbox.noticeListeners.add(({ word, fields }) => {
      if (word === 'hello') this.greeted(parseGreeting(fields));
      if (word === 'fault') this.aborted(fields);
    });
    void link.closed.then((reason) => {
      this.ended = reason;
      this.inbox.failAll(reason);
    });
  }

  /** True after an unexpected restart of the firmware, until the next `hello`. */
  get needsHello(): boolean {
    return this.broken !== undefined;
  }

  /** Why no command can be sent: the firmware restarted or took an abort, or the link ended. */
  get failure(): AmpHilError | undefined {
    return this.broken ?? this.ended;
  }

  counters(): LinkCounters {
    return { ...this.inbox.counts, resends: this.resends, overlong: this.link.overlong };
  }

  /** Starts a session. Throws `ProtocolViolation` for firmware of another protocol or build. */
  async hello(options: CallOptions & { expectedBuild?: string | undefined } = {}): Promise<Greeting> {
    const operation = options.operation ?? `hello to ${this.peer}`;
    return withDeadline(
      operation,
      options.timeout ?? HELLO_MS,
      options.signal,
      (stop) => this.inTurn(stop, () => this.greet(operation, options.expectedBuild, stop)),
      () => this.inbox.silence(),
    );
  }

  /** The greeting of a firmware that was just started; also one that came before it was asked for. Checked as in `hello`. */
  async awaitGreeting(options: CallOptions & { expectedBuild?: string | undefined } = {}): Promise<Greeting> {
    const operation = options.operation ?? `greeting of ${this.peer}`;
    const arrival = (stop: AbortSignal): Promise<Greeting> => Promise.race([this.session.arrival(stop), this.link.closed.then(rethrow)]);
    const greeting = await withDeadline(operation, options.timeout ?? HELLO_MS, options.signal, arrival, () => this.inbox.silence());
    return checkGreeting(this.peer, greeting, options.expectedBuild);
  }

  /** The firmware is about to be stopped or started on purpose: its greeting will be no surprise, and an older one does not count. */
  expectRestart(): void {
    this.session.end();
    this.session.forgetArrived();
  }

  /** What the firmware of this session said in answer to `hello`. */
  get firmware(): Greeting {
    return this.session.firmware;
  }

  /** Calls `listener` at the start of every session: what an earlier one opened may be gone. */
  onSession(listener: () => void): void {
    this.session.whenBegun(listener);
  }

  /** Sends a command and gives its answer, `ok` or `err`. */
  async call(command: string, options: CallOptions = {}): Promise<Answer> {
    const operation = options.operation ?? `${this.peer}: ${command}`;
    encodeCommand(LAST_SEQ, command);
    return withDeadline(
      operation,
      options.timeout ?? COMMAND_MS,
      options.signal,
      (stop) => this.inTurn(stop, () => this.exchange(operation, command, stop)),
      () => `the R5 does not answer: ${this.inbox.silence()}`,
    );
  }

  /** Sends the `loads` and then `command`, which starts a job, and gives the job's answer. At the deadline or an abort the job is cancelled. */
  async job(
    loads: readonly string[],
    command: string,
    options: CallOptions & { timeout: number; onStarted?: (() => void) | undefined },
  ): Promise<Answer> {
    const { timeout, signal, operation = `${this.peer}: ${command}` } = options;
    for (const line of [...loads, command]) encodeCommand(LAST_SEQ, line);
    const start = performance.now();
    const left = (): number => Math.max(0, Math.ceil(timeout - (performance.now() - start)));
    const release = await this.hold(operation, timeout, signal);
    try {
      for (const load of loads) {
        const answer = await withDeadline(
          operation,
          left(),
          signal,
          (stop) => this.exchange(operation, load, stop),
          () => this.inbox.silence(),
        );
        if (answer.kind === 'err') return answer;
      }
      const running = this.start(operation, command, undefined, options.onStarted);
      try {
        return await withDeadline(operation, left(), signal, running.answer, () => this.inbox.silence());
      } catch (error) {
        if (running.settled) throw error;
        throw await endJob(
          running,
          () => this.start(`cancel of ${operation}`, 'cancel'),
          error as AmpHilError,
          () => this.inbox.silence(),
          CANCEL_MS,
        );
      } finally {
        this.inbox.forget(running);
      }
    } finally {
      release();
    }
  }

  /** Sends a command and waits for nothing: for `hang`. */
  post(command: string): void {
    this.link.send(encodeCommand(this.nextSeq(), command));
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.inbox.noticeListeners.add(listener);
    return () => this.inbox.noticeListeners.delete(listener);
  }

  /** The firmware's log lines, without `# `. */
  onLog(listener: (text: string) => void): () => void {
    this.inbox.logListeners.add(listener);
    return () => this.inbox.logListeners.delete(listener);
  }

  private async greet(operation: string, expectedBuild: string | undefined, stop: AbortSignal): Promise<Greeting> {
    const { broken } = this;
    this.broken = undefined;
    this.session.end();
    try {
      return await this.askGreeting(operation, expectedBuild, stop);
    } catch (error) {
      this.broken ??= broken;
      throw error;
    }
  }

  private async askGreeting(operation: string, expectedBuild: string | undefined, stop: AbortSignal): Promise<Greeting> {
    this.link.sendNewline();
    for (;;) {
      const nonce = randomBytes(4).toString('hex');
      const accept = (answer: Answer): boolean =>
        answer.kind === 'err' ? answer.text.startsWith('busy') : answer.kind === 'ok' && parseFields(answer.text).get('host') === nonce;
      const answer = await this.exchange(operation, `hello ${nonce}`, stop, accept);
      const greeting = answer.kind === 'ok' ? parseGreeting(parseFields(answer.text)) : undefined;
      if (greeting) {
        checkGreeting(this.peer, greeting, expectedBuild);
        this.session.begin(greeting);
        return greeting;
      }
      // A job of an earlier host still runs.
      await this.exchange(operation, 'cancel', stop);
    }
  }

  private async inTurn<T>(stop: AbortSignal, work: () => Promise<T>): Promise<T> {
    const release = await this.turn.take(stop);
    try {
      stop.throwIfAborted();
      return await work();
    } finally {
      release();
    }
  }

  /** The turn, for longer than one deadline's work. Not lost when the deadline and the grant come together. */
  private async hold(operation: string, ms: number, signal: AbortSignal | undefined): Promise<() => void> {
    let release: (() => void) | undefined;
    const take = async (stop: AbortSignal): Promise<void> => {
      const granted = await this.turn.take(stop);
      if (stop.aborted) granted();
      else release = granted;
    };
    try {
      await withDeadline(operation, ms, signal, take, () => `another command is in flight; ${this.inbox.silence()}`);
    } catch (error) {
      release?.();
      throw error;
    }
    return release as unknown as () => void;
  }

  private async exchange(operation: string, command: string, stop: AbortSignal, accept?: (answer: Answer) => boolean): Promise<Answer> {
    const exchange = this.start(operation, command, accept);
    const end = (): void => exchange.fail(stop.reason as AmpHilError);
    stop.addEventListener('abort', end, { once: true });
    try {
      return await exchange.answer;
    } finally {
      stop.removeEventListener('abort', end);
      this.inbox.forget(exchange);
    }
  }

  private start(operation: string, command: string, accept?: (answer: Answer) => boolean, onStarted?: () => void): Exchange {
    if (this.broken) throw this.broken;
    const seq = this.nextSeq();
    const exchange = new Exchange({
      seq,
      line: encodeCommand(seq, command),
      operation,
      timing: this.timing,
      send: (line) => this.link.send(line),
      onResend: (_, count) => this.resent(command, count),
      silence: () => this.inbox.silence(),
      accept,
      onStarted,
    });
    this.inbox.expect(exchange);
    exchange.begin();
    return exchange;
  }

  private nextSeq(): number {
    return (this.seq = (this.seq % LAST_SEQ) + 1);
  }

  private resent(command: string, count: number): void {
    this.resends++;
    this.options.onIncident?.(`${this.peer}: resend ${count} of '${command}'; ${this.inbox.silence()}`);
  }

  /** The firmware took an abort outside of any command: it goes on, but nobody knows with what. */
  private aborted(fields: ReadonlyMap<string, string>): void {
    const fault = faultOf(fields, { peer: this.peer, operation: `the firmware of ${this.peer}, outside of any command` });
    this.session.end();
    this.inbox.failAll(fault);
    this.broken = fault;
  }

  private greeted(greeting: Greeting | undefined): void {
    if (!greeting || !this.session.greeted(greeting)) return;
    const fault = new PeerFault(
      `${this.peer}: the firmware restarted unexpectedly (build ${greeting.build})`,
      { side: this.peer, kind: 'reset' },
      { fix: 'what the R5 console shows before the greeting says why; hello starts a new session' },
    );
    this.inbox.failAll(fault);
    this.broken = fault;
  }
}

function rethrow(reason: AmpHilError): never {
  throw reason;
}
