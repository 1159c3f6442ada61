import { expect, test } from '@jest/globals';
import { codeReturning } from './r5-code';

test('The code of each instruction set is what an assembler makes of it', () => {
  // arm-none-eabi-as: mov r0, #0xa5; bx lr · as: mov $0xa5, %eax; ret; nop; nop
  expect(Buffer.from(codeReturning('armv7-r', 0xa5)).toString('hex')).toBe('a500a0e31eff2fe1');
  expect(Buffer.from(codeReturning('x86-64', 0xa5)).toString('hex')).toBe('b8a5000000c39090');
});

test('An instruction set without code is named', () => {
  expect(() => codeReturning('riscv', 1)).toThrow(
    expect.objectContaining({ code: 'ConfigError', message: expect.stringContaining('riscv') }),
  );
});
