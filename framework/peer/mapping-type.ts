/** What a mapping treats its memory as, and how that was found out. */
export interface MappingType {
  type: 'device' | 'normal' | 'unknown';
  reason: string;
}

/**
 * What an unaligned load tells of a mapping. `signal`: what it raised, '' for nothing. Arm ARM (DDI 0487) B2.5: an unaligned access to any
 * type of Device memory generates an Alignment fault; to Normal memory it does not, unless SCTLR_EL1.A is set, which Linux never does.
 */
export function mappingTypeOf(signal: string, isa: string, emulated: boolean): MappingType {
  if (signal === 'SIGBUS') {
    return { type: 'device', reason: 'an unaligned load raised SIGBUS, as on Device memory only (Arm ARM B2.5)' };
  }
  if (signal !== '') return { type: 'unknown', reason: `the probe's unaligned load ended in ${signal}` };
  if (isa !== 'aarch64') return { type: 'unknown', reason: `an unaligned load does not fault on ${isa}, whatever the mapping is` };
  if (emulated)
    return { type: 'unknown', reason: 'an unaligned load succeeded, but the emulated core does not model the fault of Device memory' };
  return { type: 'normal', reason: 'an unaligned load succeeded, which Device memory does not allow (Arm ARM B2.5)' };
}
