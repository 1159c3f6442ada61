import { describe, expect, test } from '@jest/globals';
import type { Board } from '../board/declaration';
import type { Rig } from '../board/rig';
import { BoardUnavailable } from '../errors/errors';
import { RigPool, type OpenRig } from './rig-pool';

const board = (name: string): Board => ({ name, shm: [{ name: 'a.shm' }, { name: 'b.shm' }] }) as unknown as Board;

interface Fake {
  closed: number;
  broken: BoardUnavailable | undefined;
}

function pool(closeError?: Error): { pool: RigPool; opened: string[]; rigs: Fake[] } {
  const opened: string[] = [];
  const rigs: Fake[] = [];
  const open: OpenRig = ({ name }, shm) => {
    opened.push(`${name} ${shm}`);
    const rig = {
      closed: 0,
      broken: undefined,
      close() {
        this.closed++;
        return Promise.resolve(closeError);
      },
    };
    rigs.push(rig);
    return Promise.resolve(rig as unknown as Rig);
  };
  return { pool: new RigPool(open), opened, rigs };
}

describe('the rigs of a process', () => {
  test('a board is opened once, and naming its first device is the same as naming none', async () => {
    const { pool: rigs, opened } = pool();
    expect(await rigs.acquire(board('x'))).toBe(await rigs.acquire(board('x'), 'a.shm'));
    expect(opened).toEqual(['x a.shm']);
  });

  test('a device that the board does not have is refused, and the rig in use stays', async () => {
    const { pool: rigs, opened, rigs: all } = pool();
    const first = await rigs.acquire(board('x'));
    await expect(rigs.acquire(board('x'), 'c.shm')).rejects.toMatchObject({
      code: 'ConfigError',
      message: expect.stringMatching(/'c\.shm'.*a\.shm, b\.shm/s),
    });
    expect(await rigs.acquire(board('x'))).toBe(first);
    expect([opened, all[0]?.closed]).toEqual([['x a.shm'], 0]);
  });

  test('another device of the board closes the rig before it opens the next', async () => {
    const { pool: rigs, opened, rigs: made } = pool();
    await rigs.acquire(board('x'));
    await rigs.acquire(board('x'), 'b.shm');
    expect(opened).toEqual(['x a.shm', 'x b.shm']);
    expect(made.map(({ closed }) => closed)).toEqual([1, 0]);
  });

  test('closing closes all of them, whatever one of them says, and gives the first error', async () => {
    const { pool: rigs, rigs: made } = pool(new Error('first'));
    await rigs.acquire(board('x'));
    await rigs.acquire(board('y'));
    expect((await rigs.close())?.message).toBe('first');
    expect(made.map(({ closed }) => closed)).toEqual([1, 1]);
  });

  test('a rig that is still being opened when all is closed is closed too', async () => {
    let finish: (rig: Rig) => void = () => undefined;
    const rigs = new RigPool(() => new Promise((resolve) => (finish = resolve)));
    void rigs.acquire(board('x'));
    const closing = rigs.close();
    let closed = false;
    finish({ broken: undefined, close: () => Promise.resolve(void (closed = true)) } as unknown as Rig);
    expect(await closing).toBeUndefined();
    expect(closed).toBe(true);
  });

  test('a board that could not be opened rejects every time with the same reason and is not tried again', async () => {
    let tries = 0;
    const rigs = new RigPool(() => {
      tries++;
      return Promise.reject(new BoardUnavailable('no power'));
    });
    await expect(rigs.acquire(board('x'))).rejects.toThrow('no power');
    await expect(rigs.acquire(board('x'))).rejects.toThrow('no power');
    expect(tries).toBe(1);
    expect(await rigs.close()).toBeUndefined();
  });

  test('a board that broke rejects with what broke it', async () => {
    const { pool: rigs, rigs: made } = pool();
    await rigs.acquire(board('x'));
    made[0]!.broken = new BoardUnavailable('killed');
    await expect(rigs.acquire(board('x'))).rejects.toThrow('killed');
    await expect(rigs.acquire(board('x'), 'b.shm')).rejects.toThrow('killed');
  });
});
