import { ConfigError } from '../errors/errors';

/**
 * Machine code of a function without arguments that returns `value`, 0 to 255, for the instruction set of a peer's identity: what is put where
 * execution is tried. Position-independent, touches no memory.
 */
export function codeReturning(isa: string, value: number): Uint8Array {
  const code = CODE[isa]?.(value & 0xff);
  if (code) return code;
  throw new ConfigError(`no code is known for the instruction set '${isa}'`, { fix: `known are: ${Object.keys(CODE).join(', ')}` });
}

const CODE: Record<string, (value: number) => Uint8Array> = {
  // mov r0, #value; bx lr
  'armv7-r': (value) => words(0xe3a00000 | value, 0xe12fff1e),
  // mov eax, value; ret
  'x86-64': (value) => Uint8Array.of(0xb8, value, 0, 0, 0, 0xc3, 0x90, 0x90),
};

function words(...values: number[]): Uint8Array {
  return new Uint8Array(values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff)));
}
