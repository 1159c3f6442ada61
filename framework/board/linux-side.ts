import { deployAgent, type DeployedAgent } from '../agent/deploy';
import { ConfigError } from '../errors/errors';
import type { ExecLink } from '../link/exec-link';
import { withDeadline } from '../link/deadline';
import { LocalLink } from '../link/local';
import { SshLink } from '../link/ssh';
import { LinuxPeer } from '../peer/linux-peer';
import type { PeerDeclaration } from './declaration';
import { officialNode } from './official-node';
import type { Endpoints, PoweredBoard } from './power/power';

type LinuxDeclaration = Extract<PeerDeclaration, { kind: 'local' | 'ssh' }>;

/** A board's Linux answers ssh within this time of power-on: seconds on an emulated one, up to a minute on a real one. */
const BOOT_MS = 120_000;

/** This machine answers in a millisecond, or in some hundred under load. */
const LOCAL_CALL_MS = 3000;

export interface SideOptions {
  root: string;
  onProgress: (text: string) => void;
  /** A line of a side's console; `at` is ms since the epoch. */
  onConsole: (peer: string, text: string, at: number) => void;
  /** As the board declares. */
  emulated?: boolean;
  signal?: AbortSignal | undefined;
}

/** The link to a board's Linux; waits until it has booted. */
export async function linkToLinux(declared: LinuxDeclaration, power: PoweredBoard, options: SideOptions): Promise<ExecLink> {
  if (declared.kind === 'local') return new LocalLink();
  const { root, signal, onProgress } = options;
  const { endpoints, listening } = power;
  if (listening) {
    onProgress('waiting for Linux to boot');
    await withDeadline('boot of Linux', BOOT_MS, signal, listening, () => 'its console never said that ssh listens; it is in the record');
  }
  return SshLink.connect(declared, { endpoint: endpoints.ssh, root, timeout: BOOT_MS, signal, onProgress });
}

/** Puts the agent on the board unless it is there, and starts it. */
export async function startLinuxPeer(
  link: ExecLink,
  declared: LinuxDeclaration,
  endpoints: Endpoints,
  options: SideOptions,
): Promise<{ peer: LinuxPeer; agent: DeployedAgent }> {
  const { root, onProgress, onConsole, signal } = options;
  const agent = await deployAgent(link, {
    root,
    onProgress,
    signal,
    provideNode: () => officialNode(root),
    ...(declared.kind === 'ssh' && { workdir: declared.workdir, node: declared.node }),
  });
  const peer = await LinuxPeer.start({
    link,
    command: endpoints.addon === undefined ? agent.command : [...agent.command.slice(0, -1), endpoints.addon],
    roots: endpoints.local,
    onStderr: (line) => onConsole('linux', `agent: ${line}`, Date.now()),
    emulated: options.emulated,
    ...(declared.kind === 'local' && { callTimeout: LOCAL_CALL_MS }),
    realtime: declared.kind === 'ssh' && declared.realtime === true,
    signal,
  });
  return { peer, agent };
}

/** The one Linux peer of a board. */
export function linuxDeclaration(peers: Readonly<Record<string, PeerDeclaration>>): [string, LinuxDeclaration] {
  for (const [id, peer] of Object.entries(peers)) if (peer.kind !== 'serial') return [id, peer];
  throw new ConfigError('the board declares no Linux peer', { fix: 'add linux: ssh({ … }) or linux: local() to peers' });
}
