import type { Encode, Item } from '../code/assemble';
import type { Isa } from '../code/isa';
import type { Instruction, Source } from '../program';
import type { RegisterFile } from './register-file';

/** Instructions that a core may have or not; without a name here it is taken not to. */
export type Feature = 'lse' | 'rcpc';

export interface LowerContext {
  readonly registers: RegisterFile;
  readonly features: ReadonlySet<Feature>;
  /** True when a release store may stand before `instruction` with no full barrier between. */
  readonly releaseBefore: (instruction: Instruction) => boolean;
  /** Throws `NotExpressible`. */
  readonly refuse: (source: Source, reason: string, fix?: string) => never;
}

/** How one instruction set does it. Registers are numbers as its encodings count. */
export interface Backend<Form extends object> {
  readonly isa: Isa;
  /** Bits of an address and of the widest access. */
  readonly wordSize: 32 | 64;
  /** Registers for the thread's values, in the order they are taken; `cell` is among them, and given its value last. */
  readonly order: readonly number[];
  /** Those that the caller wants back. */
  readonly calleeSaved: ReadonlySet<number>;
  /** The function's arguments. `out` is kept to the end. */
  readonly cell: number;
  readonly out: number;
  readonly encode: Encode<Form>;
  readonly targetOf: (form: Form) => string | undefined;
  /** True when what `instruction` becomes changes the condition flags though the source's does not. */
  readonly clobbersFlags: (instruction: Instruction) => boolean;
  readonly lower: (instruction: Instruction, context: LowerContext) => Item<Form>[];
  /** `reg` = address of the cell + `offset`. */
  readonly addressOf: (reg: number, offset: number) => Form[];
  readonly constant: (reg: number, value: bigint) => Form[];
  /** The low 32 bits of `reg` into word `index` of the outs. */
  readonly storeOut: (reg: number, index: number) => Form;
  readonly save: (registers: readonly number[]) => Form[];
  readonly restore: (registers: readonly number[]) => Form[];
  readonly leave: () => Form;
}
