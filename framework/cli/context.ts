import { resolve } from 'node:path';
import type { Board } from '../board/declaration';
import { listBoards, loadBoard } from '../board/load-board';
import type { WalkOptions, WalkRun } from '../coherence/walk/walk';
import { switchOffLeftOn } from '../board/power/left-on';
import type { LitmusTest } from '../litmus/program';
import type { LitmusOptions } from '../litmus/run/options';
import type { LitmusRun } from '../litmus/run/result';
import type { ShmPeer } from '../peer/shm-peer';
import { runJest, type JestOutcome, type JestRequest } from './jest-process';
import { runSelf, type SelfOutcome, type SelfRequest } from './self-process';

/** What a command needs of an acquired board. */
export interface CliRig {
  peer(id: string): ShmPeer;
  r5(id: string): { command(text: string): Promise<unknown>; reopen(memFlags?: number): Promise<unknown> };
  litmus(test: LitmusTest, options: LitmusOptions): Promise<LitmusRun>;
  walk(options: WalkOptions): Promise<WalkRun>;
  /** Resolves to what went wrong in it. */
  close(): Promise<Error | undefined>;
}

export interface OpenRigOptions {
  root: string;
  onProgress: (text: string) => void;
  onConsole: (peer: string, text: string, at: number) => void;
  signal?: AbortSignal;
  /** Of the board's faults; default 1. */
  seed?: number | undefined;
}

/** All that a command touches of the world, so that a test can stand in for it. */
export interface CliContext {
  /** The project's root: boards and suites are below it. */
  readonly root: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What the user types. */
  readonly input: NodeJS.ReadableStream;
  /** Results. */
  out(text: string): void;
  /** Progress and errors. */
  err(text: string): void;
  /** True where results may have colours. */
  readonly colour: boolean;
  listBoards(): string[];
  loadBoard(nameOrPath: string): Board;
  openRig(board: Board, options: OpenRigOptions): Promise<CliRig>;
  /** Switches off a real board that a killed run left on. */
  switchOff(board: Board): Promise<void>;
  runJest(request: JestRequest): Promise<JestOutcome>;
  /** Runs this command line with other arguments, in a process of its own. */
  runSelf(request: SelfRequest): Promise<SelfOutcome>;
  /** Calls `listener` on SIGINT, SIGTERM and SIGHUP until the returned function is called. */
  onInterrupt(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Calls `listener` when results have no reader any more (`| head`), until the returned function is called. */
  onReaderGone(listener: () => void): () => void;
}

export function processContext(): CliContext {
  const root = resolve(__dirname, '..', '..');
  return {
    root,
    cwd: process.cwd(),
    env: process.env,
    get input() {
      return process.stdin;
    },
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    listBoards: () => listBoards(root),
    loadBoard: (nameOrPath) => loadBoard(nameOrPath, root),
    openRig: (board, options) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- links and their native parts are loaded for the commands that need a board only
      const { Rig } = require('../board/rig') as typeof import('../board/rig');
      return Rig.open(board, options);
    },
    switchOff: (board) => switchOffLeftOn(board, root),
    runJest,
    runSelf,
    onInterrupt: (listener) => {
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
    onReaderGone: (listener) => {
      process.stdout.on('error', listener);
      return () => process.stdout.off('error', listener);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
