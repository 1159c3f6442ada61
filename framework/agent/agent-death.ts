import { LinkClosed, PeerFault, type AmpHilError, type FaultDetail } from '../errors/errors';
import type { ExitStatus } from '../link/exec-link';

const FAULT = /amp-hil-fault signal=(\w+) addr=(0x[0-9a-f]+)(?: pc=(0x[0-9a-f]+))?/;
const KEPT_LINES = 10;
const KEPT_CHARACTERS = 200;
/** Signals that an access of the agent itself raises; any other came from outside. */
const OWN_FAULTS = new Set(['SIGBUS', 'SIGSEGV', 'SIGILL']);

/** What an agent's stderr tells of its end: the fault line that the addon prints, and the last lines for the message. */
export class LastWords {
  private readonly lines: string[] = [];
  private fault: FaultDetail | undefined;

  constructor(private readonly side: string) {}

  add(line: string): void {
    this.lines.push(line.slice(0, KEPT_CHARACTERS));
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    const [, kind, address, pc] = FAULT.exec(line) ?? [];
    if (kind === undefined || address === undefined) return;
    this.fault = { side: this.side, kind, address: BigInt(address), ...(pc === undefined ? {} : { pc: BigInt(pc) }) };
  }

  /** The error of every call that the end left without an answer. */
  explain({ code, signal }: ExitStatus): AmpHilError {
    const said = this.lines.length === 0 ? '' : `; its last words: ${this.lines.join(' | ')}`;
    if (this.fault) {
      const { kind, address = 0n } = this.fault;
      return new PeerFault(`the agent on ${this.side} died of ${kind} at address 0x${address.toString(16)}`, this.fault, {
        fix: `the access is not legal on that mapping: is the region's size right, the device powered, the access aligned? The rig must be opened again`,
      });
    }
    if (signal !== null) {
      const kind = OWN_FAULTS.has(signal) ? signal : 'exit';
      return new PeerFault(
        `the agent on ${this.side} was ended by ${signal}${said}`,
        { side: this.side, kind },
        {
          fix:
            kind === 'exit'
              ? 'something outside ended it: a person, the out-of-memory killer (see dmesg), a shutdown'
              : 'the access is not legal on that mapping',
        },
      );
    }
    const how = code === null ? 'the link to it went' : `exit code ${code}`;
    return new LinkClosed(`the agent on ${this.side} ended: ${how}${said}`, {
      fix: 'look at the Linux console of the run; the rig must be opened again',
    });
  }
}
