import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { EXIT } from '../record/exit-status';
import { processContext } from './context';
import { JSON_SHAPES } from './json-shapes';
import { runCli } from './main';

let out = '';
let err = '';
const run = (...args: string[]): Promise<number> => {
  out = err = '';
  const context = { ...processContext(), root: resolve(__dirname, '../..'), env: {} };
  return runCli(['export', ...args], { ...context, out: (text) => void (out += text), err: (text) => void (err += text) });
};

test.each(['sim', 'zcu102-qemu', 'zcu102'])('export prints board %s in each form, and acquires nothing', async (board) => {
  expect(await run('-b', board)).toBe(EXIT.pass);
  expect(out).toMatch(/^static struct metal_device metal_device_3ed80000_shm = \{$/m);
  expect(await run('-b', board, '--as', 'dts')).toBe(EXIT.pass);
  expect(out).toMatch(/^\/dts-v1\/;\n\/plugin\/;[^]*shm@3ed80000 \{ no-map;/);
  expect(await run('-b', board, '--as', 'json')).toBe(EXIT.pass);
  const json = JSON_SHAPES.export.parse(JSON.parse(out));
  expect(json).toMatchObject({
    board,
    shm: [{ name: '3ed80000.shm', regions: [{ physmap: ['0x3ed80000'], size: 0x800000, pageShift: -1 }] }],
  });
});

test('export refuses a form that there is not', async () => {
  expect(await run('--as', 'yaml')).toBe(EXIT.usage);
  expect(err).toMatch(/'yaml'.*c, dts, json/);
});
