import { Command, InvalidArgumentError } from 'commander';

export interface SoakOptions {
  /** Undefined: all. */
  readonly suite: string | undefined;
  readonly profile: string;
  readonly boards: readonly { readonly name: string; readonly repeat: number }[];
  /** The whole selftest after the runs. */
  readonly selftest: boolean;
}

/** Runs of each board unless `--repeat` says otherwise: a simulator is up at once, a virtual board boots. */
const REPEAT: Readonly<Record<string, number>> = { sim: 50, 'zcu102-qemu': 10 };
const OF_ANOTHER = 10;
const MOST = 10_000;

export function soakOptions(args: readonly string[]): SoakOptions {
  const program = new Command('npm run soak --')
    .description(
      'runs suites again and again, each time with another seed, then the selftest: what fails once in twenty is a finding, or a false alarm',
    )
    .option('--suite <S>', 'number or word of the only suite to run; without the selftest')
    .option('--repeat <N>', 'runs on each board (default: 50 on sim, 10 on any other)', count)
    .option('--profile <name>', 'how much work each run is', 'smoke')
    .option('-b, --board <B>', 'a board, may be repeated (default: sim and zcu102-qemu)', (board: string, before: string[] | undefined) => [
      ...(before ?? []),
      board,
    ]);
  program.parse(args, { from: 'user' });
  const {
    suite,
    repeat,
    profile,
    board = Object.keys(REPEAT),
  } = program.opts<{ suite?: string; repeat?: number; profile: string; board?: string[] }>();
  const boards = board.map((name) => ({ name, repeat: repeat ?? REPEAT[name] ?? OF_ANOTHER }));
  return { suite, profile, boards, selftest: suite === undefined && board.includes('sim') };
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= MOST) return value;
  throw new InvalidArgumentError(`A whole number from 1 to ${MOST} is wanted.`);
}
