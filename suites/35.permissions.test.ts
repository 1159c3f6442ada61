import {
  ACCESS_FLAGS,
  board,
  codeReturning,
  EXECUTE_NEVER,
  MEM_FLAGS,
  memFlagsText,
  mpuCover,
  mpuRegionText,
  mpuSpans,
  NO_ACCESS,
  PATTERN,
  peerIds,
  PRIV_RO_USER_RO,
  scaled,
  skipBlock,
  useRig,
  type MpuRegion,
  type R5Access,
  type R5Mode,
  type R5Peer,
} from '../framework';

const rig = useRig();
const declared = board();
const shm = declared.shm[0]!;
const memoryType = shm.memFlags & 0xff;
const r5Ids = peerIds().filter((id) => declared.peers[id]?.kind === 'serial');
const at = (off: number): bigint => shm.physmap + BigInt(off);
/** MPU regions are this fine on every board: a process stands in for them with its pages. */
const PAGE = 0x1000;
/** Where the code lies that is tried, and the word that is. */
const CODE = 0x2000;
const WORD = 0x2040;
/** Fault status registers, ARM DDI 0460 table 4-28: bits 10 and 3:0 of a permission fault, and WnR of the DFSR. */
const PERMISSION = 0x00d;
const STATUS = 0x40f;
const WNR = 0x800;

const permissions = Object.values(ACCESS_FLAGS).flatMap((access) => [access, access | EXECUTE_NEVER]);
const named = permissions.map((access): [string, number] => [memFlagsText(access).split(' | ').slice(1).join(' | '), access]);
/** AP of the DRACR, ARM DDI 0460 table 4-47: what each mode may do. Execution needs a readable region without XN. */
const AP: Record<number, Record<R5Mode, 'none' | 'read' | 'read and write'>> = {
  0x000: { privileged: 'none', user: 'none' },
  0x100: { privileged: 'read and write', user: 'none' },
  0x200: { privileged: 'read and write', user: 'read' },
  0x300: { privileged: 'read and write', user: 'read and write' },
  0x500: { privileged: 'read', user: 'none' },
  0x600: { privileged: 'read', user: 'read' },
};

function allowed(flags: number, mode: R5Mode, access: R5Access): boolean {
  const may = AP[flags & 0x700]![mode];
  if (access === 'write') return may === 'read and write';
  return may !== 'none' && (access === 'read' || (flags & EXECUTE_NEVER) === 0);
}

const registers = ({ base, size, access, disabledEighths, enabled }: MpuRegion): Omit<MpuRegion, 'number'> => ({
  ...{ base, size, access, disabledEighths, enabled },
});
const enabled = (regions: readonly MpuRegion[]): MpuRegion[] => regions.filter((region) => region.enabled);

describe.each(r5Ids)('the MPU of %s', (id) => {
  afterEach(async () => {
    if (rig.r5(id).openDevice) await rig.r5(id).reopen();
    else await rig.r5(id).open(shm.bus, shm.name);
  });

  /** Regions in force that are not in force while the device is closed. */
  async function ofTheDevice(): Promise<MpuRegion[]> {
    const open = await rig.r5(id).mpuRegions();
    await rig.r5(id).close();
    const closed = enabled(await rig.r5(id).mpuRegions()).map(({ number }) => number);
    return enabled(open).filter(({ number }) => !closed.includes(number));
  }

  test('holds the fewest regions that cover the declared window exactly, register by register', async () => {
    const size = BigInt(shm.size);
    expect((await ofTheDevice()).map(registers)).toEqual(mpuCover(shm.physmap, size, shm.memFlags));
  });

  test('is in the run’s record as it was read back, region by region', async () => {
    const shown = Object.entries(rig.provenance().facts).filter(([key]) => key.startsWith(`${id}.mpu.`));
    const read = enabled(await rig.r5(id).mpuRegions());
    expect(shown).toEqual(read.map((region) => [`${id}.mpu.${region.number}`, mpuRegionText(region)]));
    expect(read.length).toBeGreaterThan(0);
  });

  test.each(Object.entries(MEM_FLAGS))('holds memory type %s after a re-opening with it', async (_, type) => {
    const flags = type | (shm.memFlags & ~0xff);
    expect((await rig.r5(id).reopen(flags)).memFlags).toBe(flags);
    expect((await ofTheDevice()).map(registers)).toEqual(mpuCover(shm.physmap, BigInt(shm.size), flags));
  });

  test.each(named)('holds %s after a re-opening with it', async (_, access) => {
    await rig.r5(id).reopen(memoryType | access);
    expect((await ofTheDevice()).map(registers)).toEqual(mpuCover(shm.physmap, BigInt(shm.size), memoryType | access));
  });

  test('has every register as before, and the window out of reach, after each of many closes', async () => {
    await rig.r5(id).close();
    const before = await rig.r5(id).mpuRegions();
    for (let i = 0; i < scaled(3, 20); i++) {
      const device = await rig.r5(id).open(shm.bus, shm.name);
      await device.protect(PAGE, PAGE, NO_ACCESS);
      await device.close();
      expect(enabled(await rig.r5(id).mpuRegions())).toEqual(enabled(before));
      for (const off of [0, PAGE, shm.size - 4])
        await expect(rig.r5(id).probe(32, at(off))).rejects.toMatchObject({ code: 'PeerFault', detail: { address: at(off) } });
    }
  });

  test('holds other permissions for a random part of the window exactly, and the declared ones for all around it', async () => {
    const pages = shm.size / PAGE;
    let exact = 0;
    for (let i = 0; i < scaled(4, 30) || exact === 0; i++) {
      const first = rig.nextSeed() % pages;
      const length = 1 + (rig.nextSeed() % (pages - first));
      const part = { base: at(first * PAGE), size: BigInt(length * PAGE) };
      const access = PRIV_RO_USER_RO | EXECUTE_NEVER;
      const cover = mpuCover(part.base, part.size, memoryType | access);
      const device = await rig.r5(id).reopen();
      // The last region is kept for the guard pages.
      const free = declared.soc.r5.mpuRegions - 1 - enabled(await rig.r5(id).mpuRegions()).length;
      const protecting = device.protect(first * PAGE, length * PAGE, access);
      if (cover.length > free) {
        await expect(protecting).rejects.toMatchObject({ message: expect.stringContaining(`needs ${cover.length} MPU regions`) as string });
        continue;
      }
      expect(await protecting).toEqual({ regions: cover.length, free: free - cover.length });
      const regions = await rig.r5(id).mpuRegions();
      expect(
        enabled(regions)
          .filter((region) => region.access === (memoryType | access))
          .map(registers),
      ).toEqual(cover);
      expect(mpuSpans(regions, memoryType | access)).toEqual([part]);
      const end = part.base + part.size;
      const around = [
        { base: shm.physmap, size: part.base - shm.physmap },
        { base: end, size: at(shm.size) - end },
      ];
      expect(mpuSpans(regions, shm.memFlags)).toEqual(around.filter(({ size }) => size > 0n));
      exact++;
    }
  });

  test('without enough regions left says how many it needs and how many there are, and changes nothing', async () => {
    const device = await rig.r5(id).reopen();
    const off = PAGE;
    // The shortest part that needs the most regions, up to 5: in a small window there is none that needs so many.
    const lengths = Array.from({ length: shm.size / PAGE - 1 }, (_, pages) => (pages + 1) * PAGE);
    const regionsOf = (length: number): number => Math.min(5, mpuCover(at(off), BigInt(length), 0).length);
    const len = lengths.reduce((best, length) => (regionsOf(length) > regionsOf(best) ? length : best));
    const needed = regionsOf(len);
    const first = await device.protect(off, len, PRIV_RO_USER_RO);
    let { free } = first;
    while (free >= needed) ({ free } = await device.protect(off, len, PRIV_RO_USER_RO));
    const before = await rig.r5(id).mpuRegions();
    await expect(device.protect(off, len, NO_ACCESS)).rejects.toMatchObject({
      code: 'ConfigError',
      message: expect.stringContaining(`needs ${needed} MPU regions of ${id}, ${free} are free`) as string,
    });
    expect(await rig.r5(id).mpuRegions()).toEqual(before);
    expect(await device.region(0).read32(off)).toEqual(expect.any(Number));
    const again = await rig.r5(id).reopen();
    expect(await again.protect(off, len, NO_ACCESS)).toEqual(first);
  });
});

describe.each(r5Ids)('on %s', (id) => {
  const modes: R5Mode[] = ['privileged', 'user'];

  afterEach(async () => {
    await rig.r5(id).reopen();
  });

  async function plant(): ReturnType<R5Peer['reopen']> {
    const device = await rig.r5(id).reopen();
    await device.region(0).blockWrite(CODE, codeReturning(rig.identity(id).isa, 0xa5));
    await device.region(0).write32(WORD, 0x01234567);
    return device;
  }

  async function attempt(mode: R5Mode, access: R5Access): Promise<number | undefined> {
    if (access === 'write') return rig.r5(id).attempt(mode, access, at(WORD), 0x89abcdef);
    return rig.r5(id).attempt(mode, access, at(access === 'execute' ? CODE : WORD));
  }

  describe.each(modes)('%s code', (mode) => {
    if (mode === 'user' && declared.soc.r5.isa !== 'armv7-r')
      skipBlock(`the R5 of board '${declared.name}' is a ${declared.soc.r5.core}: it has no User mode`);

    test.each(named)('under %s does what that allows, and faults on the rest', async (_, access) => {
      await plant();
      await rig.r5(id).reopen(memoryType | access);
      for (const [kind, value] of [
        ['read', 0x01234567],
        ['execute', 0xa5],
        ['write', undefined],
      ] as const) {
        if (allowed(access, mode, kind)) {
          expect(await attempt(mode, kind)).toBe(value);
        } else {
          const error: unknown = await attempt(mode, kind).catch((caught: unknown) => caught);
          expect(error).toMatchObject({
            code: 'PeerFault',
            detail: {
              ...{ side: id, kind: kind === 'execute' ? 'prefetch' : 'data', access: kind, precise: true },
              address: at(kind === 'execute' ? CODE : WORD),
            },
          });
          const status = (error as { detail: { status: number } }).detail.status;
          expect(status & STATUS).toBe(PERMISSION);
          if (kind !== 'execute') expect(status & WNR).toBe(kind === 'write' ? WNR : 0);
        }
      }
      // Linux ignores the flags, and sees whether the store arrived.
      const left = allowed(access, mode, 'write') ? 0x89abcdef : 0x01234567;
      expect(await rig.linux().region().read32(WORD)).toBe(left);
    });
  });

  test('a violation is counted, and the R5 goes on: the same word is read after it', async () => {
    await plant();
    const device = await rig.r5(id).reopen(memoryType | PRIV_RO_USER_RO);
    const before = (await rig.r5(id).counters())['faults'] ?? 0n;
    await expect(device.region(0).write32(WORD, 0)).rejects.toMatchObject({
      code: 'PeerFault',
      detail: { kind: 'data', access: 'write', address: at(WORD) },
    });
    expect(await device.region(0).read32(WORD)).toBe(0x01234567);
    expect((await rig.r5(id).counters())['faults']).toBe(before + 1n);
  });

  test('a part that is out of reach begins and ends at the byte: its neighbours are read and written', async () => {
    await edges(id, PAGE);
  });

  describe('with the finest region of an MPU', () => {
    if (declared.soc.r5.isa !== 'armv7-r')
      skipBlock(`the R5 of board '${declared.name}' is a ${declared.soc.r5.core}: pages of ${PAGE} bytes stand in for its MPU regions`);
    test('32 bytes are out of reach, and their neighbours are read and written', async () => {
      await edges(id, 32);
    });
  });

  test('a job that runs into a part that is out of reach ends at its first byte with a fault, and another one runs', async () => {
    const device = await rig.r5(id).reopen();
    await device.protect(0x2000, PAGE, NO_ACCESS);
    const job = { pattern: PATTERN.random, seed: rig.nextSeed(), off: 0, len: 0x4000, width: 32 };
    await expect(rig.r5(id).job('fill', job)).rejects.toMatchObject({
      code: 'PeerFault',
      detail: { kind: 'data', access: 'write', address: at(0x2000) },
    });
    await rig.r5(id).job('fill', { ...job, len: 0x2000 });
    expect(await rig.r5(id).job('verify', { ...job, len: 0x2000 })).toMatchPattern();
  });

  test('a part that is execute-never is read, and what lies before it is executed', async () => {
    const { isa } = rig.identity(id);
    const device = await plant();
    await device.region(0).blockWrite(CODE + PAGE, codeReturning(isa, 0x5a));
    await device.protect(CODE + PAGE, PAGE, (shm.memFlags & 0x700) | EXECUTE_NEVER);
    expect(await rig.r5(id).attempt('privileged', 'execute', at(CODE))).toBe(0xa5);
    expect(await device.region(0).blockRead(CODE + PAGE, 8)).toEqual(codeReturning(isa, 0x5a));
    await expect(rig.r5(id).attempt('privileged', 'execute', at(CODE + PAGE))).rejects.toMatchObject({
      code: 'PeerFault',
      detail: { kind: 'prefetch', access: 'execute', address: at(CODE + PAGE) },
    });
  });
});

async function edges(id: string, granule: number): Promise<void> {
  const device = await rig.r5(id).reopen();
  const [first, end] = [0x1000, 0x1000 + 2 * granule];
  await device.protect(first, end - first, NO_ACCESS);
  for (const off of [first, first + granule, end - 4])
    await expect(device.region(0).read32(off)).rejects.toMatchObject({ code: 'PeerFault', detail: { address: at(off), access: 'read' } });
  for (const off of [first - 4, end]) {
    await device.region(0).write32(off, 0x600d0000 + off);
    expect(await device.region(0).read32(off)).toBe(0x600d0000 + off);
  }
}
