import type { Cause } from './diagnosis';

export interface CauseText<C extends Cause> {
  /** How its sentence begins: what a report is searched for. */
  readonly opening: RegExp;
  /** The cause and the evidence for it. */
  readonly says: (cause: C) => string;
  /** What to look at on a real board. */
  readonly check: string;
}

/** What a report says of each cause. `docs/diagnosis.md` explains them at length. */
export const CAUSES: { readonly [K in Cause['kind']]: CauseText<Extract<Cause, { kind: K }>> } = {
  'stuck-bit': {
    opening: /\bdata bit \d+ of each/,
    says: ({ bit, of, at }) => `data bit ${bit} of each ${of}-bit word stuck at ${at} (byte lane ${Math.floor(bit / 8)})`,
    check: 'the data line and its termination, DDR training of that byte lane, ECC errors that the controller counts',
  },
  'aliased-line': {
    opening: /\baliased (address line|bit) /,
    says: ({ line, of }) =>
      of === 'address'
        ? `aliased address line A${line}: addresses that differ in it only are one memory`
        : `aliased bit ${line} of the offset: offsets that differ in it only are one memory, as by a wrong translation`,
    check:
      "DDR row, bank and column settings against the part fitted, the line itself, page mask and page shift of both sides' translations",
  },
  'swapped-lanes': {
    opening: /\bswapped byte lanes\b/,
    says: ({ lanes }) => `swapped byte lanes: a 64-bit word reads its bytes in the order ${lanes.join(' ')}`,
    check: 'the endianness of both sides (EE bit of SCTLR), the lanes on the board, what lies between the core and the memory',
  },
  'window-shifted': {
    opening: /\bwindow shifted\b/,
    says: ({ bytes }) =>
      `window shifted: what is found at an offset was written ${Math.abs(bytes)} bytes ${bytes > 0 ? 'above' : 'below'} it, at every place alike`,
    check: 'physmap of both sides, reg of the device tree node, base of the MPU regions, offset of the UIO map',
  },
  stale: {
    opening: /\bstale data\b/,
    says: () => 'stale data: it is what was there before',
    check: 'memory flags of the MPU region, no-map of the reserved memory, barriers on both sides',
  },
  'stale-line': {
    opening: /\bstale cache line\b/,
    says: ({ lines, age }) =>
      `stale cache line: ${lines} ${lines === 1 ? 'line' : 'lines'} of 32 bytes hold what was there ${age === 1 ? 'before' : `${age} rounds before`}, and it is not the writer's last`,
    check:
      'memory flags of the MPU region as read back (NORM_SHARED_NCACHE?), its background region, no-map of the reserved memory, missing clean or invalidate',
  },
  late: {
    opening: /\blate visibility\b/,
    says: ({ ms }) =>
      `late visibility: what was written arrived after it should have${ms === undefined ? '' : `, ${ms} ms late`}, and was whole when it had`,
    check: 'a DMB SY (not ISH) between data and flag, posted writes in a bridge or write buffer, load on the interconnect',
  },
  'lost-write': {
    opening: /\blost write\b/,
    says: ({ elements }) =>
      `lost write: ${elements} ${elements === 1 ? 'element keeps' : 'elements keep'} what was there before, on the side that wrote as well`,
    check: 'a second master that writes there, memory protection (XMPU, ECC errors), the width of stores that the path supports',
  },
  torn: {
    opening: /\btorn access\b/,
    says: ({ width, part }) => `torn access: ${width} bits arrived as parts of ${part} bits, one new and one old`,
    check:
      'alignment, what the compiler made of the access, the width of the bus between core and memory, single-copy atomicity of that width on that core',
  },
  'clobbered-line': {
    opening: /\bclobbered line\b/,
    says: ({ lines }) =>
      `clobbered line: in ${lines} ${lines === 1 ? 'line' : 'lines'} of 32 bytes what one side stored was undone when the other wrote the line back`,
    check:
      'memory flags of the MPU region as read back (a write-back cache writes whole lines), ECC that reads and writes back whole words',
  },
  'translation-shifted': {
    opening: /\btranslation shifted\b/,
    says: ({ bytes }) =>
      `translation shifted: every offset has an address ${bytes < 0n ? -bytes : bytes} bytes ${bytes > 0n ? 'above' : 'below'} the declared one`,
    check: 'physmap of that side, reg of the device tree node, offset of the UIO map (its part within a page)',
  },
  'exchanged-pages': {
    opening: /\bexchanged pages\b/,
    says: ({ pages: [a, b] }) => `exchanged pages: page ${a} has the address of page ${b}, and the other way round`,
    check: "the order of that side's physmap, which is the order of offsets",
  },
  'truncated-address': {
    opening: /\btruncated addresses\b/,
    says: () => 'truncated addresses: the upper 32 bits of physical addresses are lost',
    check: 'the type of metal_phys_addr_t on that side: 64 bits, also on a core of 32',
  },
  unknown: { opening: /^unknown\b/, says: () => 'unknown', check: '' },
};
