import { expect, test } from '@jest/globals';
import type { Rig } from '../board/rig';
import { NORM_NSHARED_WB_WA, NORM_SHARED_NCACHE } from '../shm/mem-flags';
import { openAsDeclared, openCached } from './cached-window';

const ACCESS = 0x300;

/** Two R5s, of which `failing` cannot open anything; `closed` has nothing open. Tells what was opened. */
function twoR5s(failing?: string, closed?: string): { rig: Rig; opened: string[] } {
  const opened: string[] = [];
  const open = (id: string, how: string): Promise<void> => {
    if (id === failing) return Promise.reject(new Error(`${id} is gone`));
    opened.push(`${id} ${how}`);
    return Promise.resolve();
  };
  const r5 = (id: string): unknown => ({
    openDevice: id === closed ? undefined : {},
    reopen: (flags?: number) => open(id, flags === undefined ? 'as declared' : flags.toString(16)),
    open: (_: string, name: string) => open(id, `${name} as declared`),
  });
  const board = { peers: { linux: { kind: 'ssh' }, r5: { kind: 'serial' }, r5b: { kind: 'serial' } } };
  const shm = { bus: 'platform', name: 'shm', memFlags: NORM_SHARED_NCACHE | ACCESS };
  return { rig: { board, peerIds: Object.keys(board.peers), r5, shm } as unknown as Rig, opened };
}

test('a cache is laid over the region of every R5, and the access stays what is declared', async () => {
  const { rig, opened } = twoR5s();
  await openCached(rig);
  const flags = (NORM_NSHARED_WB_WA | ACCESS).toString(16);
  expect(opened).toEqual([`r5 ${flags}`, `r5b ${flags}`]);
});

test('the second R5 works with what is declared again although the first cannot, and the error of the first is thrown', async () => {
  const { rig, opened } = twoR5s('r5');
  await expect(openAsDeclared(rig)).rejects.toThrow('r5 is gone');
  expect(opened).toEqual(['r5b as declared']);
});

test('an R5 that has nothing open any more opens it anew', async () => {
  const { rig, opened } = twoR5s(undefined, 'r5');
  await openAsDeclared(rig);
  expect(opened).toEqual(['r5 shm as declared', 'r5b as declared']);
});
