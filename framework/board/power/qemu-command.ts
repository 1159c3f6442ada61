import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { QemuImage } from './qemu-image';

/** File descriptors of QEMU beyond the standard three. */
export const CONSOLE_FD = 3;
export const SEEDED_FD = 4;

/**
 * QEMU's arguments for an image. Linux's UART comes over an inherited socket, the R5's over a pty whose name QEMU prints; the file
 * with this boot's random bytes is an inherited descriptor too.
 */
export function qemuArguments(image: QemuImage, folder: string, sshPort: number): string[] {
  const loaders = image.load.flatMap(({ file, address, cpu }) => {
    const path = file === image.seed.file ? `/dev/fd/${SEEDED_FD}` : join(folder, file).replaceAll(',', ',,');
    return ['-device', `loader,file=${path},addr=0x${address.toString(16)},force-raw=on${cpu === undefined ? '' : `,cpu-num=${cpu}`}`];
  });
  return [
    ...['-M', image.machine, '-smp', String(image.cores), '-m', `${image.memory / 0x10_0000}M`],
    // A host thread a core: both sides truly run at once.
    ...['-accel', 'tcg,thread=multi'],
    ...['-display', 'none', '-nodefaults', '-no-user-config', '-audiodev', 'none,id=audio0'],
    ...loaders,
    ...['-chardev', `socket,id=linux,fd=${CONSOLE_FD}`, '-serial', 'chardev:linux', '-serial', 'pty'],
    ...['-nic', `user,restrict=on,hostfwd=tcp:127.0.0.1:${sshPort}-:22`],
  ];
}

/** `setpriv` in front makes the kernel end QEMU when this process dies, however it dies; absent, QEMU runs bare. */
export function boundToUs(program: string, args: readonly string[]): { program: string; args: string[] } {
  const setpriv = findProgram('setpriv');
  return setpriv === undefined ? { program, args: [...args] } : { program: setpriv, args: ['--pdeathsig', 'KILL', '--', program, ...args] };
}

/** Full path of a program in PATH. */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue; // not in this folder
    }
  }
  return undefined;
}
