import {
  CancellationTokenSource,
  ConnectionError,
  createMessageConnection,
  ParameterStructures,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { LinkClosed, type AmpHilError } from '../errors/errors';
import { withDeadline } from '../link/deadline';
import type { RemoteProcess } from '../link/exec-link';
import { LineSplitter } from '../link/line-splitter';
import { LastWords } from './agent-death';
import { LineMessageReader, LineMessageWriter } from './line-transport';
import { jobProgress, type AgentCalls, type AgentMethod, type WireError } from './protocol';
import { fromWire } from './wire-error';

export interface CallOptions {
  /** Deadline in ms. */
  timeout: number;
  signal?: AbortSignal | undefined;
  /** Names the call in a timeout; default: the method. */
  operation?: string;
  /** Wait for the agent's own answer to a cancellation, at most this many ms: then the work has truly ended. */
  grace?: number;
}

const CANCELLABLE: ReadonlySet<AgentMethod> = new Set<AgentMethod>(['open', 'job', 'openIrq', 'waitIrq', 'answerBell']);
const STDERR_LINE = 4096;
const SHUTDOWN_TIMEOUT = 2000;
const EXIT_TIMEOUT = 2000;

/** The host's end of one agent process. When the process ends, every call in flight rejects with the reason, once, and later ones at once. */
export class AgentClient {
  /** Resolves when the agent has ended, for whatever reason. Never rejects. */
  readonly ended: Promise<AmpHilError>;
  private readonly connection: MessageConnection;
  private death: AmpHilError | undefined;
  private violation: AmpHilError | undefined;
  private killed = false;
  private nextToken = 1;

  constructor(
    private readonly process: RemoteProcess,
    private readonly side: string,
    onStderr: (line: string) => void = () => undefined,
  ) {
    const words = new LastWords(side);
    const take = (line: string): void => {
      words.add(line);
      onStderr(line);
    };
    const splitter = new LineSplitter(STDERR_LINE, take, take);
    process.stderr.on('data', (chunk: Buffer) => splitter.push(chunk));
    const [reader, writer] = [new LineMessageReader(process.stdout), new LineMessageWriter(process.stdin)];
    // With a bound on the requests that it serves, and this end serves none, the library hands answers over at once and not a turn later.
    this.connection = createMessageConnection(reader, writer, undefined, { maxParallelism: 1 });
    // EPIPE and the like come here too: the agent is then ending, and its exit status says more.
    this.connection.onError(([error]) => {
      if (!('code' in error) || error.code !== 'ProtocolViolation') return;
      this.violation ??= error as AmpHilError;
      process.kill('SIGKILL');
    });
    // The channel is gone, so the agent is ending; one that only lost its channel is of no use either.
    this.connection.onClose(() => void setTimeout(() => process.kill('SIGKILL'), EXIT_TIMEOUT).unref());
    this.ended = process.exited.then((status) => {
      const last = splitter.flush();
      if (last !== undefined) take(last);
      this.death = this.violation ?? words.explain(status);
      this.connection.dispose(); // rejects what is pending; `call` puts the reason in
      return this.death;
    });
    this.connection.listen();
  }

  async call<M extends AgentMethod>(method: M, args: Parameters<AgentCalls[M]>, options: CallOptions): Promise<ReturnType<AgentCalls[M]>> {
    if (this.death) throw this.afterDeath(method, this.death);
    const { timeout, signal, operation = `${method} on ${this.side}`, grace = 0 } = options;
    // A call that never waits in the agent is over before a cancellation could reach it.
    const cancellation = CANCELLABLE.has(method) ? new CancellationTokenSource() : undefined;
    const send = (...token: CancellationToken[]): Promise<ReturnType<AgentCalls[M]>> =>
      this.connection.sendRequest(method, ParameterStructures.byPosition, ...args, ...token);
    let answer: Promise<ReturnType<AgentCalls[M]>> | undefined;
    try {
      if (!cancellation) return await withDeadline(operation, timeout, signal, send());
      return await withDeadline(operation, timeout, signal, (stop) => {
        stop.addEventListener('abort', () => cancellation.cancel(), { once: true });
        answer = send(cancellation.token);
        return answer;
      });
    } catch (error) {
      const death = this.diedMeanwhile();
      if (death) throw death;
      if (error instanceof ResponseError) throw fromWire(wireError(error));
      if (answer && grace > 0) await withDeadline(operation, grace, undefined, answer).catch(() => undefined); // only its end matters
      if (error instanceof ConnectionError) throw await this.ended; // the channel went before the exit status came
      throw this.diedMeanwhile() ?? error;
    } finally {
      cancellation?.dispose();
    }
  }

  /** A token for the progress of a job, and the end of listening to it. */
  onProgress(listener: (done: bigint) => void): { token: number; dispose: () => void } {
    const token = this.nextToken++;
    const subscription = this.connection.onProgress(jobProgress, token, (done) => listener(BigInt(done)));
    return { token, dispose: () => subscription.dispose() };
  }

  /** Ends the agent by force; what it was asked rejects when it has ended. */
  kill(): void {
    this.process.kill('SIGKILL');
    this.killed = true;
  }

  /** Ends the agent: by request, by the end of its stdin, by force. Idempotent, never throws. */
  async close(): Promise<void> {
    if (!this.death && !this.killed) {
      try {
        await this.call('shutdown', [], { timeout: SHUTDOWN_TIMEOUT });
      } catch {
        // It has ended, or does not listen any more: the steps below end it all the same.
      }
    }
    this.process.stdin.end();
    try {
      await withDeadline('end of the agent', EXIT_TIMEOUT, undefined, this.ended);
    } catch {
      this.process.kill('SIGKILL');
      // On a board that hangs not even this is answered: then the end of the link ends it.
      await withDeadline('end of the agent by force', EXIT_TIMEOUT, undefined, this.ended).catch(() => undefined);
    }
  }

  /** Why the agent has ended, if it has. */
  get failure(): AmpHilError | undefined {
    return this.death;
  }

  private diedMeanwhile(): AmpHilError | undefined {
    return this.death;
  }

  private afterDeath(method: string, death: AmpHilError): LinkClosed {
    return new LinkClosed(`${method} on ${this.side}: the agent has ended before`, { cause: death, fix: 'open the rig again' });
  }
}

function wireError(error: ResponseError<unknown>): WireError {
  const { data } = error;
  if (typeof data === 'object' && data !== null && 'code' in data && 'message' in data) return data as WireError;
  return { code: 'unknown', message: error.message };
}
