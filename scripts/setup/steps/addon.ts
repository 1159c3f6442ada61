import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { SetupFailure } from '../failure';
import type { Input } from '../fingerprint';
import { fromRoot, inBuild } from '../paths';
import { publish, type Step } from '../step';

const SOURCES = /^(?!.*\/(test|build)\/).*\.(c|cc|h|def|flags|gyp|mk)$/;
const ADDON = fromRoot('native/addon');

function sources(): Input[] {
  return [
    { path: ADDON, only: SOURCES },
    { path: fromRoot('native/core'), only: SOURCES },
    ...['node-addon-api', 'node-api-headers'].map((name) => ({ text: readFileSync(packageFile(name, 'package.json'), 'utf8') })),
    { path: __filename },
  ];
}

/** The addon for this machine, against the headers that came with the running Node: nothing is downloaded. */
export const addonHost: Step = {
  name: `addon-${process.arch}`,
  title: 'native addon for this machine',
  inputs: sources,
  outputs: () => [addonFile(process.arch)],
  async run({ log, work, hash }) {
    const gyp = packageFile('node-gyp', 'bin/node-gyp.js');
    await log.run(process.execPath, [gyp, 'rebuild', '--jobs=max', '-C', ADDON, `--nodedir=${nodeHeaders()}`], {
      env: { AMP_BUILD: hash.slice(0, 16) },
    });
    const built = join(work, 'amp_hil.node');
    copyFileSync(join(ADDON, 'build/Release/amp_hil.node'), built);
    publish(built, addonFile(process.arch));
  },
};

/** The addon for the board's Linux: Node-API, so one binary serves every Node from 18 on. */
export const addonArm64: Step = {
  name: 'addon-arm64',
  title: 'native addon for arm64',
  inputs: sources,
  outputs: () => [addonFile('arm64')],
  async run({ log, work, hash }) {
    const built = join(work, 'amp_hil.node');
    await log.run('make', [
      `-j${availableParallelism()}`,
      '-C',
      ADDON,
      '-f',
      'cross.mk',
      `OUT=${built}`,
      `AMP_BUILD=${hash.slice(0, 16)}`,
      `NODE_API_INCLUDE=${packageFile('node-api-headers', 'include')}`,
      `NODE_ADDON_API_INCLUDE=${packageFile('node-addon-api', '.')}`,
    ]);
    publish(built, addonFile('arm64'));
  },
};

function addonFile(arch: string): string {
  return inBuild('addon', arch, 'amp_hil.node');
}

/** The prefix of the running Node, when its headers are there. */
function nodeHeaders(): string {
  const prefix = resolve(dirname(process.execPath), '..');
  const missing = ['node_api.h', 'common.gypi'].filter((name) => !existsSync(join(prefix, 'include/node', name)));
  if (missing.length === 0) return prefix;
  throw new SetupFailure(`the headers of ${process.execPath} are missing: no ${missing.join(', ')} in ${join(prefix, 'include/node')}`, {
    fix: "install Debian's libnode-dev for Debian's Node, or use the official tarball of nodejs.org or NodeSource's package, which bring them",
    exitCode: 2,
  });
}

function packageFile(name: string, path: string): string {
  return fromRoot('node_modules', name, path);
}
