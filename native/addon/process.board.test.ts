import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addonPath } from './test/addon-path';
import { runChild, runNode } from './test/child';
import { SIZE, UioTree } from './test/uio-tree';

let tree: UioTree;
beforeEach(() => {
  tree = new UioTree();
});
afterEach(() => tree.remove());

const OPEN = `const region = addon.open(path, 0, 0, ${SIZE});`;
/** A consumer without a producer: it never ends by itself. */
const ENDLESS = `const job = region.startJob(4, new BigUint64Array([1n, 0n, 256n, 64n, 1n, 1n, 1n, 1n]), () => {});
  job.promise.catch(() => {});`;
/** The same in a Worker, which says when it runs. */
const WORKER = `const { Worker } = require('node:worker_threads');
  const start = () => new Promise((resolve) => {
    const worker = new Worker(\`
      const addon = require(${JSON.stringify(addonPath)}); const path = '\${path}';
      ${OPEN} ${ENDLESS}
      require('node:worker_threads').parentPort.postMessage(region.read(32, 0, 2));\`, { eval: true });
    worker.once('message', () => resolve(worker));
  });`;

describe('a process that faults on a mapping', () => {
  const truncate = `require('node:fs').truncateSync(path, 0);`;

  test('says so on stderr with signal, address and pc, and dies of the signal', () => {
    const { code, signal, stderr } = runChild(
      `${OPEN} addon.installFaultReporter(); console.log(region.address.toString(16)); ${truncate} region.read(32, 0x2004, 0);`,
      tree.path,
    );
    expect([code, signal]).toEqual([null, 'SIGBUS']);
    expect(stderr).toMatch(/^amp-hil-fault signal=SIGBUS addr=0x[0-9a-f]+ pc=0x[0-9a-f]+$/m);
  });

  test('names the very address of the access', () => {
    const { stdout, stderr } = runChild(
      `${OPEN} addon.installFaultReporter(); console.log((region.address + 0x2004n).toString(16)); ${truncate} region.read(32, 0x2004, 0);`,
      tree.path,
    );
    expect(/addr=0x([0-9a-f]+)/.exec(stderr)?.[1]).toBe(stdout.trim());
  });

  test('says so when the access was a job’s, on its own thread', () => {
    const { signal, stderr } = runChild(
      `${OPEN} addon.installFaultReporter(); ${truncate} region.startJob(1, new BigUint64Array([0n, 0n, 0n, 64n, 64n]));`,
      tree.path,
    );
    expect(signal).toBe('SIGBUS');
    expect(stderr).toContain('amp-hil-fault signal=SIGBUS addr=0x');
  });

  test('dies of a signal that another process sent as well', () => {
    const { signal, stderr } = runChild(
      `addon.installFaultReporter(); process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 10000);`,
      tree.path,
    );
    expect(signal).toBe('SIGSEGV');
    expect(stderr).toContain('amp-hil-fault signal=SIGSEGV');
  });

  test('says nothing where no reporter was installed', () => {
    const { signal, stderr } = runChild(`${OPEN} ${truncate} region.read(32, 0, 0);`, tree.path);
    expect([signal, stderr]).toEqual(['SIGBUS', '']);
  });
});

describe('a process that ends with a running job', () => {
  test('exits with its own status on process.exit()', () => {
    expect(runChild(`${OPEN} ${ENDLESS} setImmediate(() => process.exit(7));`, tree.path)).toEqual({
      code: 7,
      signal: null,
      stdout: '',
      stderr: '',
    });
  });

  test('exits with its own status when an exception ends it', () => {
    const { code, signal } = runChild(`${OPEN} ${ENDLESS} setImmediate(() => { throw new Error('x'); });`, tree.path);
    expect([code, signal]).toEqual([1, null]);
  });

  test('waits for a job that will end', () => {
    const { code, stdout } = runChild(
      `${OPEN} region.startJob(1, new BigUint64Array([1n, 1n, 0n, ${SIZE}n, 8n])).promise.then((r) => console.log(r[0]));`,
      tree.path,
    );
    expect([code, stdout]).toEqual([0, `${SIZE}n\n`]);
  });
});

describe('worker threads', () => {
  test('two load the addon at once and share the memory', () => {
    const { code, stdout, stderr } = runChild(
      `${WORKER} ${OPEN} region.write(32, 0, 5, 2);
       Promise.all([start(), start()]).then(async (workers) => { await Promise.all(workers.map((w) => w.terminate())); console.log('done'); });`,
      tree.path,
    );
    expect([code, stdout, stderr]).toEqual([0, 'done\n', '']);
  });

  test('one is terminated in mid-job, ten times, and the main thread goes on', () => {
    const { code, signal, stdout, stderr } = runChild(
      `${WORKER} ${OPEN} (async () => { for (let i = 0; i < 10; i++) await (await start()).terminate(); console.log(region.size); })();`,
      tree.path,
    );
    expect([code, signal, stdout, stderr]).toEqual([0, null, `${SIZE}\n`, '']);
  });

  test.each([
    ['accesses', 'for (;;) region.read(32, 0, 0);'],
    ['refused accesses', 'for (;;) try { region.read(32, 1, 0); } catch {}'],
    ['mappings', `for (;;) addon.open(path, 0, 0, ${SIZE}).close();`],
    ['jobs', 'for (;;) region.startJob(1, new BigUint64Array([1n, 0n, 0n, 64n, 64n])).promise.catch(() => {});'],
  ])('one is terminated amid %s without pause, ten times, and the main thread goes on', (_, body) => {
    const worker = `const addon = require(${JSON.stringify(addonPath)}); const path = ${JSON.stringify(tree.path)}; ${OPEN}
      require('node:worker_threads').parentPort.postMessage(1); ${body}`;
    const { code, signal, stderr } = runChild(
      `const { Worker } = require('node:worker_threads');
       (async () => {
         for (let i = 0; i < 10; i++) {
           const worker = new Worker(${JSON.stringify(worker)}, { eval: true });
           await new Promise((resolve) => worker.once('message', resolve));
           await worker.terminate();
         }
       })();`,
      tree.path,
    );
    expect([code, signal, stderr]).toEqual([0, null, '']);
  });

  test('the fault reporter of a Worker still reports when nobody has the addon loaded any more', () => {
    const worker = `require(${JSON.stringify(addonPath)}).installFaultReporter()`;
    const { signal, stderr } = runNode(
      `const { Worker } = require('node:worker_threads');
       new Worker(${JSON.stringify(worker)}, { eval: true }).on('exit', () => process.kill(process.pid, 'SIGBUS'));
       setTimeout(() => {}, 10000);`,
    );
    expect(signal).toBe('SIGBUS');
    expect(stderr).toContain('amp-hil-fault signal=SIGBUS');
  });
});
