import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Isa } from '../isa';

/** For tests: the GNU tools of an instruction set, as the set-up installs them. */
const TOOLS: Record<Isa, { prefix: string; assembler: string[]; disassembler: string[] }> = {
  aarch64: { prefix: 'aarch64-linux-gnu-', assembler: ['-march=armv8.3-a'], disassembler: ['-m', 'aarch64'] },
  'armv7-r': { prefix: 'arm-none-eabi-', assembler: ['-mcpu=cortex-r5'], disassembler: ['-m', 'arm'] },
  'x86-64': { prefix: '', assembler: ['--64'], disassembler: ['-m', 'i386:x86-64', '-M', 'suffix'] },
};
/** Of A32 the dialect in which destination and operands are all written. */
const UNIFIED: Record<Isa, string> = { aarch64: '', 'armv7-r': '.syntax unified\n.arm\n', 'x86-64': '' };

/** Address of the first byte for the disassembler: branches back from it lead to no negative address. */
const START = 0x100000;

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-binutils-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the GNU assembler makes of `lines`. */
export function gnuAssemble(isa: Isa, lines: readonly string[]): Uint8Array {
  const { prefix, assembler } = TOOLS[isa];
  return inFolder((folder) => {
    const [source, object, binary] = [join(folder, 'x.s'), join(folder, 'x.o'), join(folder, 'x.bin')];
    writeFileSync(source, `${UNIFIED[isa]}${lines.join('\n')}\n`);
    execFileSync(`${prefix}as`, [...assembler, '-o', object, source], { stdio: 'pipe' });
    execFileSync(`${prefix}objcopy`, ['-O', 'binary', '-j', '.text', object, binary], { stdio: 'pipe' });
    return new Uint8Array(readFileSync(binary));
  });
}

/** The disassembler's instructions, as the assembler takes them: branches relative, comments left out. */
export function gnuDisassemble(isa: Isa, code: Uint8Array): string[] {
  const { prefix, disassembler } = TOOLS[isa];
  const listing = inFolder((folder) => {
    const binary = join(folder, 'x.bin');
    writeFileSync(binary, code);
    const options = ['-D', '-b', 'binary', '--no-show-raw-insn', `--adjust-vma=0x${START.toString(16)}`, ...disassembler];
    return execFileSync(`${prefix}objdump`, [...options, binary], { encoding: 'utf8', maxBuffer: 1 << 28 });
  });
  return [...listing.matchAll(/^ *([0-9a-f]+):\t(.*)$/gm)].map(([, at = '', text = '']) => asWritten(text, parseInt(at, 16)));
}

/** `b.ne	0x48  // b.any` at 0x40 is `b.ne .+8`. */
function asWritten(text: string, at: number): string {
  if (/^nop\s.*\(mov r0, r0\)/.test(text)) return 'mov r0, r0';
  const bare = text
    .replace(/\s*(\/\/|;|@|<).*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return bare.replace(/^jmpq/, 'jmp').replace(/^((?:b|j|cb)\S* (?:[wx]\S+, )?)0x([0-9a-f]+)$/, (_, start: string, target: string) => {
    const distance = parseInt(target, 16) - at;
    return `${start}${distance < 0 ? `.-${-distance}` : `.+${distance}`}`;
  });
}
