import type { Isa } from '../../code/isa';
import { parseLitmus } from '../../parse/parse';
import type { Arch, LitmusTest } from '../../program';
import { compileThread, type CompileOptions } from '../compile-thread';
import { layoutOf } from '../layout';

/** A test of one thread; X1 and X3 hold the addresses of x and y. */
export function oneThread(lines: readonly string[], options: { arch?: Arch; condition?: string; init?: string } = {}): LitmusTest {
  const { arch = 'AArch64', condition = 'exists true', init = arch === 'ARM' ? '0:R1=x; 0:R3=y;' : '0:X1=x; 0:X3=y;' } = options;
  return parseLitmus(`${arch} one\n{ ${init} }\nP0 ;\n${lines.map((line) => `${line} ;`).join('\n')}\n${condition}\n`, {
    file: 'one.litmus',
  });
}

/** The whole function as assembly. */
export function listing(isa: Isa, test: LitmusTest, options: CompileOptions = {}): readonly string[] {
  return compileThread(test, 0, isa, layoutOf(test, { spacing: 'apart' }), options).assembly;
}
