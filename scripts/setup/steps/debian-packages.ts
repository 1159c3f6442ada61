import { execFileSync, spawnSync } from 'node:child_process';
import { findProgram } from '../../../framework/board/power/qemu-command';
import { SetupFailure } from '../failure';
import type { Step, StepContext } from '../step';

/** What the compilers of `sim` are packaged as. */
const HOST_TOOLS = ['gcc', 'g++', 'make', 'python3'];
const QEMU_TOOLS = [
  'qemu-system-arm',
  'gcc-arm-none-eabi',
  'gcc-aarch64-linux-gnu',
  'g++-aarch64-linux-gnu',
  'libc6-dev-arm64-cross',
  'device-tree-compiler',
  'xz-utils',
];
/** For `npm test` alone. */
const TEST_TOOLS = ['clang-format'];

/** Installs what is missing of the distribution's packages; without root it prints the one command to run. */
export const debianPackages: Step = packagesStep('debian-packages', 'Debian packages of this machine (QEMU, compilers)', [
  ...HOST_TOOLS,
  ...QEMU_TOOLS,
  ...TEST_TOOLS,
]);

/** For `npm test` alone, and large: the page of a run is looked at in it. */
export const chromium: Step = packagesStep('chromium', 'Chromium, in which the page of a run is tested', ['chromium', 'fonts-dejavu-core']);

/** For `npm test` alone: a lab's history of runs may be in it. */
export const postgresql: Step = packagesStep('postgresql', 'PostgreSQL, in which the history of runs is tested', ['postgresql']);

function packagesStep(name: string, title: string, wanted: readonly string[]): Step {
  return {
    name,
    title,
    inputs: () => [],
    outputs: () => [],
    isDone: () => missingPackages(wanted).length === 0,
    run: (context) => install(missingPackages(wanted), context),
  };
}

async function install(missing: readonly string[], { log, note }: StepContext): Promise<void> {
  const prefix = rootPrefix();
  if (prefix === undefined) {
    throw new SetupFailure(`Debian packages are missing: ${missing.join(' ')}`, {
      fix: `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}'`,
      exitCode: 2,
    });
  }
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120'];
  const run = (...args: string[]): Promise<void> => log.run(apt[0] ?? '', [...apt.slice(1), ...args]);
  note('apt-get update');
  await run('update');
  note(`apt-get install ${missing.join(' ')}`);
  await run('install', '-y', '--no-install-recommends', ...missing);
}

/** On another distribution: the compilers of `sim` must be there already. */
export const hostCompilers: Step = {
  name: 'host-compilers',
  title: 'compilers of this machine',
  inputs: () => [],
  outputs: () => [],
  isDone: () => missingPrograms().length === 0,
  run: () =>
    Promise.reject(
      new SetupFailure(`${missingPrograms().join(', ')} not found in PATH`, {
        fix: `install them with your distribution's package manager`,
        exitCode: 2,
      }),
    ),
};

function missingPrograms(): string[] {
  return HOST_TOOLS.filter((name) => findProgram(name) === undefined);
}

function missingPackages(wanted: readonly string[]): string[] {
  // Fails when any is unknown, and still lists the others.
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted], { encoding: 'utf8' });
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** What to put before a command that needs root; undefined when there is no way without a password. */
function rootPrefix(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  if (findProgram('sudo') === undefined) return undefined;
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
    return ['sudo', '-n'];
  } catch {
    return undefined; // it wants a password
  }
}
