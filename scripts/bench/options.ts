import { Command, InvalidArgumentError } from 'commander';

/** What `npm run bench` can be asked for by `--only`; without it, everything. */
export const PARTS = ['scalar', 'model', 'round-trips', 'ping-pong', 'litmus', 'verify', 'block', 'boot', 'history', 'qualify'] as const;
export type Part = (typeof PARTS)[number];
export const BOARDS = ['sim', 'zcu102-qemu'] as const;
export type BenchBoard = (typeof BOARDS)[number];

export interface BenchOptions {
  readonly only: readonly Part[];
  readonly boards: readonly BenchBoard[];
}

export function benchOptions(args: readonly string[]): BenchOptions {
  const program = new Command('npm run bench --')
    .description('the figures that the project promises, each beside its limit; exits 1 when one is missed. Needs a quiet machine')
    .option('--only <parts>', `some of ${PARTS.join(', ')}`, (text: string) => text.split(',').map((word) => oneOf(word, PARTS)), [
      ...PARTS,
    ])
    .option('-b, --board <B>', `one of ${BOARDS.join(', ')}`, (text: string) => [oneOf(text, BOARDS)], [...BOARDS]);
  program.parse(args, { from: 'user' });
  const { only, board } = program.opts<{ only: Part[]; board: BenchBoard[] }>();
  return { only, boards: board };
}

function oneOf<T extends string>(word: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === word);
  if (found === undefined) throw new InvalidArgumentError(`Use one of: ${allowed.join(', ')}.`);
  return found;
}
