import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoardUnavailable, ConfigError } from '../errors/errors';
import type { ExecLink } from '../link/exec-link';
import { probeBoard, usableNode, type BoardProbe } from './deploy-probe';

export interface DeployOptions {
  /** The project's root: `build/agent` and `build/addon` are below it. */
  root: string;
  /** Folder on the board; not used on this machine. */
  workdir?: string | undefined;
  /** Node on the board as declared. */
  node?: string | undefined;
  /** Brings the official Node for a board that has none: the executable itself. Called at most once. */
  provideNode?: (() => Promise<{ bytes: Uint8Array; version: string }>) | undefined;
  /** One line a step, for the person who waits. */
  onProgress?: ((text: string) => void) | undefined;
  /** Ends the deployment with `Cancelled`; no half file has a final name on the board then. */
  signal?: AbortSignal | undefined;
}

export interface DeployedAgent {
  /** Starts the agent through the same link. */
  readonly command: readonly string[];
  /** SHA-256 of agent and addon together, first 16 digits: provenance, and the name of the folder on the board. */
  readonly hash: string;
}

interface Parts {
  agent: Buffer;
  addon: Buffer;
  agentPath: string;
  addonPath: string;
  hash: string;
}

/** Node's names of the architectures that Linux names otherwise. */
const ADDON_FOLDER: Readonly<Record<string, string>> = { aarch64: 'arm64', x86_64: 'x64' };

/** Makes the agent ready to start: straight from `build/` on this machine, pushed to a board when the board's copy differs. */
export async function deployAgent(link: ExecLink, options: DeployOptions): Promise<DeployedAgent> {
  if (link.kind === 'local') {
    const { agentPath, addonPath, hash } = builtParts(options.root, process.arch);
    return { command: [process.execPath, agentPath, addonPath], hash };
  }
  const { root, workdir = '/tmp/amp-hil', onProgress = () => undefined, signal } = options;
  const hashes = new Map(
    Object.entries(ADDON_FOLDER).map(([machine, folder]) => [
      machine,
      existsSync(addonFile(root, folder)) ? builtParts(root, folder).hash : 'none',
    ]),
  );
  const probe = await probeBoard(link, { workdir, node: options.node, hashes, signal });
  const folder = ADDON_FOLDER[probe.machine];
  if (folder === undefined) {
    throw new ConfigError(`the board's Linux is ${probe.machine}`, {
      fix: `the agent runs on ${Object.keys(ADDON_FOLDER).join(' and ')}: a 64-bit kernel and user land are needed`,
    });
  }
  const parts = builtParts(root, folder);
  const target = `${workdir}/${parts.hash}`;
  const [agent, addon] = [`${target}/agent.cjs`, `${target}/amp_hil.node`];
  // The addon first: a folder that has the agent is complete.
  await pushUnlessSame(link, parts.addon, addon, probe, onProgress, signal);
  await pushUnlessSame(link, parts.agent, agent, probe, onProgress, signal);
  const node = probe.node ?? (await bringNode(link, workdir, options));
  return { command: [node, agent, addon], hash: parts.hash };
}

function addonFile(root: string, folder: string): string {
  return join(root, 'build/addon', folder, 'amp_hil.node');
}

function builtParts(root: string, folder: string): Parts {
  const agentPath = join(root, 'build/agent/agent.cjs');
  const addonPath = addonFile(root, folder);
  const [agent, addon] = [agentPath, addonPath].map((path) => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new ConfigError(`'${path}' is not built`, { cause: error, fix: 'run npm run setup' });
    }
  }) as [Buffer, Buffer];
  const hash = createHash('sha256').update(sha256(agent)).update(sha256(addon)).digest('hex').slice(0, 16);
  return { agent, addon, agentPath, addonPath, hash };
}

async function pushUnlessSame(
  link: ExecLink,
  bytes: Buffer,
  path: string,
  probe: BoardProbe,
  onProgress: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (probe.sums.get(path) === sha256(bytes)) return;
  onProgress(`pushing ${path} (${Math.ceil(bytes.length / 1024)} KiB)`);
  await link.push(bytes, path, 0o755, signal);
}

async function bringNode(
  link: ExecLink,
  workdir: string,
  { node, provideNode, onProgress = () => undefined, signal }: DeployOptions,
): Promise<string> {
  const missing = `the board has no Node 18 or later (looked at ${[node, 'PATH', '/usr/local/bin', workdir].filter(Boolean).join(', ')})`;
  if (!provideNode)
    throw new ConfigError(missing, { fix: 'install Node on the board, or name it by node in ssh({ … }) of the board file' });
  const { bytes, version } = await provideNode();
  const path = `${workdir}/node/bin/node`;
  onProgress(`pushing Node ${version} (${Math.ceil(bytes.length / 1024 / 1024)} MiB), once`);
  await link.push(bytes, path, 0o755, signal);
  const tried = await link.exec([path, '--version'], { timeout: 60_000, signal });
  if (usableNode(tried.stdout.trim())) return path;
  throw new BoardUnavailable(
    `Node ${version} does not run on the board: ${tried.stderr.trim().slice(0, 200) || `exit code ${tried.code}`}`,
    {
      fix: 'its glibc may be too old: install a Node built for this board and name it by node in the board file',
    },
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
