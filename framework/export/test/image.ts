import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** For tests only: an exported C file compiled for a core and linked, and its `struct metal_device` read back from the bytes. */

export type Core = 'r5' | 'aarch64';

const TOOLS: Record<Core, { prefix: string; flags: string[]; word: 4 | 8 }> = {
  r5: { prefix: 'arm-none-eabi-', flags: ['-mcpu=cortex-r5', '-marm'], word: 4 },
  aarch64: { prefix: 'aarch64-linux-gnu-', flags: [], word: 8 },
};
const HEADERS = __dirname;
export const C_FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-pedantic', '-I', HEADERS];
const BASE = 0x10000;

export interface ImageRegion {
  virt: bigint;
  physmap: bigint[];
  size: number;
  pageShift: bigint;
  pageMask: bigint;
  memFlags: number;
}

/** The compiler's words where it refuses the source. */
export function compile(core: Core, source: string, folder: string, devices: readonly string[]): string {
  const { prefix, flags } = TOOLS[core];
  const file = join(folder, `${core}.c`);
  // The devices are static: whoever includes the file uses them.
  writeFileSync(file, `${source}\nstruct metal_device *const devices[] = { ${devices.map((name) => `&${name}`).join(', ')} };\n`);
  execFileSync(`${prefix}gcc`, [...C_FLAGS, ...flags, '-ffreestanding', '-fno-pic', '-O2', '-c', '-o', join(folder, `${core}.o`), file], {
    stdio: 'pipe',
  });
  return join(folder, `${core}.o`);
}

/** The linked bytes, and how to read them at an address. */
export class Image {
  private readonly bytes: Buffer;
  private readonly word: 4 | 8;
  private readonly devices: number;

  constructor(core: Core, source: string, folder: string, names: readonly string[]) {
    const { prefix, word } = TOOLS[core];
    const object = compile(core, source, folder, names);
    const script = join(folder, 'one-section.ld');
    const elf = join(folder, `${core}.elf`);
    const binary = join(folder, `${core}.bin`);
    writeFileSync(
      script,
      `SECTIONS { . = ${BASE}; .all : { *(.text*) *(.rodata*) *(.data*) *(.bss*) } /DISCARD/ : { *(.comment) *(.note*) *(.ARM*) } }`,
    );
    execFileSync(`${prefix}ld`, ['-T', script, '-e', '0', '-o', elf, object], { stdio: 'pipe' });
    execFileSync(`${prefix}objcopy`, ['-O', 'binary', elf, binary], { stdio: 'pipe' });
    const symbols = execFileSync(`${prefix}nm`, [elf], { encoding: 'utf8' });
    this.devices = Number.parseInt(/^([0-9a-f]+) \w devices$/m.exec(symbols)?.[1] ?? '', 16);
    this.bytes = readFileSync(binary);
    this.word = word;
  }

  /** Offsets as the header's static assertions have them. */
  device(index: number): { name: string; regions: ImageRegion[]; irqNum: number; irqInfo: bigint } {
    const at = Number(this.read(this.devices + index * this.word));
    const [first, size, irqNum, irqInfo] = this.word === 4 ? [12, 56, 1812, 1816] : [24, 112, 3624, 3632];
    const count = this.u32(at + 2 * this.word);
    return {
      name: this.text(Number(this.read(at))),
      regions: Array.from({ length: count }, (_, i) => this.region(at + first + i * size)),
      irqNum: this.u32(at + irqNum),
      irqInfo: this.read(at + irqInfo),
    };
  }

  private region(at: number): ImageRegion {
    const [virt, table, size, pageShift, pageMask] = [0, 1, 2, 3, 4].map((i) => this.read(at + i * this.word)) as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    const pages = pageShift >= BigInt(this.word * 8) ? 1 : Math.ceil(Number(size) / 2 ** Number(pageShift));
    const physmap = Array.from({ length: pages }, (_, i) => this.read(Number(table) + i * this.word));
    return { virt, physmap, size: Number(size), pageShift, pageMask, memFlags: this.u32(at + 5 * this.word) };
  }

  private read(address: number): bigint {
    const at = address - BASE;
    return this.word === 4 ? BigInt(this.bytes.readUInt32LE(at)) : this.bytes.readBigUInt64LE(at);
  }

  private u32(address: number): number {
    return this.bytes.readUInt32LE(address - BASE);
  }

  private text(address: number): string {
    return this.bytes.toString('latin1', address - BASE, this.bytes.indexOf(0, address - BASE));
  }
}
