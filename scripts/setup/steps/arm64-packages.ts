import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Archive, type Package } from '../apt';
import { cached, cachePath } from '../download';
import { SetupFailure } from '../failure';
import { inBuild } from '../paths';
import { publish, type Step } from '../step';

const MANIFEST = inBuild('arm64', 'packages.json');

/** Packages with a name of their own; the kernel's carry its version and are found through the metapackages. */
const USER_SPACE = [
  'busybox-static',
  'libc6',
  'libstdc++6',
  'libgcc-s1',
  'dropbear-bin',
  'libtomcrypt1',
  'libtommath1',
  'libgmp10',
  'libcrypt1',
  'zlib1g',
  'openssh-sftp-server',
].map((name) => `${name}:arm64`);

export interface Manifest {
  /** `6.1.0-56-arm64` */
  readonly kernel: string;
  readonly packages: readonly Package[];
}

/** Debian's packages for the virtual board: the current kernel of the release, its headers and source, and the user space. */
export const arm64Packages: Step = {
  name: 'arm64-packages',
  title: 'Debian packages for arm64 (kernel, user space)',
  inputs: () => [{ text: USER_SPACE.join(' ') }, { path: __filename }, { path: join(__dirname, '..', 'apt.ts') }],
  outputs: () => [MANIFEST, ...(existsSync(MANIFEST) ? manifest().packages.map(cachePath) : [])],
  async run(context) {
    const archive = new Archive(context);
    context.note('package lists');
    await archive.update();
    const image = await archive.firstDependency('linux-image-arm64:arm64');
    const kernel = image.replace('linux-image-', '');
    const series = /^\d+\.\d+/.exec(kernel)?.[0] ?? '';
    const packages = await archive.resolve([
      `${image}:arm64`,
      `linux-headers-${kernel}:arm64`,
      `linux-headers-${kernel.replace('-arm64', '-common')}`,
      `linux-kbuild-${series}:amd64`,
      `linux-source-${series}`,
      ...USER_SPACE,
    ]);
    const absent = packages.filter((wanted) => !existsSync(cachePath(wanted)));
    const fetched = join(context.work, 'debs');
    if (absent.length > 0) {
      context.note(`downloading ${absent.length} packages`);
      await archive.download(absent, fetched);
    }
    for (const wanted of packages) {
      context.note(`checking ${wanted.file}`);
      // The cache may be on another file system, hence a copy; one that was there and is damaged is fetched now.
      await cached(wanted, async (to) => {
        const from = join(fetched, wanted.file);
        if (!existsSync(from)) await archive.download([wanted], fetched);
        copyFileSync(from, to);
      });
    }
    const draft = join(context.work, 'packages.json');
    writeFileSync(draft, JSON.stringify({ kernel, packages } satisfies Manifest, null, 2));
    publish(draft, MANIFEST);
  },
};

export function manifest(): Manifest {
  return JSON.parse(readFileSync(MANIFEST, 'utf8')) as Manifest;
}

/** The package whose name starts so; `linux-headers-common` style guesses are the caller's. */
export function findPackage(test: (spec: string) => boolean): Package {
  const found = manifest().packages.find(({ spec }) => test(spec));
  if (found) return found;
  throw new SetupFailure('a package is missing from build/arm64/packages.json', { fix: 'remove that file and run `npm run setup` again' });
}
