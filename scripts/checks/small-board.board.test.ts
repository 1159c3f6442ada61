import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBoard } from '../../framework/board/load-board';
import { linesOf, readRecord } from '../../framework/record/reader';
import { ROOT } from '../setup/paths';
import { firmware } from '../setup/steps/firmware';
import { runStep } from '../setup/step';

/** The simulator with a window of 16 KiB and no guard pages. */
const BOARD = `import { defineBoard } from ${JSON.stringify(join(ROOT, 'framework'))};
import sim from ${JSON.stringify(join(ROOT, 'boards/sim/board'))};
const [{ name, physmap, memFlags }] = sim.shm;
export default defineBoard({ ...sim, name: 'small-test', shm: [{ name, physmap, memFlags, size: 0x4000 }], memory: { ...sim.memory, guard: 0 } });
`;

test.each(['smoke', 'qualify'])(
  'the suites pass on a small board without guard pages, and what needs those is skipped: %s',
  async (profile) => {
    const folder = mkdtempSync(join(tmpdir(), 'amp-hil-small-'));
    try {
      const file = join(folder, 'small-test', 'board.ts');
      mkdirSync(join(folder, 'small-test'));
      writeFileSync(file, BOARD);
      const step = firmware(loadBoard(file, ROOT));
      expect(step).toBeDefined();
      if (step) await runStep(step, new AbortController().signal, () => undefined);
      const run = spawn(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'suites'], {
        cwd: ROOT,
        env: { ...process.env, AMP_HIL_BOARD: file, AMP_HIL_RUN_DIR: folder, AMP_HIL_PROFILE: profile, AMP_HIL_SEED: '1' },
        stdio: 'ignore',
      });
      await new Promise((done) => run.once('close', done));
      const tests = linesOf(readRecord(folder), 'test');
      // What no process has is skipped on `sim` as well.
      const asOnSim = ({ status, reason }: (typeof tests)[number]): boolean =>
        status === 'skipped' && /is a host-process: /.test(reason ?? '');
      // Round trips leave their distribution in the memory.
      const tooSmall = ({ file, status, reason }: (typeof tests)[number]): boolean =>
        file.endsWith('60.latency.test.ts') && status === 'skipped' && /the memory has 12288 bytes/.test(reason ?? '');
      expect(tests.filter(tooSmall).length).toBeGreaterThan(0);
      const others = tests
        .filter((test) => test.result !== 'pass' && !asOnSim(test) && !tooSmall(test))
        .map(({ name, status, reason }) => [name, status, reason]);
      expect(others).toEqual([
        [expect.stringContaining('a stray access faults'), 'skipped', expect.stringContaining('memory.guard is 0')],
        [expect.stringContaining('filling the whole region'), 'skipped', expect.stringContaining('memory.guard is 0')],
      ]);
      expect(tests.length).toBeGreaterThan(100);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);
