import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Isa } from '../../code/isa';
import { initialCell, type Left, type ThreadCase } from './executed';

type Emulated = Exclude<Isa, 'x86-64'>;

const START = '0x40010000';
/** As in run-bare.c. */
const CASES = '0x42000000';
/** Long enough for a busy machine; a thread that hangs never ends. */
const DEADLINE_MS = 60_000;

const COMPILE: Record<Emulated, [string, ...string[]]> = {
  aarch64: ['aarch64-linux-gnu-gcc', '-mgeneral-regs-only'],
  'armv7-r': ['arm-none-eabi-gcc', '-mcpu=cortex-a15', '-marm', '-mfloat-abi=soft'],
};
/** QEMU has no machine with a lone Cortex-R5: a Cortex-A15 has every A32 instruction that is emitted. `max` has LSE and RCpc. */
const EMULATE: Record<Emulated, [string, string]> = {
  aarch64: ['qemu-system-aarch64', 'max'],
  'armv7-r': ['qemu-system-arm', 'cortex-a15'],
};

/** Builds the program that runs threads on a bare core, in `folder`. */
export function buildBareRunner(isa: Emulated, folder: string): string {
  const runner = join(folder, `run-${isa}.elf`);
  const [compiler, ...own] = COMPILE[isa];
  const bare = [
    '-std=gnu11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-O1',
    '-ffreestanding',
    '-fno-pic',
    '-fno-tree-loop-distribute-patterns',
    '-fno-stack-protector',
  ];
  const link = [
    '-nostdlib',
    '-static',
    '-no-pie',
    '-Wl,--build-id=none',
    '-Wl,-e,_start',
    `-Wl,--section-start=.start=${START}`,
    `-Wl,-Ttext=0x40011000`,
  ];
  execFileSync(compiler, [...own, ...bare, ...link, '-o', runner, join(__dirname, 'run-bare.c')], { stdio: 'pipe' });
  return runner;
}

/** Runs the threads on one emulated core of `isa`. */
export function runEmulated(isa: Emulated, runner: string, folder: string, cases: readonly ThreadCase[]): Left[] {
  writeFileSync(join(folder, 'cases.bin'), Buffer.concat([words(cases.length), ...cases.map(asWords)]));
  const [emulator, cpu] = EMULATE[isa];
  const load = ['-device', `loader,file=cases.bin,addr=${CASES},force-raw=on`];
  const options = [
    '-M',
    'virt',
    '-nic',
    'none',
    '-cpu',
    cpu,
    '-m',
    '256',
    '-display',
    'none',
    '-serial',
    'null',
    '-monitor',
    'none',
    '-semihosting',
    '-kernel',
    runner,
  ];
  execFileSync(emulator, [...options, ...load], { cwd: folder, stdio: 'pipe', timeout: DEADLINE_MS });
  const left = readFileSync(join(folder, 'left.bin'));
  let at = 0;
  const take = (bytes: number): string => left.subarray(at, (at += bytes)).toString('hex');
  return cases.map((each) => ({ outs: take(4 * each.compiled.outs.length), cell: take(each.layout.stride) }));
}

function asWords(each: ThreadCase): Buffer {
  const cell = initialCell(each);
  return Buffer.concat([words(each.compiled.code.length / 4, cell.length / 4, each.compiled.outs.length), each.compiled.code, cell]);
}

function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => buffer.writeUInt32LE(value, 4 * i));
  return buffer;
}
