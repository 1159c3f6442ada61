import { createServer, connect, type Server, type Socket } from 'node:net';
import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { BoardUnavailable } from '../errors/errors';
import type { Board } from './declaration';

/** Who holds a board. */
export interface LockOwner {
  pid: number;
  user: string;
  since: string;
  command: string;
}

/** An owner and whoever asks for it are on one machine. */
const ANSWER_MS = 1000;

export interface BoardLock {
  /** Idempotent; waits for nobody who asked for the owner. */
  release(): Promise<void>;
}

/**
 * What a lock is for: a real board's name on this machine; a virtual board is a process of one clone's, so its lock is that clone's alone.
 * `root` is the project's root.
 */
export function lockKey(board: Pick<Board, 'name' | 'power'>, root: string): string {
  const { kind } = board.power;
  if (kind !== 'qemu' && kind !== 'simulator') return board.name;
  return `${board.name}-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
}

/**
 * One user of a board at a time. The lock is a listening socket in Linux's abstract namespace: the kernel drops it with the
 * process, however that ends, so no lock is ever left behind; and whoever finds it taken asks it who the owner is.
 * Throws `BoardUnavailable` naming the owner.
 */
export async function acquireLock(key: string, board = key): Promise<BoardLock> {
  const owner: LockOwner = {
    pid: process.pid,
    user: userInfo().username,
    since: new Date().toISOString(),
    command: process.argv.slice(1, 6).join(' '),
  };
  const askers = new Set<Socket>();
  const server = createServer((socket) => {
    askers.add(socket);
    socket.on('close', () => askers.delete(socket)).on('error', () => socket.destroy());
    // Nobody who asks and then hangs may keep this process alive, or hold its descriptors for ever.
    socket.unref().setTimeout(ANSWER_MS, () => socket.destroy());
    socket.end(JSON.stringify(owner));
  });
  try {
    await listen(server, lockName(key));
  } catch (cause) {
    const holder = await lockOwner(key);
    const who = holder ? `pid ${holder.pid} of ${holder.user} since ${holder.since} (${holder.command})` : 'another process';
    throw new BoardUnavailable(`board '${board}' is in use by ${who}`, { cause, fix: 'wait for it to finish, or end that process' });
  }
  server.unref();
  return {
    release: () =>
      new Promise((done) => {
        server.close(() => done());
        // The server's end waits for theirs.
        for (const asker of askers) asker.destroy();
      }),
  };
}

/** The owner of a lock, or undefined when it is free. */
export async function lockOwner(key: string): Promise<LockOwner | undefined> {
  return new Promise((done) => {
    let text = '';
    const socket: Socket = connect(lockName(key));
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8').slice(0, 4096)));
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(parseOwner(text)));
  });
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    return JSON.parse(text) as LockOwner;
  } catch {
    return undefined; // The owner answered nothing readable: taken, by whom is not known.
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

function lockName(key: string): string {
  return `\0amp-hil-lock-${key}`;
}
