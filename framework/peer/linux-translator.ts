import type { AgentClient } from '../agent/client';
import { hex } from '../agent/protocol';
import { checkOffset, checkU64 } from '../shm/access-check';
import { ONE_PAGE_SHIFT, type Physmap } from '../shm/physmap';
import type { Translator } from '../shm/translation';

/** A page table on the board's Linux: it crosses with each question, so that the agent keeps nothing. */
export function linuxTranslator(agent: AgentClient, { physmap, size, pageShift }: Physmap, timeout: number): Translator {
  const table = physmap.map(hex);
  const shift = pageShift === ONE_PAGE_SHIFT ? 0xffff_ffff : pageShift;
  const ask = async (to: 0 | 1, value: bigint): Promise<bigint> =>
    BigInt(await agent.call('translate', [table, size, shift, to, hex(value)], { timeout }));
  return {
    phys: async (off) => {
      checkOffset(size, off);
      return ask(0, BigInt(off));
    },
    offset: async (address) => Number(await ask(1, checkU64('address', address))),
  };
}
