import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import board from '../../boards/zcu102-qemu/board';
import type { SshDeclaration } from '../board/declaration';
import type { PoweredBoard } from '../board/power/power';
import { qemuPower } from '../board/power/qemu';
import { SshLink } from './ssh';

const ROOT = join(__dirname, '../..');
const BOOT = 60_000;
const [AT_ONCE, EACH] = [6, 12];

let powered: PoweredBoard;
let link: SshLink;

beforeAll(async () => {
  powered = await qemuPower(board, ROOT).on({ onConsole: () => undefined, onProgress: () => undefined });
  link = await SshLink.connect(board.peers['linux'] as SshDeclaration, { root: ROOT, endpoint: powered.endpoints.ssh, timeout: BOOT });
}, BOOT);
afterAll(async () => {
  await link.close();
  await powered.off();
});

test('the real dropbear runs each of many commands exactly once, asked for at once and beside a spawned process', async () => {
  const runs = async (worker: number): Promise<void> => {
    for (let run = 0; run < EACH; run++) {
      const name = `${worker}.${run}`;
      expect(await link.exec(['sh', '-c', 'echo "$0" >> /tmp/runs; echo "ran $0"', name])).toMatchObject({
        code: 0,
        stdout: `ran ${name}\n`,
      });
    }
  };
  const cat = await link.spawn(['cat']);
  cat.stdout.resume(); // a channel whose output nobody reads does not close
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => runs(worker)));
  const { stdout } = await link.exec(['sort', '/tmp/runs']);
  cat.stdin.end();
  expect(await cat.exited).toMatchObject({ code: 0 });
  const every = Array.from({ length: AT_ONCE }, (_, worker) => Array.from({ length: EACH }, (__, run) => `${worker}.${run}`)).flat();
  expect(stdout.trim().split('\n')).toEqual(every.sort());
}, 60_000);
