import { ConfigError } from '../../errors/errors';

/** Which peer runs each thread: peer id by thread number. */
export type Placement = readonly string[];

/** `P0=linux,P1=r5` */
export function placementText(placement: Placement): string {
  return placement.map((peer, thread) => `P${thread}=${peer}`).join(',');
}

/** `{ P0: 'linux', P1: 'r5' }`, as reports and `--json` show it. */
export function placementMap(placement: Placement): Record<string, string> {
  return Object.fromEntries(placement.map((peer, thread) => [`P${thread}`, peer]));
}

/** Every way to give each of `threads` threads a peer of its own. */
export function allPlacements(threads: number, peers: readonly string[]): Placement[] {
  if (threads === 0) return [[]];
  return peers.flatMap((peer) =>
    allPlacements(
      threads - 1,
      peers.filter((other) => other !== peer),
    ).map((rest) => [peer, ...rest]),
  );
}

/** Placements of a test on a board. Throws `ConfigError` when it has more threads than the board has peers. */
export function placementsOf(threads: number, peers: readonly string[]): Placement[] {
  if (threads <= peers.length) return allPlacements(threads, peers);
  throw new ConfigError(`a test of ${threads} threads needs as many peers, and the board has ${peers.length}: ${peers.join(', ')}`, {
    fix: 'run it with --model-only, or on a board with more peers',
  });
}

/** Reads `P0=linux,P1=r5`. Throws `ConfigError` that names what is wrong with it. */
export function parsePlacement(text: string, threads: number, peers: readonly string[]): Placement {
  const wrong = (why: string): ConfigError =>
    new ConfigError(`map '${text}': ${why}`, { fix: `e.g. ${placementText(peers.slice(0, threads))}; peers: ${peers.join(', ')}` });
  const found = new Map<number, string>();
  for (const part of text.split(',')) {
    const match = /^\s*P(\d{1,2})\s*=\s*(\S+)\s*$/.exec(part);
    if (!match) throw wrong(`'${part.trim()}' is not of the form P0=PEER`);
    const thread = Number(match[1]);
    const peer = match[2] as string;
    if (thread >= threads) throw wrong(`the test has no thread P${thread}, only P0 to P${threads - 1}`);
    if (found.has(thread)) throw wrong(`P${thread} is named twice`);
    if (!peers.includes(peer)) throw wrong(`there is no peer '${peer}'`);
    if ([...found.values()].includes(peer)) throw wrong(`'${peer}' would run two threads: a peer runs one`);
    found.set(thread, peer);
  }
  return Array.from({ length: threads }, (_, thread) => {
    const peer = found.get(thread);
    if (peer === undefined) throw wrong(`P${thread} has no peer`);
    return peer;
  });
}
