import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { coreFlags, coreSources } from './test/disassembly';

/** The routines that touch a mapping, run on x86-64 with the processor's alignment check on. */

const outDir = resolve(__dirname, '../../build/native-test');
const program = join(outDir, 'alignment_check');

describe('the copy routines and job loops under the alignment check of the processor', () => {
  beforeAll(() => {
    mkdirSync(outDir, { recursive: true });
    const source = join(__dirname, 'test/alignment_check.c');
    // Bound at the start: the dynamic linker's own string routines would trap at a first call made under the check.
    const flags = [...coreFlags(__dirname), '-D_POSIX_C_SOURCE=200809L', '-Wl,-z,now'];
    execFileSync('gcc', [...flags, source, ...coreSources(__dirname), '-o', program]);
  }, 60_000);

  test('make no access that is not naturally aligned', () => {
    expect(spawnSync(program, [], { encoding: 'utf8', timeout: 30_000 })).toMatchObject({
      status: 0,
      stdout: 'alignment: 9648 copies and 30 jobs\n',
    });
  });

  test('an unaligned access traps there', () => {
    expect(spawnSync(program, ['broken'], { encoding: 'utf8', timeout: 30_000 })).toMatchObject({ status: null, signal: 'SIGBUS' });
  });
});
