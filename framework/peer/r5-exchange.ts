import { Timeout, type AmpHilError } from '../errors/errors';
import type { Answer } from './protocol';

export interface ExchangeTiming {
  /** Nothing heard for so long after sending: send the same line again. The firmware executes it once, however often it comes. */
  resendMs: number;
  /** So many unanswered resends: the R5 does not listen. */
  maxResends: number;
  /** After an `ack`: ask by the same line so often whether the job still runs. */
  livenessMs: number;
  /** So many unanswered questions in a row: the R5 is hung. */
  maxSilent: number;
}

export const EXCHANGE_TIMING: ExchangeTiming = { resendMs: 250, maxResends: 20, livenessMs: 2000, maxSilent: 3 };

export interface ExchangeParts {
  seq: number;
  /** The framed line, sent again as it is. */
  line: string;
  operation: string;
  timing: ExchangeTiming;
  send: (line: string) => void;
  onResend: (exchange: Exchange, count: number) => void;
  /** What was last heard, for a timeout's detail. */
  silence: () => string;
  /** Is an answer of this SEQ truly ours? An earlier host's may still be on its way when a session starts. */
  accept?: ((answer: Answer) => boolean) | undefined;
  /** The job is acknowledged: it runs. */
  onStarted?: (() => void) | undefined;
}

/** One framed command from its sending to its answer: resends while nothing is heard, liveness once it is acknowledged. One timer. */
export class Exchange {
  /** The `ok` or `err`. Rejects with `Timeout` when the R5 is silent, or with what `fail` was given. */
  readonly answer: Promise<Answer>;
  settled = false;
  private readonly started = performance.now();
  private resolve!: (answer: Answer) => void;
  private reject!: (error: AmpHilError) => void;
  private timer: NodeJS.Timeout | undefined;
  private acknowledged = false;
  private interval: number;
  private resends = 0;
  private unanswered = 0;

  constructor(readonly parts: ExchangeParts) {
    this.interval = parts.timing.resendMs;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Who gave up waiting was told why by its deadline; the failure after that is not a second, unhandled one.
    this.answer.catch(() => {});
  }

  /** Sends the line. Apart from the constructor, because the answer may come before this returns. */
  begin(): void {
    this.arm();
    try {
      this.parts.send(this.parts.line);
    } catch (error) {
      this.fail(error as AmpHilError);
    }
  }

  get seq(): number {
    return this.parts.seq;
  }

  /** False: not an answer to this command. */
  take(answer: Answer): boolean {
    if (this.settled || answer.seq !== this.seq || this.parts.accept?.(answer) === false) return false;
    this.unanswered = 0;
    if (answer.kind !== 'ack') {
      this.settle();
      this.resolve(answer);
    } else if (!this.acknowledged) {
      this.acknowledged = true;
      this.parts.onStarted?.();
      this.interval = this.parts.timing.livenessMs;
      clearTimeout(this.timer);
      this.arm();
    }
    return true;
  }

  fail(error: AmpHilError): void {
    if (this.settled) return;
    this.settle();
    this.reject(error);
  }

  /** The job is about to end: ask for its answer as often as for a command's. */
  hurry(): void {
    if (this.settled) return;
    this.interval = this.parts.timing.resendMs;
    clearTimeout(this.timer);
    this.arm();
  }

  private settle(): void {
    this.settled = true;
    clearTimeout(this.timer);
  }

  private arm(): void {
    this.timer = setTimeout(() => this.again(), this.interval);
  }

  private again(): void {
    const { timing, operation, silence } = this.parts;
    const most = this.acknowledged ? timing.maxSilent : timing.maxResends;
    if (this.unanswered >= most) {
      const what = this.acknowledged ? 'the R5 is hung: it acknowledged the job and' : 'the R5 does not listen: it';
      this.fail(
        new Timeout(operation, Math.round(performance.now() - this.started), {
          detail: `${what} answered none of ${most} resends; ${silence()}`,
          fix: 'look at the R5 console; stop and start its firmware, or power-cycle the board',
        }),
      );
      return;
    }
    // The first question after an answer is how a job is looked after; a line that was not answered is a disturbance.
    const routine = this.acknowledged && this.unanswered === 0;
    this.unanswered++;
    if (!routine) this.parts.onResend(this, ++this.resends);
    this.begin();
  }
}
