import { Duplex } from 'node:stream';
import { crc16, crcDigits } from '../link/crc16';
import { LineLink } from '../link/line-link';

/**
 * For unit tests only: the R5's side of docs/serial-protocol.md over a stream in memory, with the ways to spoil it.
 * The real firmware is tested against the same client in r5-peer.board.test.ts.
 */
export class FakeR5 {
  readonly memory = Buffer.alloc(0x1000);
  /** Commands executed, without frame. */
  readonly executed: string[] = [];
  /** Lines received, as they came. */
  readonly lines: string[] = [];
  readonly console: string[] = [];
  readonly link: LineLink;
  proto = '1';
  build = '1a2b3c4d';
  nonce = '9f8e7d6c';
  /** Answers, by first word; overrides the built-in ones. */
  answers = new Map<string, (words: string[]) => string>();
  /** Executes, but says nothing. */
  mute = false;
  /** What the wire does to a line of either side (newline excluded). `undefined`: as it is. */
  fromR5: ((line: string) => string | undefined) | undefined;
  toR5: ((line: string) => string | undefined) | undefined;
  /** A job does not end by itself. */
  endless = false;
  /** A job does not end on `cancel` either. */
  stubborn = false;
  private last = { seq: 0, line: '' };
  private job: { seq: number; line: string; running: boolean } | undefined;
  private rest = '';
  private readonly host: Duplex;

  constructor(readonly peer = 'r5') {
    this.host = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        this.rest += chunk.toString('latin1');
        const lines = this.rest.split('\n');
        this.rest = lines.pop() as string;
        for (const line of lines) this.receive(this.toR5?.(line) ?? line);
        done();
      },
    });
    this.link = new LineLink(this.host, { peer, name: 'memory', onLine: (text) => this.console.push(text) });
  }

  /** Bytes to the host as they are. */
  raw(text: string): void {
    this.host.push(Buffer.from(text, 'latin1'));
  }

  say(body: string): void {
    const sealed = seal(body);
    if (!this.mute) this.raw(`${this.fromR5?.(sealed) ?? sealed}\n`);
  }

  /** The firmware starts anew: another nonce, no memory of any command. */
  restart(nonce = 'fedcba98'): void {
    this.nonce = nonce;
    this.job = undefined;
    this.last = { seq: 0, line: '' };
    this.say(`! hello ${this.identity()}`);
  }

  unplug(): void {
    this.host.destroy(new Error('EIO: i/o error, read'));
  }

  /** Ends the running job with these results. */
  finish(answer: string): void {
    if (!this.job?.running) return;
    this.job.running = false;
    this.job.line = `@${this.job.seq} ${answer}`;
    this.say(this.job.line);
  }

  private identity(): string {
    return `proto=${this.proto} build=${this.build} nonce=${this.nonce} port=fake`;
  }

  private receive(line: string): void {
    this.lines.push(line);
    const match = /^@(\d+) (.*) \*([0-9A-F]{4})$/.exec(line);
    if (!match || seal(`@${match[1]} ${match[2]}`) !== line) return;
    const seq = Number(match[1]);
    const command = match[2] as string;
    if (command.startsWith('hello ')) this.last.seq = 0;
    else if (seq === this.job?.seq) return this.say(this.job.running ? `@${seq} ack` : this.job.line);
    if (seq === this.last.seq) return this.say(this.last.line);
    this.execute(seq, command);
  }

  private execute(seq: number, command: string): void {
    const words = command.split(' ');
    if (this.job?.running && words[0] !== 'cancel') {
      this.say(`@${seq} err busy`);
      return;
    }
    this.executed.push(command);
    if (words[0] === 'hang') {
      this.mute = true;
      return;
    }
    if (words[0] === 'job') {
      this.job = { seq, line: '', running: true };
      this.say(`@${seq} ack`);
      if (!this.endless) setImmediate(() => this.finish(this.answers.get('job')?.(words) ?? 'ok 1000 5'));
      return;
    }
    const answer = this.answers.get(words[0] as string)?.(words) ?? this.answer(words);
    this.last = { seq, line: `@${seq} ${answer}` };
    this.say(this.last.line);
    if (words[0] === 'cancel' && !this.stubborn) this.finish('err cancelled');
  }

  private answer([name, ...words]: string[]): string {
    const at = (i: number): number => Number.parseInt(words[i] ?? 'x', 16);
    switch (name) {
      case 'hello':
        return `ok ${this.identity()} host=${words[0]}`;
      case 'id':
        return 'ok midr=411fc153 mpidr=0 hz=3b9aca0 name=3ed80000.shm base=3ed80000 size=1000 flags=30c open=0';
      case 'open':
        return words[0] === '3ed80000.shm' ? 'ok base=3ed80000 size=1000 flags=30c' : 'err no-device';
      case 'read': {
        const bytes = Number(words[0]) / 8;
        return `ok ${bytes === 8 ? this.memory.readBigUInt64LE(at(1)).toString(16) : this.memory.readUIntLE(at(1), bytes).toString(16)}`;
      }
      case 'write': {
        const bytes = Number(words[0]) / 8;
        if (bytes === 8) this.memory.writeBigUInt64LE(BigInt(`0x${words[2]}`), at(1));
        else this.memory.writeUIntLE(at(2), at(1), bytes);
        return 'ok';
      }
      case 'bread':
        return `ok ${this.memory.subarray(at(0), at(0) + at(1)).toString('hex')}`;
      case 'bwrite':
        Buffer.from(words[1] as string, 'hex').copy(this.memory, at(0));
        return 'ok';
      case 'bset':
        this.memory.fill(at(1), at(0), at(0) + at(2));
        return 'ok';
      case 'close':
      case 'args':
      case 'cancel':
        return 'ok';
      default:
        return 'err unknown-command';
    }
  }
}

function seal(body: string): string {
  return `${body} *${crcDigits(crc16(body))}`;
}
