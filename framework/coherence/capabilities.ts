import type { PROBED_CAPABILITIES } from '../board/declaration';
import { isaByPeer } from '../board/isa-by-peer';
import type { Rig } from '../board/rig';
import { increments } from './exclusives';
import { tearing } from './tearing';

type Probed = (typeof PROBED_CAPABILITIES)[number];

/** Increments a side: more of them until the sides are seen to race, which they are when a load and a store lose some. */
const INCREMENTS = [5000, 20_000, 80_000, 320_000, 1_280_000];
/** Increments a side that exclusives must have held for at the least: the most that suite 50 asks for, so that it requires nothing that was not seen. */
export const PROBED_INCREMENTS = 50_000;
const LOADS = 200_000;

/** Finds out whether a board has a capability; `undefined`: it has, else why not. What is not seen is not proved, only not refuted. */
export async function missingCapability(rig: Rig, capability: Probed): Promise<string | undefined> {
  switch (capability) {
    case 'exclusives':
      return missingExclusives(rig);
    case 'atomic-64':
      return missingAtomic64(rig);
    case 'device-fault':
      return 'no probe for it is known';
  }
}

async function missingExclusives(rig: Rig): Promise<string | undefined> {
  const { peerIds } = rig;
  for (const sides of peerIds.flatMap((a, i) => peerIds.slice(i + 1).map((b) => [a, b] as const))) {
    const why = await missingBetween(rig, sides);
    if (why !== undefined) return why;
  }
  return undefined;
}

async function missingBetween(rig: Rig, sides: readonly [string, string]): Promise<string | undefined> {
  const held = async (each: number): Promise<string | undefined> => {
    const { what, failure, untested } = await increments(rig, { sides, each, mode: 'exclusive' });
    return failure ?? (untested === undefined ? undefined : `${what}: ${untested}`);
  };
  for (const each of INCREMENTS) {
    const why = await held(each);
    if (why !== undefined) return why;
    if ((await increments(rig, { sides, each, mode: 'plain' })).lost > 0)
      return each < PROBED_INCREMENTS ? held(PROBED_INCREMENTS) : undefined;
  }
  return (
    `of ${INCREMENTS.at(-1)} increments a side nothing is lost without exclusives either: ` +
    `${sides.join(' and ')} were never seen to race`
  );
}

/** LDRD and STRD of ARMv7-R are no single access by the architecture, so that none were torn here would promise nothing. */
async function missingAtomic64(rig: Rig): Promise<string | undefined> {
  const isa = isaByPeer(rig.board);
  const unpromised: string[] = [];
  for (const [from, to] of rig.peerIds.flatMap((a) => rig.peerIds.filter((b) => b !== a).map((b) => [a, b] as const))) {
    const run = await tearing(rig, { from, to, width: 64, rounds: LOADS });
    if ([from, to].some((id) => isa[id] === 'armv7-r')) unpromised.push(`${from} → ${to}: ${run.torn} of ${run.loads} loads were torn`);
    else if (run.failure !== undefined) return run.failure;
  }
  return unpromised.length > 0 ? `ARMv7-R does not promise it; ${unpromised.join(', ')}` : undefined;
}
