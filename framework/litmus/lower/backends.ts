import type { Isa } from '../code/isa';
import { aarch64 } from './aarch64';
import { arm } from './arm';
import type { Backend } from './backend';
import { x86 } from './x86-64';

/** Gives `use` the backend of `isa`, whatever its machine instructions are. */
export function withBackend<Result>(isa: Isa, use: <Form extends object>(backend: Backend<Form>) => Result): Result {
  switch (isa) {
    case 'aarch64':
      return use(aarch64);
    case 'armv7-r':
      return use(arm);
    case 'x86-64':
      return use(x86);
  }
}
