import { ProtocolViolation } from '../errors/errors';
import type { Greeting } from './r5-greeting';

/** Which start of the firmware the host talks to: told by the nonce of its greetings. */
export class R5Session {
  private begun: Greeting | undefined;
  /** The latest greeting that nobody asked for yet. */
  private arrived: Greeting | undefined;
  private readonly onArrival = new Set<() => void>();
  private readonly onBegin = new Set<() => void>();

  /** What the firmware of this session said of itself. */
  get firmware(): Greeting {
    if (this.begun) return this.begun;
    throw new ProtocolViolation('no session with the firmware was started', { fix: 'say hello first' });
  }

  begin(greeting: Greeting): void {
    this.begun = greeting;
    if (this.arrived?.nonce === greeting.nonce) this.arrived = undefined;
    for (const listener of this.onBegin) listener();
  }

  /** The next greeting is no surprise. */
  end(): void {
    this.begun = undefined;
  }

  forgetArrived(): void {
    this.arrived = undefined;
  }

  /** A greeting came. True: the firmware restarted in the middle of a session, which is over now. */
  greeted(greeting: Greeting): boolean {
    if (greeting.nonce === this.begun?.nonce) return false;
    this.arrived = greeting;
    for (const listener of [...this.onArrival]) listener();
    const surprise = this.begun !== undefined;
    this.begun = undefined;
    return surprise;
  }

  /** The greeting that came last, or the next one. Each is given once. */
  arrival(stop: AbortSignal): Promise<Greeting> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.arrived) return;
        leave();
        resolve(this.arrived);
        this.arrived = undefined;
      };
      const leave = (): void => {
        this.onArrival.delete(look);
        stop.removeEventListener('abort', leave);
      };
      this.onArrival.add(look);
      stop.addEventListener('abort', leave, { once: true });
      look();
    });
  }

  /** Calls `listener` at the start of every session. */
  whenBegun(listener: () => void): void {
    this.onBegin.add(listener);
  }
}
