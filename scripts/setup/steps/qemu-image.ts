import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import board from '../../../boards/zcu102-qemu/board';
import { deviceTree, SEED_MARK } from '../../../boards/zcu102-qemu/image/device-tree';
import { LAYOUT } from '../../../boards/zcu102-qemu/image/layout';
import type { QemuImage } from '../../../framework/board/power/qemu-image';
import { archive } from '../cpio';
import { fromCache, sha256Of } from '../download';
import { makeKeys, type ImageKeys } from '../keys';
import { fromRoot, inBuild } from '../paths';
import { rootFileSystem } from '../root-file-system';
import { publish, type Step, type StepContext } from '../step';
import { NODE_ARM64, NODE_ARM64_VERSION } from './arm64-node';
import { findPackage, manifest } from './arm64-packages';
import { MODULES_DIR } from './kernel-modules';

const IMAGE = inBuild('zcu102-qemu');
const SOURCES = fromRoot('boards/zcu102-qemu/image');
/** Debian's kernel and what of its modules the image takes: unpacked from the largest package, so by name. */
const kernelPackage = (): ReturnType<typeof findPackage> => findPackage((spec) => spec.startsWith('linux-image-'));

/** The virtual ZCU102's image: kernel, device tree, initramfs, start-up stub and pinned keys. */
export const qemuImage: Step = {
  name: 'zcu102-qemu-image',
  title: 'image of zcu102-qemu (kernel, device tree, initrd, keys)',
  inputs: () => [
    { path: SOURCES },
    { text: deviceTree(board, 0) },
    { text: JSON.stringify(manifest()) },
    { text: NODE_ARM64_VERSION },
    { path: MODULES_DIR },
    ...['steps/qemu-image.ts', 'root-file-system.ts', 'cpio.ts', 'keys.ts'].map((name) => ({ path: fromRoot('scripts/setup', name) })),
    { path: fromRoot('framework/board/power/qemu-image.ts') },
  ],
  outputs: () =>
    ['stub.bin', 'Image', 'board.dtb', 'initrd.cpio', 'image.json', 'keys/login', 'keys/host.fingerprint'].map((name) => join(IMAGE, name)),
  async run(context) {
    const { work, note } = context;
    const image = join(work, 'image');
    mkdirSync(image);
    const keys = makeKeys();
    note('unpack');
    const debian = await unpack(context);
    note('initrd');
    const initrd = await writeInitrd(context, image, debian, keys);
    note('kernel, device tree, stub');
    writeFileSync(join(image, 'Image'), readFileSync(join(debian, 'boot', `vmlinuz-${manifest().kernel}`)));
    await writeDeviceTree(context, image, initrd);
    await writeStub(context, image);
    writeKeys(image, keys);
    await writeDescription(image);
    publish(image, IMAGE);
  },
};

async function unpack({ log, work }: StepContext): Promise<string> {
  const debian = join(work, 'debian');
  mkdirSync(debian);
  const { kernel, packages } = manifest();
  const kernelDeb = await fromCache(kernelPackage());
  await log.run('sh', [
    '-c',
    'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" "./boot/vmlinuz-$3" "./lib/modules/$3/kernel/drivers/uio" "./lib/modules/$3/kernel/drivers/net/phy" "./lib/modules/$3/kernel/drivers/net/mdio" "./lib/modules/$3/kernel/drivers/net/ethernet/cadence"',
    'sh',
    kernelDeb,
    debian,
    kernel,
  ]);
  for (const wanted of packages.filter(({ spec }) => spec.endsWith(':arm64') && !spec.startsWith('linux-'))) {
    await log.run('dpkg-deb', ['-x', await fromCache(wanted), debian]);
  }
  return debian;
}

/** Gives the initrd's size, which the device tree names. */
async function writeInitrd({ log, work }: StepContext, image: string, debian: string, keys: ImageKeys): Promise<number> {
  // The symbol tables of the official binary are a fifth of it and cost boot time; dynamic symbols, which addons need, stay.
  const node = join(work, 'node');
  await log.run('aarch64-linux-gnu-strip', ['--strip-unneeded', '-o', node, NODE_ARM64]);
  const parts = archive(rootFileSystem({ debian, node, built: MODULES_DIR, sources: SOURCES, kernel: manifest().kernel, keys }));
  const initrd = Buffer.concat(parts);
  writeFileSync(join(image, 'initrd.cpio'), initrd);
  return initrd.length;
}

async function writeDeviceTree({ log, work }: StepContext, image: string, initrdSize: number): Promise<void> {
  const source = join(work, 'board.dts');
  writeFileSync(source, deviceTree(board, initrdSize));
  await log.run('dtc', ['-I', 'dts', '-O', 'dtb', '-o', join(image, 'board.dtb'), source]);
}

async function writeStub({ log, work }: StepContext, image: string): Promise<void> {
  const object = join(work, 'stub.o');
  const addresses = [`-DKERNEL=${LAYOUT.kernel}`, `-DDEVICE_TREE=${LAYOUT.deviceTree}`];
  await log.run('aarch64-linux-gnu-gcc', ['-c', ...addresses, '-o', object, join(SOURCES, 'stub.S')]);
  // .text alone: with a build-id section the file would be megabytes long and overlap the kernel.
  await log.run('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', object, join(image, 'stub.bin')]);
}

function writeKeys(image: string, keys: ImageKeys): void {
  const folder = join(image, 'keys');
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'host.fingerprint'), `${keys.host.fingerprint}\n`);
  writeFileSync(join(folder, 'login'), keys.login.privateKey, { mode: 0o600 });
  chmodSync(join(folder, 'login'), 0o600);
  writeFileSync(join(folder, 'login.pub'), keys.login.publicKey);
}

async function writeDescription(image: string): Promise<void> {
  const { kernel, packages } = manifest();
  const load = [
    { file: 'stub.bin', address: LAYOUT.stub, cpu: 0 },
    { file: 'Image', address: LAYOUT.kernel },
    { file: 'board.dtb', address: LAYOUT.deviceTree },
    { file: 'initrd.cpio', address: LAYOUT.initrd },
  ];
  const sha256: Record<string, string> = {};
  for (const { file } of load) sha256[file] = await sha256Of(join(image, file));
  const description: QemuImage = {
    schema: 1,
    board: board.name,
    machine: LAYOUT.machine,
    cores: LAYOUT.cores,
    memory: LAYOUT.memory,
    load,
    seed: { file: 'board.dtb', offset: readFileSync(join(image, 'board.dtb')).indexOf(SEED_MARK), size: SEED_MARK.length },
    kernel,
    node: NODE_ARM64_VERSION,
    sha256,
    packages: Object.fromEntries(packages.map(({ spec, version }) => [spec, version])),
  };
  writeFileSync(join(image, 'image.json'), `${JSON.stringify(description, null, 2)}\n`);
}
