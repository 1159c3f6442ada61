import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalLink } from './local';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-local-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a program whose start a close overtakes is ended and not handed over', async () => {
  const link = new LocalLink();
  const starting = link.spawn(['sleep', '5']);
  await link.close();
  await expect(starting).rejects.toMatchObject({ code: 'LinkClosed' });
});

test('a cancelled push leaves nothing', async () => {
  const stop = new AbortController();
  const push = new LocalLink().push(new Uint8Array(64 * 1024 * 1024), join(folder, 'file'), 0o644, stop.signal);
  while (readdirSync(folder).length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await expect(push).rejects.toMatchObject({ code: 'Cancelled' });
  expect(readdirSync(folder)).toEqual([]);
});

test('nothing is started for a caller who has given up', async () => {
  const link = new LocalLink();
  await expect(link.spawn(['touch', join(folder, 'started')], AbortSignal.abort())).rejects.toMatchObject({ code: 'Cancelled' });
  await link.exec(['true']);
  expect(readdirSync(folder)).toEqual([]);
});
