import { board, memFlagsText, mpuSpans, peerIds, useRig } from '../framework';

const rig = useRig();
const declared = board();
const shm = declared.shm[0]!;
const r5Ids = peerIds().filter((id) => declared.peers[id]?.kind === 'serial');
const linuxIds = peerIds().filter((id) => declared.peers[id]?.kind !== 'serial');

describe.each(linuxIds)('%s is the side that the board declares', (id) => {
  test('its instruction set is the declared one', () => {
    expect(rig.identity(id).isa).toBe(declared.soc.linux.isa);
  });

  test('it runs a kernel and an agent that say who they are', () => {
    expect(rig.identity(id).facts['kernel']).toMatch(/^\d+\.\d+/);
    expect(rig.identity(id).build).toMatch(/^[0-9a-f]{8,}$/);
  });

  test('its clock has a rate', () => {
    expect(rig.identity(id).tickHz).toBeGreaterThan(0n);
  });

  test('the platform device has the declared name, address and size', () => {
    const region = rig.peer(id).region();
    expect(rig.device(id).name).toBe(shm.name);
    expect(region.physmap).toBe(shm.physmap);
    expect(region.size).toBe(shm.size);
  });
});

describe.each(linuxIds)('the mapping on %s', () => {
  test('is Device memory, as UIO maps it, or the reason why no access tells', async () => {
    const { type, reason } = await rig.linux().mappingType();
    expect(reason).not.toBe('');
    expect(type).toBe(declared.emulated ? 'unknown' : 'device');
  });
});

describe.each(r5Ids)('%s is the side that the board declares', (id) => {
  test('its core id is the declared one', () => {
    const { midr } = declared.soc.r5;
    if (midr === undefined) expect(rig.identity(id).isa).toBe(declared.soc.r5.isa);
    else expect(rig.identity(id).midr).toBe(midr);
  });

  test('it runs the firmware build that was loaded', () => {
    expect(rig.identity(id).build).toBe(rig.firmwareBuild(id));
  });

  test('the shm device has the declared name, address, size and memory flags', () => {
    const device = rig.device(id);
    expect(device.name).toBe(shm.name);
    expect(device.region(0).physmap).toBe(shm.physmap);
    expect(device.region(0).size).toBe(shm.size);
    expect(memFlagsText(device.memFlags ?? -1)).toBe(memFlagsText(shm.memFlags));
  });

  test('its MPU regions cover the window exactly, with the declared flags', async () => {
    const spans = mpuSpans(await rig.r5(id).mpuRegions(), shm.memFlags);
    expect(spans).toContainEqual({ base: shm.physmap, size: BigInt(shm.size) });
  });
});
