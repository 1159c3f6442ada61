import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MODULES, modulesFile } from '../../boards/zcu102-qemu/image/modules';
import { file, folder, link, type Entry } from './cpio';
import type { ImageKeys } from './keys';

export interface RootSources {
  /** Where Debian's packages are unpacked. */
  debian: string;
  /** The arm64 Node binary to take. */
  node: string;
  /** Folder of the modules built here. */
  built: string;
  /** boards/zcu102-qemu/image */
  sources: string;
  kernel: string;
  keys: ImageKeys;
}

const LIB = 'lib/aarch64-linux-gnu';

/** The files of the virtual board's Linux: busybox, dropbear, an SFTP server, Node, and the modules. */
export function rootFileSystem(from: RootSources): Entry[] {
  const deb = (path: string): Buffer => readFileSync(join(from.debian, path));
  const own = (path: string): Buffer => readFileSync(join(from.sources, path));
  return [
    link('init', 'bin/busybox'),
    link('bin/sh', 'busybox'),
    file('bin/busybox', deb('bin/busybox'), 0o755),
    file('usr/sbin/dropbear', deb('usr/sbin/dropbear'), 0o755),
    // Where Debian's dropbear looks for it.
    file('usr/lib/sftp-server', deb('usr/lib/openssh/sftp-server'), 0o755),
    file('usr/bin/node', readFileSync(from.node), 0o755),
    ...libraries(from.debian),

    file('etc/inittab', own('inittab')),
    file('etc/rc', own('rc'), 0o755),
    file('etc/modules', modulesFile()),
    file('etc/hostname', 'zcu102-qemu\n'),
    // No password can match `*`; dropbear is told to take none anyway.
    file('etc/passwd', 'root:*:0:0:root:/root:/bin/sh\n'),
    file('etc/group', 'root:x:0:\n'),
    file('etc/dropbear/host_key', from.keys.host.dropbear, 0o600),
    folder('root', 0o700),
    folder('root/.ssh', 0o700),
    file('root/.ssh/authorized_keys', from.keys.login.publicKey, 0o600),

    folder('lib/firmware'),
    ...MODULES.map(({ name, from: origin }) =>
      file(
        `lib/modules/${name}.ko`,
        origin === 'built' ? readFileSync(join(from.built, `${name}.ko`)) : deb(`lib/modules/${from.kernel}/kernel/${origin.kernel}`),
      ),
    ),
    ...['dev', 'proc', 'sys', 'var/log', 'var/run'].map((path) => folder(path)),
    folder('tmp', 0o1777),
  ];
}

/** Every shared library of the packages, flat in one folder, and the loader where binaries name it. */
function libraries(debian: string): Entry[] {
  const entries = new Map<string, Entry>([
    [
      'lib/ld-linux-aarch64.so.1',
      link('lib/ld-linux-aarch64.so.1', `aarch64-linux-gnu/${basename(realpathSync(join(debian, 'lib/ld-linux-aarch64.so.1')))}`),
    ],
  ]);
  for (const source of [LIB, `usr/${LIB}`]) {
    for (const name of readdirSync(join(debian, source))) {
      if (!/\.so(\.\d+)*$/.test(name)) continue;
      const from = join(debian, source, name);
      const to = `${LIB}/${name}`;
      const stat = lstatSync(from);
      if (stat.isSymbolicLink()) entries.set(to, link(to, basename(readlinkSync(from))));
      else if (stat.isFile()) entries.set(to, file(to, readFileSync(from), 0o755));
    }
  }
  return [...entries.values()];
}
