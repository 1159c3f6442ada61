import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Width } from '../peer/shm-peer';
import type { CliContext } from './context';

export const WIDTHS = ['8', '16', '32', '64'] as const;

/** `-b B`: a board by name or by the path of its file. */
export function boardOption({ env }: CliContext): Option {
  return new Option('-b, --board <B>', 'a board by name, or the path of a board file').default(env['AMP_HIL_BOARD'] ?? 'sim');
}

/** The same, repeated: several boards. */
export function boardsOption(context: CliContext): Option {
  const option = boardOption(context);
  const fallback = option.defaultValue as string;
  // Commander hands the default to the first call; the first board given replaces it.
  let given: string[] = [];
  return option.default([fallback], fallback).argParser((value) => (given = [...given, value]));
}

/** A path is relative to where the command was called; Jest runs elsewhere. */
export function boardPath({ cwd }: CliContext, name: string): string {
  return name.includes('/') || name.endsWith('.ts') ? resolve(cwd, name) : name;
}

export function jsonOption(): Option {
  return new Option('--json', 'one JSON object on stdout');
}

export function widthOption(): Option {
  return new Option('--width <bits>', 'access width').choices(WIDTHS).default('32');
}

export function width(text: string): Width {
  return Number(text) as Width;
}

/** `--out DIR`: an empty one, as an unset variable of a script leaves it, is no folder. */
export function outOption(description: string): Option {
  return new Option('--out <DIR>', `${description} (default: reports/out of the project)`).argParser((text) => {
    if (text === '') throw new InvalidArgumentError('A folder is wanted.');
    return text;
  });
}

export const MAX_SEED = 0xffff_ffff;

export function seedOption(what: string): Option {
  return new Option('--seed <N>', `seed ${what}, 0 to ${MAX_SEED} (default: random)`).argParser(wholeNumber(BigInt(MAX_SEED)));
}

/** Collects a repeated option; a default stays until the first is given. */
export function repeated(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** A whole number, decimal or 0x…, from 0 to `max`. */
export function wholeNumber(max: bigint): (text: string) => bigint {
  return (text) => {
    if (!/^(0[xX][0-9a-fA-F]+|\d+)$/.test(text)) throw new InvalidArgumentError('A whole number is wanted, decimal or 0x….');
    const value = BigInt(text);
    if (value > max) throw new InvalidArgumentError(`At most ${max} (0x${max.toString(16)}) is allowed.`);
    return value;
  };
}

/** `--fault F`: NAME or NAME=ARGUMENT. */
export function faultOption(): Option {
  return new Option('--fault <F>', 'breaks the board on purpose: NAME or NAME=ARGUMENT; may be repeated').argParser(repeated);
}
