import { readFileSync } from 'node:fs';

/** What this machine is, as far as the set-up cares. */
export interface Host {
  /** As a person would say it: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
  readonly arch: string;
  /** Debian 12 on x86-64: all boards. Anything else: `sim` only. */
  readonly full: boolean;
}

/** `osRelease`: text of /etc/os-release. */
export function describeHost(osRelease: string, arch: string): Host {
  const field = (key: string): string => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  return {
    name: field('PRETTY_NAME') || 'this system',
    arch,
    full: field('ID') === 'debian' && field('VERSION_ID') === '12' && arch === 'x64',
  };
}

export function thisHost(): Host {
  let text = '';
  try {
    text = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // No such file: not a Linux distribution that we know, which is all that is asked.
  }
  return describeHost(text, process.arch);
}

/** Why the virtual board cannot be set up here. */
export function needsDebian(host: Host): string {
  return (
    `zcu102-qemu needs Debian 12 (bookworm) on x86-64: kernel, QEMU 7.2 and cross compilers are that release's. ` +
    `This is ${host.name} on ${host.arch}; 'sim' works here. A Debian 12 container or virtual machine is enough, no KVM needed.`
  );
}
