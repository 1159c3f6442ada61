import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export type CrossIsa = 'aarch64' | 'armv7-r';

interface Toolchain {
  prefix: string;
  flags: readonly string[];
  /** What a UIO mapping does not take, or what would hide an access from review. */
  forbidden: readonly { what: string; pattern: RegExp }[];
}

const CALLS = { what: 'a call of the C library', pattern: /R_\w+\s+(memcpy|memset|memmove|__memcpy\w*)\b/ };

const TOOLCHAINS: Readonly<Record<CrossIsa, Toolchain>> = {
  aarch64: {
    prefix: 'aarch64-linux-gnu-',
    flags: readFlags(join(__dirname, '../core-aarch64.flags')),
    forbidden: [
      { what: 'a SIMD or floating-point register', pattern: /\b[qv]\d+\b|\b(?:ldp|stp|ldr|str|ldur|stur)\s+[bhsdq]\d+\b/ },
      { what: 'DC ZVA', pattern: /\bdc\s+zva\b/ },
      { what: 'a barrier of the inner-shareable domain', pattern: /\bd[ms]b\s+(?:ish|nsh)/ },
      CALLS,
    ],
  },
  'armv7-r': {
    prefix: 'arm-none-eabi-',
    flags: ['-mcpu=cortex-r5', '-marm', '-ffreestanding'],
    forbidden: [
      { what: 'a SIMD or floating-point instruction', pattern: /^\s*[0-9a-f]+:\s+[0-9a-f]{8}\s+v\w+/ },
      { what: 'a barrier of the inner-shareable domain', pattern: /\bd[ms]b\s+(?:ish|un|nsh)/ },
      CALLS,
    ],
  },
};

/** Compiles one C file for the other side's core and returns `objdump -dr` of it. */
export function disassemble(isa: CrossIsa, source: string, flags: readonly string[], outDir: string): string {
  const { prefix, flags: isaFlags } = TOOLCHAINS[isa];
  mkdirSync(outDir, { recursive: true });
  const object = join(outDir, `${basename(source, '.c')}.o`);
  execFileSync(`${prefix}gcc`, [...flags, ...isaFlags, '-c', source, '-o', object], { stdio: ['ignore', 'ignore', 'pipe'] });
  return execFileSync(`${prefix}objdump`, ['-dr', object], { encoding: 'utf8', maxBuffer: 64 << 20 });
}

/** Every line of a disassembly that native/core must not contain, with what it is. */
export function forbiddenLines(isa: CrossIsa, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => TOOLCHAINS[isa].forbidden.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${what}: ${line.trim()}`));
}

/** The flags that every build of native/core uses. */
export function coreFlags(coreDir: string): string[] {
  return readFlags(join(coreDir, 'core.flags'));
}

export function coreSources(coreDir: string): string[] {
  return readdirSync(coreDir)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(coreDir, name));
}

function readFlags(file: string): string[] {
  return readFileSync(file, 'utf8').trim().split(/\s+/);
}

/** Instructions of one function of a disassembly: the mnemonic, and for a barrier its domain. */
export function instructionsOf(text: string, name: string): string[] {
  const body = text.split(`<${name}>:\n`)[1]?.split('\n\n')[0];
  if (body === undefined) throw new RangeError(`there is no function ${name} in the disassembly`);
  return body.split('\n').flatMap((line) => {
    const [, mnemonic = '', operands = ''] = /^\s*[0-9a-f]+:\s+[0-9a-f]{8}\s+(\S+)\s*(\S*)/.exec(line) ?? [];
    if (mnemonic === '') return [];
    return [/^(dmb|dsb|isb)$/.test(mnemonic) ? `${mnemonic} ${operands}`.trim() : mnemonic];
  });
}
