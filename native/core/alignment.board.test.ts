import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { coreFlags, coreSources } from './test/disassembly';

/** The routines that touch a mapping, access by access: by the processor's alignment check, and by an accessor that knows the rest of the rules. */

const outDir = resolve(__dirname, '../../build/native-test');

/** Compiles a program of `test/` with native/core and returns its path. */
function build(name: string, flags: readonly string[]): string {
  const program = join(outDir, name);
  mkdirSync(outDir, { recursive: true });
  const all = [...coreFlags(__dirname), '-D_POSIX_C_SOURCE=200809L', ...flags];
  execFileSync('gcc', [...all, join(__dirname, `test/${name}.c`), ...coreSources(__dirname), '-o', program]);
  return program;
}

const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });

describe('the copy routines and job loops under the alignment check of the processor', () => {
  let program = '';

  beforeAll(() => {
    // Bound at the start: the dynamic linker's own string routines would trap at a first call made under the check. No vector registers, as on
    // arm64: the compiler would copy structures on the stack with them, unaligned.
    program = build('alignment_check', ['-Wl,-z,now', '-mgeneral-regs-only']);
  }, 60_000);

  test('make no access that is not naturally aligned', () => {
    expect(run(program)).toMatchObject({ status: 0, stdout: 'alignment: 9648 copies, 30 jobs, 62 pairs of jobs\n' });
  });

  test('an unaligned access traps there', () => {
    expect(run(program, 'broken')).toMatchObject({ status: null, signal: 'SIGBUS' });
  });
});

describe('the copy routines and job loops with an accessor that judges each access', () => {
  let program = '';

  beforeAll(() => {
    program = build('judged_accesses', ['-include', join(__dirname, 'test/judged_port.h')]);
  }, 60_000);

  test('make only aligned accesses inside their range, the fewest that do, of the forced width where one is forced, and no burst on Device memory', () => {
    expect(run(program)).toMatchObject({ status: 0, stdout: 'judged: 19296 copies, 25758 of a forced width, 30 jobs\n' });
  });

  test('a pair at a multiple of 8 only is found there', () => {
    const { status, stderr } = run(program, 'broken');
    expect(status).toBe(1);
    expect(stderr).toMatch(/16 bytes at 0x[0-9a-f]+ are not aligned/);
  });
});
