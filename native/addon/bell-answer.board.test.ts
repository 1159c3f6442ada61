import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runNode } from './test/child';

const OUT = resolve(__dirname, '../../build/native-test/addon');
const includes = ['node-addon-api/package.json', 'node-api-headers/include/node_api.h'].map((file) => dirname(require.resolve(file)));

test('the answer to a doorbell looks for a cancel while interrupts keep coming, and ends when the line falls quiet', () => {
  const played = join(OUT, 'bell_answer_test.node');
  mkdirSync(OUT, { recursive: true });
  execFileSync(
    'g++',
    [
      ...['@addon.flags', '-g', '-fPIC', '-shared', '-o', played, ...includes.flatMap((folder) => ['-isystem', folder])],
      ...['bell_answer', 'error', 'errno_name', 'mapping'].map((name) => `src/${name}.cc`),
      'test/bell_answer_test.cc',
    ],
    { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  expect(runNode(`require(${JSON.stringify(played)})`)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
}, 60_000);
