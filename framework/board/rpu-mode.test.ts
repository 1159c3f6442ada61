import { expect, test } from '@jest/globals';
import { PeerFault, Timeout } from '../errors/errors';
import type { Board } from './declaration';
import { rpuMode } from './rpu-mode';

const board = { emulated: false, soc: { name: 'zynqmp' } } as Board;
const reads = (value: bigint): { probe: () => Promise<bigint> } => ({ probe: () => Promise.resolve(value) });
const fails = (error: Error): { probe: () => Promise<bigint> } => ({ probe: () => Promise.reject(error) });

test('SLSPLIT tells split from lockstep', async () => {
  expect(await rpuMode(board, reads(0x18n))).toBe('split');
  expect(await rpuMode(board, reads(0x10n))).toBe('lockstep');
});

test('an emulated board has no such mode, and the register is not touched', async () => {
  expect(await rpuMode({ ...board, emulated: true }, fails(new Timeout('probe', 1)))).toBe('not modelled');
});

test('a register that faults is unknown, a link that fails is an error', async () => {
  expect(await rpuMode(board, fails(new PeerFault('fault', { side: 'r5', kind: 'data' })))).toMatch(/^unknown/);
  await expect(rpuMode(board, fails(new Timeout('probe', 1)))).rejects.toMatchObject({ code: 'Timeout' });
});
