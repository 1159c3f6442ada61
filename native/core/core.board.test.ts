import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { coreFlags, coreSources, disassemble, forbiddenLines, type CrossIsa } from './test/disassembly';

const coreDir = __dirname;
const outDir = resolve(__dirname, '../../build/native-test');
const tests = readdirSync(join(coreDir, 'test'))
  .filter((name) => name.endsWith('_test.c'))
  .map((name) => name.replace(/\.c$/, ''));

describe('native/core under the address and undefined-behaviour sanitisers', () => {
  beforeAll(() => {
    execFileSync('make', ['-s', '-C', join(coreDir, 'test'), `OUT=${outDir}`, 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  }, 120_000);

  test.each(tests)(
    '%s passes',
    (name) => {
      // A failing check prints file, line and values, which become the error's message.
      expect(execFileSync(join(outDir, name), { encoding: 'utf8', timeout: 60_000 })).toMatch(/\w+: \d+/);
    },
    60_000,
  );
});

describe.each<CrossIsa>(['aarch64', 'armv7-r'])('what the compiler makes of native/core for %s', (isa) => {
  const dir = join(outDir, isa);
  let text = '';

  beforeAll(() => {
    text = coreSources(coreDir)
      .map((source) => disassemble(isa, source, coreFlags(coreDir), dir))
      .join('\n');
  }, 60_000);

  /** From its label to the empty line after it. */
  const functionOf = (name: string): string => new RegExp(`<${name}(?:\\.constprop\\.\\d+)?>:\\n(?:.+\\n)*`).exec(text)?.[0] ?? '';

  test('there is no SIMD register, no DC ZVA, no inner-shareable barrier and no call of memcpy, memset or memmove in it', () => {
    expect(text).toContain('<amp_block_read>:');
    expect(forbiddenLines(isa, text)).toEqual([]);
  });

  test('every barrier of the fence table is in it', () => {
    const barriers =
      isa === 'aarch64' ? ['dmb\tsy', 'dmb\tosh', 'dmb\tst', 'dmb\tld', 'dsb\tsy'] : ['dmb\tsy', 'dmb\tosh', 'dmb\tst', 'dsb\tsy'];
    for (const barrier of barriers) expect(text).toContain(barrier);
  });

  test('a block moves by the widest access of the core', () => {
    const pair = isa === 'aarch64' ? { load: /\bldp\tx/, store: /\bstp\tx/ } : { load: /\bldrd\t/, store: /\bstrd\t/ };
    const step = isa === 'aarch64' ? pair : { load: /\bldm\t\w+, {r4, r5, r6, r7}/, store: /\bstm\t\w+, {r4, r5, r6, r7}/ };
    expect(functionOf('amp_block_read')).toMatch(step.load);
    expect(functionOf('amp_block_write')).toMatch(step.store);
    expect(functionOf('amp_block_set')).toMatch(step.store);
    expect(functionOf('read_any')).toMatch(pair.load);
    expect(functionOf('write_any')).toMatch(pair.store);
  });

  test.each(['amp_block_read', 'amp_block_write', 'amp_block_set'])('%s lies in one page, as port.h promises', (name) => {
    const [first = 0, ...rest] = [...functionOf(name).matchAll(/^ *([0-9a-f]+):\t/gm)].map(([, at]) => Number.parseInt(at ?? '', 16));
    expect(rest.length).toBeGreaterThan(10);
    expect([first % 256, Math.floor((rest.at(-1) ?? 0) / 256)]).toEqual([0, first / 256]);
  });

  test('the scan finds each kind of forbidden instruction in code written to contain it', () => {
    const bad = join(dir, 'bad.c');
    const simd =
      isa === 'aarch64' ? 'void simd(char *p) { __asm__("ldr q0, [%0]" : : "r"(p) : "v0"); __asm__("dc zva, %0" : : "r"(p)); }' : '';
    writeFileSync(
      bad,
      `void *memcpy(void *, const void *, unsigned long);
       void call(char *to, char *from, unsigned long n) { memcpy(to, from, n); }
       void fence(void) { __asm__ volatile("dmb ish"); }
       ${simd}`,
    );
    const found = forbiddenLines(isa, disassemble(isa, bad, ['-O2', '-w'], dir)).map((line) => line.split(':')[0]);
    const always = ['a call of the C library', 'a barrier of the inner-shareable domain'];
    expect(found).toEqual(expect.arrayContaining(isa === 'aarch64' ? [...always, 'a SIMD or floating-point register', 'DC ZVA'] : always));
  });
});
