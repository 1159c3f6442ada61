import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What this machine says about serial ports: for the error messages of those who cannot open one. Best effort: what cannot be read is left out. */

/** Ports that exist: the stable names by id first, then /dev/ttyUSB*, ttyACM*, ttyAMA*. */
export async function existingPorts(dev = '/dev'): Promise<string[]> {
  const byId = (await names(join(dev, 'serial/by-id'))).map((name) => join(dev, 'serial/by-id', name));
  const plain = (await names(dev)).filter((name) => /^tty[UA]/.test(name)).map((name) => join(dev, name));
  return [...byId.sort(), ...plain.sort()];
}

export interface PortHolder {
  pid: number;
  command: string;
}

/** Processes that have `path` open, by their open files and, where those are not ours to read, by the lock file that terminal programs leave. */
export async function portHolders(path: string, proc = '/proc', locks = '/var/lock'): Promise<PortHolder[]> {
  const target = await realpath(path).catch(() => path);
  const pids = (await names(proc)).filter((name) => /^\d+$/.test(name)).map(Number);
  const held = await Promise.all(pids.map((pid) => hasOpen(join(proc, String(pid), 'fd'), target)));
  const holders = pids.filter((_, i) => held[i]);
  const locked = Number.parseInt(await readFile(join(locks, `LCK..${basename(target)}`), 'latin1').catch(() => ''), 10);
  if (pids.includes(locked) && !holders.includes(locked)) holders.push(locked);
  return Promise.all(holders.map(async (pid) => ({ pid, command: await commandOf(join(proc, String(pid))) })));
}

async function hasOpen(fdFolder: string, target: string): Promise<boolean> {
  const links = await Promise.all((await names(fdFolder)).map((fd) => readlink(join(fdFolder, fd)).catch(() => '')));
  // Who made a pty may keep its other end open too; it is the port, not a rival.
  const maker = target.startsWith('/dev/pts/') && links.some((link) => link.endsWith('/ptmx'));
  return links.includes(target) && !maker;
}

async function commandOf(folder: string): Promise<string> {
  const line = await readFile(join(folder, 'cmdline'), 'latin1').catch(() => '');
  return line.split('\0').filter(Boolean).join(' ').slice(0, 80) || '?';
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
