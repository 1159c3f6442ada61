import { board, memFlagsText, mpuRegionText, mpuSpans, peerIds, useRig } from '../framework';

const rig = useRig({ proves: 'identity' });
const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
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
    const { physmap, size } = rig.peer(id).region();
    const found = { name: rig.device(id).name, physmap: hex(physmap), size: hex(size) };
    expect(found).toEqual({ name: shm.name, physmap: hex(shm.physmap), size: hex(shm.size) });
  });
});

describe.each(r5Ids)('%s is the side that the board declares', (id) => {
  test('its core id is the declared one', () => {
    const { isa, midr } = declared.soc.r5;
    const identity = rig.identity(id);
    expect({ isa: identity.isa, 'core id (MIDR)': hex(identity.midr ?? 0) }).toEqual({
      isa,
      'core id (MIDR)': hex(midr ?? identity.midr ?? 0),
    });
  });

  test('it runs the firmware build that was loaded', () => {
    expect({ build: rig.identity(id).build }).toEqual({ build: rig.firmwareBuild(id) });
  });

  test('the shm device has the declared name, address, size and memory flags', () => {
    const device = rig.device(id);
    const { physmap, size } = device.region(0);
    const found = { name: device.name, physmap: hex(physmap), size: hex(size), memFlags: memFlagsText(device.memFlags ?? -1) };
    expect(found).toEqual({
      name: shm.name,
      physmap: hex(shm.physmap),
      size: hex(shm.size),
      memFlags: memFlagsText(shm.memFlags),
    });
  });

  test('its MPU regions cover the window exactly, with the declared flags', async () => {
    const regions = await rig.r5(id).mpuRegions();
    const covered = mpuSpans(regions, shm.memFlags).some(({ base, size }) => base === shm.physmap && size === BigInt(shm.size));
    const enabled = regions.filter((region) => region.enabled).map(mpuRegionText);
    expect(covered ? 'the window exactly' : enabled.join('; ')).toBe('the window exactly');
  });
});
