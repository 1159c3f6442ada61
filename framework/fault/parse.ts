import { ConfigError } from '../errors/errors';
import { FAULTS, type FaultArgument, type FaultKind } from './kind';

export interface Fault {
  readonly kind: FaultKind;
  readonly argument?: number;
}

/** Reads `stuck-bit=7`, `lost-write=1/64`, `jitter`. Throws `ConfigError` that names the fault, its value and what is allowed. */
export function parseFault(text: string): Fault {
  const [, name = '', given] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const kinds = FAULTS.filter((kind) => kind.name === name);
  const [kind] = kinds;
  if (!kind) {
    throw new ConfigError(`fault '${text}': there is no fault '${name}'`, { fix: `use one of: ${faultNames().join(', ')}` });
  }
  const { argument } = kind;
  if (!argument) {
    if (given !== undefined) throw wrong(text, 'takes no argument', name);
    return { kind };
  }
  if (given === undefined && argument.default === undefined) throw wrong(text, `needs an argument (${argument.what})`, allowedText(kind));
  const value = given === undefined ? argument.default : numberOf(argument, given);
  const [least, most] = allowedRange(kinds);
  const { step = 1 } = argument;
  if (value === undefined || value < least || value > most || value % step !== 0)
    throw wrong(text, `'${given}' is not allowed (${argument.what})`, allowedText(kind));
  // Of two kinds with one name the first that is so frequent.
  return {
    kind: kinds.find(({ argument: own }) => own !== undefined && value <= own.most) ?? (kinds.at(-1) as FaultKind),
    argument: value,
  };
}

/** The texts of a list as in `AMP_HIL_FAULTS`, with commas between. */
export function faultList(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** As `parseFault` reads it. */
export function faultText({ kind, argument }: Fault): string {
  if (argument === undefined) return kind.name;
  return `${kind.name}=${kind.argument?.form === 'ratio' ? '1/' : ''}${argument}`;
}

export function faultNames(): string[] {
  return [...new Set(FAULTS.map(({ name }) => name))];
}

/** `NAME=1/N, N from 1 to 1000` */
export function allowedText({ name, argument }: FaultKind): string {
  if (!argument) return name;
  const [least, most] = allowedRange(FAULTS.filter((kind) => kind.name === name));
  const step = argument.step === undefined ? '' : `, a multiple of ${argument.step}`;
  const range = `N from ${least} to ${most}${step}`;
  return `${name}=${argument.form === 'ratio' ? '1/N' : 'N'}, ${range}`;
}

function allowedRange(kinds: readonly FaultKind[]): readonly [number, number] {
  const ranges = kinds.flatMap(({ argument }) => (argument ? [argument.allowed ?? ([argument.least, argument.most] as const)] : []));
  return [Math.min(...ranges.map(([least]) => least)), Math.max(...ranges.map(([, most]) => most))];
}

function numberOf({ form }: FaultArgument, given: string): number | undefined {
  const digits = (form === 'ratio' ? /^1\/(\d{1,9})$/ : /^(\d{1,9})$/).exec(given)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function wrong(text: string, what: string, allowed: string): ConfigError {
  return new ConfigError(`fault '${text}': ${what}`, { fix: `write ${allowed}` });
}
