import type { BarrierAccess, Domain } from '../program';

export interface BarrierOption {
  readonly domain: Domain;
  readonly access: BarrierAccess;
}

const DOMAINS = ['osh', 'ish', 'nsh'] as const;
const ACCESSES = ['ld', 'st'] as const;

function options(accesses: readonly BarrierAccess[]): Map<string, BarrierOption> {
  const all = new Map<string, BarrierOption>([['SY', { domain: 'sy', access: 'full' }]]);
  for (const access of accesses) all.set(access.toUpperCase(), { domain: 'sy', access });
  for (const domain of DOMAINS) {
    all.set(domain.toUpperCase(), { domain, access: 'full' });
    for (const access of accesses) all.set(`${domain}${access}`.toUpperCase(), { domain, access });
  }
  return all;
}

/** Options of DMB and DSB as assembly writes them. ARMv7 has no LD forms. */
export const BARRIER_OPTIONS = { AArch64: options(ACCESSES), ARM: options(['st']) };
