import { Command, InvalidArgumentError } from 'commander';

export interface SoakOptions {
  suite: string;
  repeat: number;
  profile: string;
  board: string[];
}

const BOARDS = ['sim', 'zcu102-qemu'];
const MOST = 10_000;

/** Undefined when the help was shown. */
export function soakOptions(args: readonly string[]): SoakOptions {
  const program = new Command('npm run soak --')
    .description('runs a suite again and again, each time with another seed: what fails once in twenty is a finding, or a false alarm')
    .option('--suite <S>', 'number or word of the suite', '40')
    .option('--repeat <N>', 'runs on each board', count, 20)
    .option('--profile <name>', 'how much work each run is', 'qualify')
    .option('-b, --board <B>', 'a board, may be repeated (default: sim and zcu102-qemu)', (board: string, before: string[] | undefined) => [
      ...(before ?? []),
      board,
    ]);
  program.parse(args, { from: 'user' });
  const { board = BOARDS, ...options } = program.opts<Omit<SoakOptions, 'board'> & { board?: string[] }>();
  return { ...options, board };
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= MOST) return value;
  throw new InvalidArgumentError(`A whole number from 1 to ${MOST} is wanted.`);
}
