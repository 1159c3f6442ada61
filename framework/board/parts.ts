import type { BoardDeclaration } from './declaration';

/** The words a board file is written in. Each returns data for `defineBoard`, which checks it. */

type Peer = BoardDeclaration['peers'][string];
type Ssh = Extract<Peer, { kind: 'ssh' }>;
type Serial = Extract<Peer, { kind: 'serial' }>;
type Power = NonNullable<BoardDeclaration['power']>;

/** Zynq UltraScale+: Cortex-A53 and Cortex-R5F. */
export const zynqmp: BoardDeclaration['soc'] = {
  name: 'zynqmp',
  linux: { core: 'cortex-a53', isa: 'aarch64' },
  r5: { core: 'cortex-r5f', isa: 'armv7-r', midr: 0x411fc153, mpuRegions: 16 },
};

/** This machine as both sides, for `sim`. */
export const host: BoardDeclaration['soc'] = {
  name: 'host',
  linux: { core: 'host', isa: 'x86-64' },
  r5: { core: 'host-process', isa: 'x86-64', midr: 0, mpuRegions: 16 },
};

/** The Linux side is this machine. */
export function local(): Peer {
  return { kind: 'local' };
}

/** The Linux side is reached over ssh. */
export function ssh(options: Omit<Ssh, 'kind'>): Ssh {
  return { kind: 'ssh', ...options };
}

/** The R5 side's console. */
export function serial(options: Omit<Serial, 'kind'>): Serial {
  return { kind: 'serial', ...options };
}

/** Linux's remoteproc loads the firmware. */
export function remoteproc(instance: string, options: { port?: 'qemu-zynqmp' | 'zynqmp'; folder?: string } = {}): Serial['firmware'] {
  return { kind: 'remoteproc', instance, port: 'zynqmp', ...options };
}

/** The power driver starts the firmware itself. */
export function builtin(): Serial['firmware'] {
  return { kind: 'builtin', port: 'posix' };
}

/** A power supply behind two commands. */
export function command(options: { on: string[]; off: string[] }): Power {
  return { kind: 'command', ...options };
}

/** QEMU is the board; `image` is the folder that `npm run setup` builds. */
export function qemu(options: { image: string }): Power {
  return { kind: 'qemu', machine: 'xlnx-zcu102', ...options };
}

/** The firmware's posix port is the board. */
export function simulator(): Power {
  return { kind: 'simulator' };
}
