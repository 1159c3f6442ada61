import { BoardUnavailable } from '../errors/errors';
import type { ExecLink } from '../link/exec-link';

/** What one look at the board tells: everything that deployment decides on, in one command, since each costs an emulated board a tenth of a second. */
export interface BoardProbe {
  /** `uname -m` */
  readonly machine: string;
  /** Path of a Node that is new enough. */
  readonly node: string | undefined;
  /** SHA-256 by path, of the files that are there. */
  readonly sums: ReadonlyMap<string, string>;
}

export const OLDEST_NODE = 18;
/** Node's first start on a cold board takes seconds. */
const PROBE_TIMEOUT = 60_000;

const SCRIPT = `
machine=$(uname -m); echo "machine $machine"; folder=$1/none
for entry in $2; do [ "\${entry%%=*}" = "$machine" ] && folder=$1/\${entry#*=}; done
sha256sum "$folder/agent.cjs" "$folder/amp_hil.node" 2>/dev/null
shift 2
for node in "$@"; do
  path=$(command -v "$node" 2>/dev/null) || continue
  version=$("$path" --version 2>/dev/null) || continue
  major=\${version#v}; major=\${major%%.*}
  case $major in ''|*[!0-9]*) continue;; esac
  [ "$major" -ge ${OLDEST_NODE} ] && echo "node $path" && break
done
exit 0
`;

export async function probeBoard(
  link: ExecLink,
  look: { workdir: string; node: string | undefined; hashes: ReadonlyMap<string, string>; signal?: AbortSignal | undefined },
): Promise<BoardProbe> {
  const folders = [...look.hashes].map(([machine, hash]) => `${machine}=${hash}`).join(' ');
  const nodes = [
    ...(look.node === undefined ? [] : [look.node]),
    'node',
    '/usr/local/bin/node',
    '/usr/bin/node',
    `${look.workdir}/node/bin/node`,
  ];
  const command = ['sh', '-c', SCRIPT, 'probe', look.workdir, folders, ...nodes];
  const { stdout, stderr } = await link.exec(command, { timeout: PROBE_TIMEOUT, signal: look.signal });
  const machine = /^machine (\S+)$/m.exec(stdout)?.[1];
  if (machine === undefined) {
    throw new BoardUnavailable(`the board did not say what it is: ${stderr.trim().slice(0, 200) || stdout.trim().slice(0, 200)}`, {
      fix: 'the login shell must be a POSIX shell with uname and sha256sum',
    });
  }
  const sums = new Map([...stdout.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)].map(([, sum = '', path = '']) => [path, sum]));
  return { machine, node: /^node (.+)$/m.exec(stdout)?.[1], sums };
}

/** `v20.1.0` of a Node that runs the agent. */
export function usableNode(version: string): boolean {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0) >= OLDEST_NODE;
}
