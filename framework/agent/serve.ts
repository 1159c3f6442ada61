import {
  createMessageConnection,
  ResponseError,
  type CancellationToken,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';
import type { Addon } from './addon';
import { AgentState, IMMEDIATE, immediateCalls, otherCalls, type CallContext } from './calls';
import { frame } from './message-lines';
import { hex, jobProgress } from './protocol';
import { toWire } from './wire-error';

/** JSON-RPC's own range for errors of the application. The typed error is in `data`. */
const APPLICATION_ERROR = -32000;

type Call = (...args: unknown[]) => unknown;

/** The agent behind any transport. */
export class AgentServer {
  private readonly state: AgentState;
  private readonly immediate: ReadonlyMap<string, Call>;
  private underWay = 0;

  constructor(addon: Addon) {
    this.state = new AgentState(addon);
    const calls = immediateCalls(this.state);
    this.immediate = new Map(IMMEDIATE.map((method) => [method, calls[method] as Call]));
  }

  /** Whether calls are under way that need the event loop. */
  readonly busy = (): boolean => this.underWay > 0;

  /** The answer to a call that never waits, as its line; `undefined` for any other message. */
  readonly answer = (message: Message): string | undefined => {
    const { method, params, id } = message as { method?: string; params?: unknown; id?: number };
    const call = method === undefined ? undefined : this.immediate.get(method);
    if (!call || typeof id !== 'number' || !Array.isArray(params)) return undefined;
    this.state.counters.calls++;
    try {
      const result = call(...(params as unknown[]));
      // By hand where it can be: the general way costs an emulated core as much as the access itself.
      if (typeof result === 'number' || result === null) return `{"jsonrpc":"2.0","id":${id},"result":${result}}\n`;
      return frame({ jsonrpc: '2.0', id, result } as Message);
    } catch (error) {
      return frame({ jsonrpc: '2.0', id, error: this.failed(error).toJson() } as Message);
    }
  };

  /** Serves every call on a connection; a reader may have answered the immediate ones before. */
  listen(reader: MessageReader, writer: MessageWriter): MessageConnection {
    const connection = createMessageConnection(reader, writer);
    const report = (token: number, done: bigint): void => void connection.sendProgress(jobProgress, token, hex(done));
    for (const [method, call] of this.immediate) this.on(connection, method, (args) => call(...args));
    for (const [method, call] of Object.entries(otherCalls(this.state))) {
      this.on(connection, method, (args, token) => (call as Call)(contextOf(token, report), ...args));
    }
    connection.onClose(() => this.state.closeAll());
    connection.listen();
    return connection;
  }

  private on(connection: MessageConnection, method: string, call: (args: unknown[], token: CancellationToken) => unknown): void {
    connection.onRequest(method, (...given: unknown[]) => {
      this.state.counters.calls++;
      const token = given.pop() as CancellationToken;
      try {
        const result = call(given, token);
        if (!(result instanceof Promise)) return result;
        this.underWay++;
        return result.catch((error: unknown) => this.failed(error)).finally(() => this.underWay--);
      } catch (error) {
        return this.failed(error);
      }
    });
  }

  private failed(error: unknown): ResponseError<unknown> {
    this.state.counters.errors++;
    const wire = toWire(error);
    return new ResponseError(APPLICATION_ERROR, wire.message, wire);
  }
}

function contextOf(token: CancellationToken, progress: CallContext['progress']): CallContext {
  return { cancelled: () => token.isCancellationRequested, onCancel: (listener) => token.onCancellationRequested(listener), progress };
}
