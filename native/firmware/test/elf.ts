import { run } from './build';

export interface Segment {
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly flags: string;
}

/** What `readelf` says of an ELF: its entry and its loadable segments. */
export function readElf(file: string): { entry: number; segments: Segment[] } {
  const text = run('arm-none-eabi-readelf', ['-hlW', file]);
  const entry = /Entry point address:\s+0x([0-9a-f]+)/.exec(text)?.[1];
  const segments = [...text.matchAll(/^\s+LOAD\s+0x\S+ 0x\S+ 0x(\S+) 0x(\S+) 0x(\S+) ([RWE ]{3}) /gm)].map(
    ([, address, file, memory, flags]) => ({
      address: hex(address),
      fileSize: hex(file),
      memorySize: hex(memory),
      flags: (flags as string).replaceAll(' ', ''),
    }),
  );
  return { entry: hex(entry), segments };
}

/** Address of a symbol. */
export function symbol(file: string, name: string): number {
  return hex(new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(run('arm-none-eabi-nm', [file]))?.[1]);
}

/** The instructions of the code, one a line. The tables between them are left out: their lines have no tab after the first word, and the text beside them may look like anything. */
export function disassembly(file: string): string[] {
  return run('arm-none-eabi-objdump', ['-d', file])
    .split('\n')
    .flatMap((line) => /^\s*[0-9a-f]+:\t[0-9a-f]{8}\s*\t(.*)$/.exec(line)?.[1]?.split('@')[0]?.trim() ?? [])
    .filter((instruction) => !instruction.startsWith('.word'));
}

/** Instructions that a port must not have, by what they are. */
export const FORBIDDEN = {
  'a secure monitor call': /^smc/,
  'a write to VBAR': /^mcr\s+(p)?15, 0, \w+, (c|cr)12, (c|cr)0, \{?0\}?/,
  'a floating-point or SIMD register': /^(v(ldr|str|ldm|stm|ld1|st1|mov|push|pop|add|mul|msr|mrs)|f(ld|st)m)\S*\s|\b[qd]\d+\b/,
} as const;

export function found(instructions: readonly string[], what: keyof typeof FORBIDDEN): string[] {
  return instructions.filter((instruction) => FORBIDDEN[what].test(instruction));
}

function hex(text: string | undefined): number {
  return Number.parseInt(text as string, 16);
}
