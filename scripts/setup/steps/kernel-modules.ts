import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromCache } from '../download';
import { fromRoot, inBuild } from '../paths';
import { publish, type Step } from '../step';
import { findPackage, manifest } from './arm64-packages';

export const MODULES_DIR = inBuild('kernel');
const UIO_SOURCE = 'drivers/uio/uio_pdrv_genirq.c';

/** amp_rproc.ko from native/kernel and the kernel's own uio_pdrv_genirq.ko, built against the headers of the image's kernel. */
export const kernelModules: Step = {
  name: 'kernel-modules',
  title: 'kernel modules (amp_rproc, uio_pdrv_genirq)',
  inputs: () => [{ path: fromRoot('native/kernel') }, { text: JSON.stringify(manifest()) }, { path: __filename }],
  outputs: () => ['amp_rproc.ko', 'uio_pdrv_genirq.ko'].map((name) => join(MODULES_DIR, name)),
  async run({ log, work, note }) {
    note('headers');
    const headers = join(work, 'headers');
    for (const part of [/^linux-headers-.*:arm64$/, /^linux-headers-.*-common$/, /^linux-kbuild-/]) {
      await log.run('dpkg-deb', ['-x', await fromCache(findPackage((spec) => part.test(spec))), headers]);
    }
    const source = join(work, 'source');
    mkdirSync(source);
    note(UIO_SOURCE);
    const { spec } = findPackage((name) => name.startsWith('linux-source-'));
    const tarball = await fromCache(findPackage((name) => name === spec));
    // A tar in a package: only the one file is unpacked. tar stops reading once it has it, hence no pipefail.
    await log.run('sh', [
      '-c',
      'dpkg-deb --fsys-tarfile "$1" 2>/dev/null | tar -xO "./usr/src/$2.tar.xz" 2>/dev/null | tar -xJ -C "$3" --strip-components=3 --occurrence=1 "$2/$4"',
      'sh',
      tarball,
      spec,
      source,
      UIO_SOURCE,
    ]);
    for (const name of ['Makefile', 'amp_rproc.c']) copyFileSync(fromRoot('native/kernel', name), join(source, name));
    note('make');
    const { kernel } = manifest();
    await log.run('make', [
      '-C',
      source,
      `HEADERS=${headers}/usr/src/linux-headers-${kernel}`,
      `COMMON=${headers}/usr/src/linux-headers-${kernel.replace('-arm64', '-common')}`,
      'CROSS_COMPILE=aarch64-linux-gnu-',
    ]);
    const built = join(work, 'built');
    mkdirSync(built);
    for (const name of ['amp_rproc.ko', 'uio_pdrv_genirq.ko']) copyFileSync(join(source, name), join(built, name));
    publish(built, MODULES_DIR);
  },
};
