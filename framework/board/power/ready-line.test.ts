import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { READY_LINE, ReadyLine } from './ready-line';

const isSeen = async (ready: ReadyLine): Promise<boolean> =>
  Promise.race([ready.seen.then(() => true), Promise.resolve().then(() => false)]);

test('the line is seen however it is cut into pieces', async () => {
  for (let cut = 0; cut <= READY_LINE.length; cut++) {
    const ready = new ReadyLine();
    ready.push(`[    2.1] eth0: link\r\n${READY_LINE.slice(0, cut)}`);
    ready.push(`${READY_LINE.slice(cut)}\r\n`);
    expect(await isSeen(ready)).toBe(true);
  }
});

test('other text is not the line', async () => {
  const ready = new ReadyLine();
  ready.push('amp-hil: linux rea');
  ready.push('\namp-hil: ssh did not start\n');
  expect(await isSeen(ready)).toBe(false);
});

test("the board's init prints it", () => {
  const rc = join(__dirname, '../../../boards/zcu102-qemu/image/rc');
  expect(readFileSync(rc, 'utf8')).toContain(`echo "${READY_LINE}"`);
});
