import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import zcu102Qemu from '../../boards/zcu102-qemu/board';
import { deviceTree } from '../../boards/zcu102-qemu/image/device-tree';
import { contiguousPages, defineBoard, type Board } from '..';
import { reservedMemoryNodes, uioNodes } from './device-tree-nodes';
import { deviceTreeOverlay } from './device-tree-overlay';
import { highBoard, r5Board } from './test/boards';

/** The exported device tree through dtc and fdtoverlay. */

const folder = mkdtempSync(join(tmpdir(), 'amp-hil-dts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The compiled blob; every word of dtc is an error. */
function compiled(name: string, source: string): string {
  const file = join(folder, `${name}.dts`);
  writeFileSync(file, source);
  const { status, stderr } = spawnSync(
    'dtc',
    ['-@', '-I', 'dts', '-O', 'dtb', '-W', 'no-avoid_unnecessary_addr_size', '-o', join(folder, `${name}.dtb`), file],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return join(folder, `${name}.dtb`);
}

const BASE = `/dts-v1/;
/ {
    #address-cells = <2>;
    #size-cells = <2>;
    memory@0 { device_type = "memory"; reg = <0x0 0x0 0x0 0x7ff00000>; };
    gic: interrupt-controller@f9010000 {
        #address-cells = <0>;
        #interrupt-cells = <3>;
        interrupt-controller;
        reg = <0x0 0xf9010000 0x0 0x10000>;
    };
};
`;

/** The tree that results, as source. */
function merged(board: Board): string {
  const overlay = compiled(`${board.name}-overlay`, deviceTreeOverlay(board));
  const out = join(folder, `${board.name}-merged.dtb`);
  execFileSync('fdtoverlay', ['-i', compiled('base', BASE), '-o', out, overlay]);
  return execFileSync('dtc', ['-q', '-I', 'dtb', '-O', 'dts', out], { encoding: 'utf8' });
}

/** The body of the first node of that name below `parent`. */
function node(dts: string, parent: string, name: string): string {
  const below = dts.slice(dts.indexOf(`\t${parent} {`));
  const start = below.indexOf(`\t\t${name} {`);
  expect({ name, start }).not.toMatchObject({ start: -1 });
  return below.slice(start, below.indexOf('};', start)).replace(/\s+/g, ' ');
}

describe('the exported device tree', () => {
  test.each([zcu102Qemu, r5Board, highBoard])('of board $name is taken by dtc without a word', (board) => {
    compiled(board.name, deviceTreeOverlay(board));
  });

  test('applied to a tree reserves every range with no-map and adds the UIO nodes', () => {
    const dts = merged(zcu102Qemu);
    for (const [name, reg] of [
      ['firmware@3ed00000', '0x00 0x3ed00000 0x00 0x40000'],
      ['doorbell@3ed40000', '0x00 0x3ed40000 0x00 0x1000'],
      ['guard@3ed7f000', '0x00 0x3ed7f000 0x00 0x1000'],
      ['shm@3ed80000', '0x00 0x3ed80000 0x00 0x800000'],
      ['guard@3f580000', '0x00 0x3f580000 0x00 0x1000'],
    ] as const) {
      const text = node(dts, 'reserved-memory', name);
      expect(text).toContain('no-map;');
      expect(text).toContain(`reg = <${reg}>`);
    }
    const uio = node(dts, 'amp-hil', 'shm@3ed80000');
    expect(uio).toContain('compatible = "generic-uio";');
    expect(uio).toContain('reg = <0x00 0x3ed80000 0x00 0x800000>;');
    expect(uio).not.toContain('interrupt');
    expect(node(dts, 'amp-hil', 'doorbell@3ed40000')).toMatch(/interrupts = <0x00 0x64 0x01>;/);
  });

  test('has one reg entry a contiguous piece, the interrupt, and no UIO node for a device without a bus', () => {
    const dts = merged(r5Board);
    const uio = node(dts, 'amp-hil', 'shm@3ed80000');
    expect(uio).toContain('reg = <0x00 0x3ed80000 0x00 0x14000 0x00 0x3f000000 0x00 0x20000 0x00 0x3efe0000 0x00 0x10000>;');
    expect(uio).toContain('interrupts = <0x00 0x6c 0x01>;');
    expect(node(dts, 'reserved-memory', 'shm@40000000')).toContain('no-map');
    expect(dts).not.toContain('scratch@');
  });

  test('has 64-bit addresses', () => {
    expect(node(merged(highBoard), 'amp-hil', 'shm@880000000')).toContain('reg = <0x08 0x80000000 0x00 0x1000000>');
  });

  test("is what the virtual board's own tree is made of", () => {
    const dts = deviceTree(zcu102Qemu, 0);
    expect(dts).toContain(reservedMemoryNodes(zcu102Qemu, '        '));
    expect(dts).toContain(uioNodes(zcu102Qemu, '        '));
    compiled('virtual', dts);
  });

  test('refuses a device in more pieces than UIO has maps', () => {
    const physmap = contiguousPages(0x4000_0000n, 6).map((page, i) => page + BigInt(i) * 0x1000n);
    const board = defineBoard({
      ...zcu102Qemu,
      shm: [{ name: '40000000.shm', regions: [{ physmap, size: 0x6000, pageShift: 12, memFlags: 0x30c }] }],
      memory: { ...zcu102Qemu.memory, guard: 0 },
    });
    expect(() => deviceTreeOverlay(board)).toThrow(/'40000000\.shm' lies in 6 pieces, a UIO device has at most 5 maps/);
  });
});
