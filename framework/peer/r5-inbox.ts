import type { AmpHilError } from '../errors/errors';
import { decodeLine, type Received } from './protocol';
import type { Exchange } from './r5-exchange';

/** What went wrong on the link since it was opened; all 0 on a healthy one, but `notices`. */
export interface LinkCounters {
  resends: number;
  crcErrors: number;
  /** Lines that are nothing the protocol knows. */
  malformed: number;
  overlong: number;
  /** Answers to no command in flight: late ones, doubled ones, an earlier host's. */
  unknownSeq: number;
  notices: number;
}

export type Notice = Extract<Received, { kind: 'notice' }>;

/** So many damaged lines, and no good one between them, tell why nothing is understood. */
const DAMAGED = 2;
/** The firmware's notice of a line that came to it damaged. */
const DAMAGED_THERE = 'damaged';

/** Every line from the R5 goes through here: to the command that it answers, to those who listen, or into a counter. */
export class R5Inbox {
  readonly counts = { crcErrors: 0, malformed: 0, unknownSeq: 0, notices: 0 };
  readonly noticeListeners = new Set<(notice: Notice) => void>();
  readonly logListeners = new Set<(text: string) => void>();
  private readonly inFlight = new Map<number, Exchange>();
  /** Lines that came damaged to either end since the last answer that was understood. */
  private damaged = 0;
  private heard: { line: string; at: number } | undefined;

  constructor(private readonly peer: string) {}

  expect(exchange: Exchange): void {
    this.inFlight.set(exchange.seq, exchange);
  }

  /** A later answer of this number is nobody's. */
  forget(exchange: Exchange): void {
    this.inFlight.delete(exchange.seq);
  }

  failAll(reason: AmpHilError): void {
    for (const exchange of this.inFlight.values()) exchange.fail(reason);
    this.inFlight.clear();
  }

  receive(line: string): void {
    this.heard = { line, at: performance.now() };
    const received = decodeLine(line);
    switch (received.kind) {
      case 'ok':
      case 'err':
      case 'ack':
        this.damaged = 0;
        if (!this.inFlight.get(received.seq)?.take(received)) this.counts.unknownSeq++;
        return;
      case 'log':
        for (const listener of this.logListeners) listener(received.text);
        return;
      case 'notice':
        this.counts.notices++;
        if (received.word === DAMAGED_THERE) this.damaged++;
        for (const listener of this.noticeListeners) listener(received);
        return;
      case 'damaged':
        this.damaged++;
        if (received.why === 'crc') this.counts.crcErrors++;
        else this.counts.malformed++;
        return;
      case 'bare':
        return;
    }
  }

  /** What was last heard, for the detail of a timeout. */
  silence(): string {
    if (this.damaged < DAMAGED) return this.last();
    return `the serial line of ${this.peer} is not usable: ${this.damaged} lines came damaged, or not at all, since the last good one; ${this.last()}`;
  }

  private last(): string {
    if (!this.heard) return `nothing was ever heard from ${this.peer}`;
    const seconds = ((performance.now() - this.heard.at) / 1000).toFixed(1);
    return `last heard from ${this.peer} ${seconds} s ago: '${this.heard.line.slice(0, 120)}'`;
  }
}
