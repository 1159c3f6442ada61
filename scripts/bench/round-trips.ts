import type { Readable, Writable } from 'node:stream';
import type { LinuxPeer } from '../../framework/peer/linux-peer';
import type { R5Peer } from '../../framework/peer/r5-peer';
import type { ExecLink } from '../../framework/link/exec-link';
import type { LineLink } from '../../framework/link/line-link';
import { summarise } from '../../framework/throughput/sample';

/** Round trips of one thing and of its bare baseline, taken in turn so that both see the same machine. Times in ms. */
export interface Paired {
  ours: number;
  bare: number;
  ratio: number;
  n: number;
}

const WARM_UP = 30;

async function paired(n: number, ours: () => Promise<unknown>, bare: () => Promise<unknown>): Promise<Paired> {
  const times: [number[], number[]] = [[], []];
  for (let i = -WARM_UP; i < n; i++) {
    for (const [k, run] of [ours, bare].entries()) {
      const start = performance.now();
      await run();
      if (i >= 0) times[k]?.push(performance.now() - start);
    }
  }
  const [a, b] = times.map((sample) => summarise(sample).median) as [number, number];
  return { ours: a, bare: b, ratio: a / b, n };
}

/** An RPC to the agent against one line echoed by `cat` on an exec channel of the same connection. */
export async function rpcRoundTrip(linux: LinuxPeer, link: ExecLink, n: number): Promise<Paired> {
  const cat = await link.spawn(['cat']);
  try {
    return await paired(
      n,
      () => linux.ping('x'),
      () => echoed(cat.stdin, cat.stdout, 'x\n'),
    );
  } finally {
    cat.stdin.end();
    await cat.exited;
  }
}

/** A framed command (a scalar read) against one bare line that the firmware answers with one line, on the same port. */
export async function serialRoundTrip(r5: R5Peer, link: LineLink, n: number): Promise<Paired> {
  const bare = (): Promise<void> =>
    new Promise((resolve) => {
      const off = link.listen(() => {
        off();
        resolve();
      });
      link.send('e');
    });
  return paired(n, () => r5.region().read32(0, 'relaxed'), bare);
}

function echoed(to: Writable, from: Readable, line: string): Promise<void> {
  return new Promise((resolve) => {
    from.once('data', () => resolve());
    to.write(line);
  });
}
