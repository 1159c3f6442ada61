import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memFlagsText } from '../shm/mem-flags';
import { mpuRegionText } from '../shm/mpu-cover';
import type { Board } from './declaration';
import type { RigSession } from './rig-session';

/** The `rig` line of a record: everything that a figure from this board depends on. */
export interface RigProvenance {
  emulated: boolean;
  kernel: string;
  /** Build id and SHA-256 of the firmware. */
  firmware: string;
  /** Hash of agent and addon. */
  addon: string;
  /** Ticks a second of each peer's clock. */
  clocks: Record<string, number>;
  facts: Record<string, string>;
}

export function rigProvenance(board: Board, session: RigSession): RigProvenance {
  const linux = [...session.identities.values()].find(({ id }) => !session.r5s.has(id));
  const builds = [...session.r5s.keys()].map((id) => session.r5Side(id)?.build).filter((build) => build !== undefined);
  const facts: Record<string, string> = {
    soc: board.soc.name,
    shm: `${session.shm.name} 0x${session.shm.physmap.toString(16)}+0x${session.shm.size.toString(16)} ${memFlagsText(session.shm.memFlags)}`,
  };
  for (const { id, isa, midr, build, facts: own } of session.identities.values()) {
    facts[`${id}.isa`] = isa;
    facts[`${id}.build`] = build;
    if (midr !== undefined) facts[`${id}.midr`] = `0x${midr.toString(16)}`;
    for (const [key, value] of Object.entries(own)) facts[`${id}.${key}`] = value;
  }
  for (const [id, mode] of session.r5Modes) {
    facts[`${id}.mode`] = mode;
    facts[`${id}.compiler`] = session.r5Side(id)?.build.compiler ?? 'unknown';
  }
  for (const [id, regions] of session.mpus)
    for (const region of regions) if (region.enabled) facts[`${id}.mpu.${region.number}`] = mpuRegionText(region);
  Object.assign(facts, imageFacts(board, session.root));
  return {
    emulated: board.emulated,
    kernel: linux?.facts['kernel'] ?? 'unknown',
    firmware: builds.map(({ buildId, sha256 }) => `${buildId} sha256:${sha256}`).join(' '),
    addon: session.agentHash,
    clocks: Object.fromEntries([...session.identities].map(([id, { tickHz }]) => [id, Number(tickHz)])),
    facts,
  };
}

/** What set-up noted of a virtual board's image: device tree hash, versions of its packages. */
function imageFacts(board: Board, root: string): Record<string, string> {
  if (board.power.kind !== 'qemu') return {};
  const file = join(root, board.power.image, 'image.json');
  if (!existsSync(file)) return {};
  return Object.fromEntries(
    Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>).map(([key, value]) => [
      `image.${key}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
