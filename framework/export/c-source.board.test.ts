import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import zcu102Qemu from '../../boards/zcu102-qemu/board';
import type { Board } from '../board/declaration';
import type { Physmap } from '../shm/physmap';
import { offsetToPhys, physToOffset } from '../shm/translation';
import { cNames, cSource } from './c-source';
import { highBoard, r5Board } from './test/boards';
import { C_FLAGS, compile, Image, type Core } from './test/image';

/** The exported C against libmetal's layout, on both cores and run on this machine. Needs the cross compilers. */

const folder = mkdtempSync(join(tmpdir(), 'amp-hil-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ALL_ONES: Record<Core, bigint> = { r5: 0xffff_ffffn, aarch64: 0xffff_ffff_ffff_ffffn };

describe.each<[Core, Board]>([
  ['r5', zcu102Qemu],
  ['r5', r5Board],
  ['aarch64', zcu102Qemu],
  ['aarch64', r5Board],
  ['aarch64', highBoard],
])('the C for %s of board $name', (core, board) => {
  test(`${board.name}: links, and in the image each struct metal_device is what the board declares`, () => {
    const source = cSource(board);
    const image = new Image(core, source, folder, cNames(source));
    expect(board.shm.map((_, i) => image.device(i))).toEqual(
      board.shm.map(({ name, regions, irqNum, irqInfo }) => ({
        name,
        irqNum,
        irqInfo,
        regions: regions.map(({ virt, physmap, size, pageShift, pageMask, memFlags }) => ({
          virt: virt ?? ALL_ONES[core],
          physmap,
          size,
          pageShift: pageShift === -1 ? ALL_ONES[core] : BigInt(pageShift),
          pageMask: pageShift === -1 ? ALL_ONES[core] : pageMask,
          memFlags,
        })),
      })),
    );
  });
});

test('a region above 4 GiB does not compile for an R5, and the reason is said', () => {
  const source = cSource(highBoard);
  expect(() => compile('r5', source, folder, cNames(source))).toThrow(/this core cannot address it/);
});

/** Offsets at every edge of every page, and past the end. */
function edges({ size, pageShift }: Physmap): number[] {
  const page = pageShift === -1 ? size : 2 ** pageShift;
  return Array.from({ length: size / page }, (_, i) => [i * page, i * page + 1, i * page + page - 1]).flat();
}

describe.each([zcu102Qemu, r5Board, highBoard])('the C of board $name, run on this machine', (board) => {
  test('translates every edge of every page there and back, and nothing beside them', () => {
    const source = cSource(board);
    const file = join(folder, `${board.name}.c`);
    const program = join(folder, board.name);
    writeFileSync(file, source);
    const devices = cNames(source)
      .map((name) => `&${name}`)
      .join(', ');
    execFileSync('gcc', [
      ...C_FLAGS,
      '-fsanitize=address,undefined',
      '-fno-sanitize-recover=all',
      `-DEXPORTED="${file}"`,
      `-DDEVICES=${devices}`,
      '-o',
      program,
      join(__dirname, 'test/translate.c'),
    ]);
    const asked: string[] = [];
    const expected = board.shm.map(
      ({ name, regions, irqNum, irqInfo }) =>
        `${name} ${regions.length} ${irqNum} ${irqInfo === 0n ? '(nil)' : `0x${irqInfo.toString(16)}`}`,
    );
    const ask = (line: string, answer: string): void => void (asked.push(line), expected.push(answer));
    board.shm.forEach(({ regions }, d) =>
      regions.forEach((region, r) => {
        const at = `${d} ${r}`;
        for (const off of edges(region)) {
          const address = offsetToPhys(region, off);
          ask(`${at} phys ${off.toString(16)}`, address.toString(16));
          ask(`${at} offset ${address.toString(16)}`, off.toString(16));
          for (const beside of [address - 1n, address + 1n]) ask(`${at} offset ${beside.toString(16)}`, offsetText(region, beside));
        }
        ask(`${at} phys ${region.size.toString(16)}`, '-');
        ask(`${at} phys ffffffffffffffff`, '-');
      }),
    );
    const got = execFileSync(program, { input: `${asked.join('\n')}\n`, encoding: 'utf8', timeout: 20_000 });
    expect(got.trimEnd().split('\n')).toEqual(expected);
    expect(expected).toContain('-');
  }, 30_000);
});

function offsetText(region: Physmap, address: bigint): string {
  try {
    return physToOffset(region, address).toString(16);
  } catch (error) {
    expect(error).toMatchObject({ code: 'OutOfRange' });
    return '-';
  }
}
