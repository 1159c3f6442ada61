import { NotExpressible } from '../../errors/errors';
import { assemble, type Item } from '../code/assemble';
import type { Isa } from '../code/isa';
import { mutateThread, type AppliedMutation } from '../mutate/mutate-thread';
import type { MutationKind } from '../mutate/mutation';
import type { Instruction, LitmusTest, Register, Source, Thread, Value } from '../program';
import { withAddressesChecked } from './addresses';
import type { Backend, Feature } from './backend';
import { withBackend } from './backends';
import { withFlagsKept } from './flags';
import { refuseLoops, refuseStoredAddresses } from './limits';
import type { CellLayout } from './layout';
import { observedRegisters } from './observed';
import { mayBeAddress } from './possible';
import { RegisterFile } from './register-file';
import { releaseBefore } from './release-before';
import { possibleValues, valueOf } from './values';
import { readBeforeWritten } from './zero-registers';

export interface CompileOptions {
  /** Ways in which this thread's code is broken on purpose. */
  readonly mutations?: readonly MutationKind[];
  /** What the core has beside the base of its instruction set. */
  readonly features?: readonly Feature[];
}

/** A thread as a leaf function: `void thread(volatile uint8_t *cell, uint32_t *out)`. */
export interface CompiledThread {
  readonly isa: Isa;
  readonly code: Uint8Array;
  /** One line of the GNU assembler each, in order. */
  readonly assembly: readonly string[];
  /** Source registers whose low 32 bits go to `out[0]`, `out[1]`, … */
  readonly outs: readonly Register[];
  /** Machine instructions: in all, and of the body between prologue and epilogue. */
  readonly instructions: number;
  readonly body: number;
  /** What was asked for, and whether the thread had anything to change. */
  readonly mutations: readonly AppliedMutation[];
}

/** Throws `NotExpressible` when `isa` has no counterpart of what the thread does. */
export function compileThread(
  test: LitmusTest,
  thread: number,
  isa: Isa,
  layout: CellLayout,
  options: CompileOptions = {},
): CompiledThread {
  const mutated = mutateThread(test, thread, options.mutations ?? []);
  return withBackend(isa, (backend) => ({ ...compileFor(backend, mutated.test, thread, layout, options), mutations: mutated.mutations }));
}

function compileFor<Form extends object>(
  backend: Backend<Form>,
  test: LitmusTest,
  index: number,
  layout: CellLayout,
  options: CompileOptions,
): Omit<CompiledThread, 'mutations'> {
  const thread = test.threads[index];
  const whole = (reason: string): never => refuse({ text: '' }, reason);
  const refuse = (source: Source, reason: string, fix?: string): never => {
    const detail = { isa: backend.isa, reason, ...(source.line !== undefined && { line: source.line }) };
    throw new NotExpressible(source.text === '' ? detail : { ...detail, instruction: source.text }, fix === undefined ? {} : { fix });
  };
  if (thread === undefined) return whole(`test ${test.name} has no thread ${index}`);
  refuseStoredAddresses(test, whole);
  refuseLoops(thread.instructions, refuse);
  const values = possibleValues(test)[index] ?? { before: [] };
  const checked = withAddressesChecked(test, thread.instructions, values, backend.wordSize, refuse);
  const instructions = withFlagsKept(checked, backend.clobbersFlags, refuse);

  const outs = observedRegisters(test, index);
  for (const register of outs) {
    const last = valueOf(values.before.at(-1) ?? new Map(), { kind: 'reg', reg: register });
    if (mayBeAddress(last)) whole(`register ${index}:${register} holds an address, which differs from side to side`);
  }
  const registers = new RegisterFile(backend.order, (needed, available) =>
    whole(`thread ${index} needs ${needed} registers and more, ${available} can be had`),
  );
  const context = { registers, features: new Set(options.features ?? []), releaseBefore: releaseBefore(instructions), refuse };
  const body = instructions.flatMap((instruction) => backend.lower(instruction, context));
  const stores = outs.map((register, i) => backend.storeOut(registers.of(register), i));
  const start = initialRegisters(backend, thread, instructions, outs, registers, layout);
  const saved = registers.used.filter((register) => backend.calleeSaved.has(register));
  const items: Item<Form>[] = [...backend.save(saved), ...start, ...body, ...stores, ...backend.restore(saved), backend.leave()];
  const { code, assembly } = assemble(items, backend.encode, backend.targetOf);
  const lengths = { instructions: assembly.length, body: body.filter((item) => !('label' in item)).length };
  return { isa: backend.isa, code, assembly, outs, ...lengths };
}

/** Addresses, other initial values, zeros and constants; the register that came with the cell's address last. */
function initialRegisters<Form extends object>(
  backend: Backend<Form>,
  thread: Thread,
  instructions: readonly Instruction[],
  outs: readonly Register[],
  registers: RegisterFile,
  layout: CellLayout,
): Form[] {
  const values = new Map<number, Value>();
  for (const name of readBeforeWritten(instructions, outs)) {
    values.set(registers.of(name), thread.initial.get(name) ?? { kind: 'int', value: 0n });
  }
  for (const [register, value] of registers.constants) values.set(register, { kind: 'int', value });
  const order = [...values].toSorted(([a], [b]) => Number(a === backend.cell) - Number(b === backend.cell));
  return order.flatMap(([register, value]) =>
    value.kind === 'int' ? backend.constant(register, value.value) : backend.addressOf(register, layout.offsets.get(value.location) ?? 0),
  );
}
