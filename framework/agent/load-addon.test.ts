import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAddon } from './load-addon';

const before = process.env['AMP_HIL_ADDON'];
let folder: string;

beforeEach(() => {
  delete process.env['AMP_HIL_ADDON'];
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-load-'));
});

afterEach(() => {
  if (before === undefined) delete process.env['AMP_HIL_ADDON'];
  else process.env['AMP_HIL_ADDON'] = before;
  rmSync(folder, { recursive: true });
});

const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'ConfigError', message: expect.stringMatching(message), fix: 'run npm run setup' });
const failure = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return error;
  }
};

test('A missing addon is a ConfigError that says where it was looked for and how to build it', () => {
  const path = join(folder, 'amp_hil.node');
  expect(failure(() => loadAddon(path))).toEqual(refused(new RegExp(`not at '${path}'`)));
});

test('A file that is no addon is a ConfigError that names it', () => {
  const path = join(folder, 'amp_hil.node');
  writeFileSync(path, 'not an ELF file');
  expect(failure(() => loadAddon(path))).toEqual(refused(new RegExp(`'${path}' does not load`)));
});

test('AMP_HIL_ADDON wins over the path in the call', () => {
  process.env['AMP_HIL_ADDON'] = join(folder, 'elsewhere.node');
  expect(failure(() => loadAddon(join(folder, 'amp_hil.node')))).toEqual(refused(/elsewhere\.node/));
});
