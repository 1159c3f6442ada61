import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import qemu from '../../boards/zcu102-qemu/board';
import silicon from '../../boards/zcu102/board';
import { buildFirmware, run } from './test/build';
import { disassembly, FORBIDDEN, found, readElf, symbol } from './test/elf';

const MAILBOX = 0x1000;
const ATCM = 0x10000;

describe.each([
  { port: 'qemu-zynqmp', board: qemu },
  { port: 'zynqmp', board: silicon },
] as const)('the ELF of port $port', ({ port, board }) => {
  const low = Number(board.memory.firmware.base);
  const high = low + board.memory.firmware.size - MAILBOX;
  let file: string;
  let instructions: string[];
  let segments: ReturnType<typeof readElf>['segments'];
  let entry: number;

  beforeAll(() => {
    file = buildFirmware(board, port);
    ({ entry, segments } = readElf(file));
    instructions = disassembly(file);
  }, 120_000);

  test('has its segments in the carve-out, clear of the mailbox page, and what silicon starts with in TCM', () => {
    const outside = segments.filter(({ address, memorySize }) => address < low || address + memorySize > high);
    expect(segments.length).toBeGreaterThanOrEqual(2);
    if (port === 'zynqmp') {
      expect(outside).toEqual([expect.objectContaining({ address: 0, flags: 'RE' })]);
      expect(outside[0]?.memorySize).toBeLessThanOrEqual(ATCM);
    } else {
      expect(outside).toEqual([]);
    }
  });

  test('has no segment that is writable and executable', () => {
    expect(segments.map(({ flags }) => flags).sort()).toEqual(port === 'zynqmp' ? ['RE', 'RE', 'RW'] : ['RE', 'RW']);
  });

  test('starts where the core does', () => {
    expect(entry).toBe(symbol(file, port === 'zynqmp' ? 'vectors' : '_start'));
    expect(entry).toBe(port === 'zynqmp' ? 0 : low);
  });

  test('keeps its stacks in the carve-out', () => {
    for (const name of ['stack_top', 'exception_stack_top']) {
      expect(symbol(file, name)).toBeGreaterThan(low);
      expect(symbol(file, name)).toBeLessThanOrEqual(high);
      expect(symbol(file, name) % 8).toBe(0);
    }
  });

  test('writes no VBAR, which R5 silicon lacks, and uses no floating-point register, which nobody saves', () => {
    expect(instructions.length).toBeGreaterThan(1000);
    expect(found(instructions, 'a write to VBAR')).toEqual([]);
    expect(found(instructions, 'a floating-point or SIMD register')).toEqual([]);
  });

  test('cleans and invalidates its data cache by address', () => {
    const object = disassembly(join(dirname(file), 'obj/port/r5/maintenance.c.o'));
    const operations = object.filter((instruction) => /^(mcr|dsb)/.test(instruction)).map((line) => line.replace(/\br\d+/, 'r'));
    expect(operations).toEqual(['mcr\t15, 0, r, cr7, cr10, {1}', 'dsb\tsy', 'mcr\t15, 0, r, cr7, cr6, {1}', 'dsb\tsy']);
  });

  test(port === 'zynqmp' ? 'calls no secure monitor' : 'calls the secure monitor once, for CPU_OFF', () => {
    expect(found(instructions, 'a secure monitor call')).toHaveLength(port === 'zynqmp' ? 0 : 1);
  });
});

test('The scan finds each forbidden instruction in code written to contain it', () => {
  const source = join(dirname(buildFirmware(silicon, 'zynqmp')), 'forbidden.S');
  const lines = ['smc #0', 'mcr p15, 0, r0, c12, c0, 0', 'vldr d0, [r0]', 'vadd.f32 s0, s1, s2', 'vmov r0, s0'];
  writeFileSync(source, ['.syntax unified', '.arch armv7-a', '.arch_extension sec', '.fpu neon', ...lines, ''].join('\n'));
  run('arm-none-eabi-gcc', ['-c', '-o', `${source}.o`, source]);
  const instructions = disassembly(`${source}.o`);
  const counts = (Object.keys(FORBIDDEN) as (keyof typeof FORBIDDEN)[]).map((what) => found(instructions, what).length);
  expect(counts).toEqual([1, 1, 3]);
});
