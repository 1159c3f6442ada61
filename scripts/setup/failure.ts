import { AmpHilError, type ErrorOptions } from '../../framework/errors/errors';

/** A set-up step that cannot go on. Exit code 2: the machine lacks packages or rights; 1: everything else. */
export class SetupFailure extends AmpHilError {
  readonly exitCode: 1 | 2;

  constructor(message: string, options: ErrorOptions & { exitCode?: 1 | 2 } = {}) {
    super('BoardUnavailable', message, options);
    this.exitCode = options.exitCode ?? 1;
  }
}
