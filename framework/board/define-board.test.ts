import { describe, expect, test } from '@jest/globals';
import zcu102 from '../../boards/zcu102/board';
import sim from '../../boards/sim/board';
import { isDeclared, withFaults } from './define-board';
import { builtin, defineBoard, host, local, NORM_SHARED_NCACHE, PRIV_RW_USER_RW, serial, simulator, type BoardDeclaration } from '..';

const good: BoardDeclaration = {
  name: 'bench',
  soc: host,
  shm: [{ name: '3ed80000.shm', physmap: 0x3ed80000n, size: 0x800000, memFlags: NORM_SHARED_NCACHE | PRIV_RW_USER_RW }],
  memory: { firmware: { base: 0x3ed00000n, size: 0x40000 } },
  peers: { linux: local(), r5: serial({ firmware: builtin() }) },
  power: simulator(),
};

const refused = (change: object): string => {
  try {
    defineBoard({ ...good, ...change });
  } catch (error) {
    expect(error).toMatchObject({ code: 'ConfigError' });
    return (error as Error).message;
  }
  throw new Error('defineBoard accepted it');
};

describe('defineBoard', () => {
  test('fills in the defaults', () => {
    expect(defineBoard(good)).toMatchObject({
      shm: [{ bus: 'platform', irqNum: 0, physmap: 0x3ed80000n, regions: [{ physmap: [0x3ed80000n], pageShift: -1 }] }],
      memory: { guard: 0 },
      capabilities: [],
      limits: {},
      emulated: false,
    });
  });

  test('names a misspelt field and the board', () => {
    expect(refused({ capabilties: [] })).toMatch(/board 'bench'.*unknown field 'capabilties'.*fix: .*the file of board 'bench'/s);
  });

  test('names a misspelt field of a shm device by its path', () => {
    expect(refused({ shm: [{ ...good.shm[0], memflags: 0x30c }] })).toMatch(/shm\.0: unknown field 'memflags'/);
  });

  test('names field, value and what is allowed', () => {
    expect(refused({ capabilities: ['chache'] })).toMatch(/capabilities\.0 is "chache": .*"cache"/);
    expect(refused({ shm: [{ ...good.shm[0], memFlags: 0x33c }] })).toMatch(
      /shm\.0\.memFlags is 828: 0x3c is no legal TEX\/S\/C\/B encoding/,
    );
    expect(refused({ shm: [{ ...good.shm[0], physmap: undefined }] })).toMatch(/shm\.0\.physmap is missing/);
  });

  test('refuses one interrupt for two, the doorbell among them', () => {
    const shm = [
      { ...good.shm[0], irqNum: 132 },
      { name: '40000000.shm', physmap: 0x40000000n, size: 0x1000, memFlags: 0x30c, irqNum: 132 },
    ];
    expect(refused({ shm })).toMatch(/irqNum 132 of shm\[1\] '40000000\.shm' is that of shm\[0\] '3ed80000\.shm'/);
    const memory = { ...good.memory, doorbell: { base: 0x3ed40000n, size: 0x1000, irqNum: 132 } };
    expect(refused({ shm: shm.slice(0, 1), memory })).toMatch(/irqNum 132 of memory\.doorbell is that of shm\[0\]/);
    expect(defineBoard({ ...good, shm: [shm[0], { ...shm[1], irqNum: 133 }] as BoardDeclaration['shm'] }).shm[1]?.irqNum).toBe(133);
  });

  test.each([
    [{ unit: 'MB/s' }, /limits\.linux\.read\.64\.4096\.min is missing: min, max or both are wanted/],
    [{ unit: 'MB/s', min: 3, max: 2 }, /limits\.linux\.read\.64\.4096\.min is 3: at most max, 2/],
    [{ unit: 'GB/s', min: 1 }, /limits\.linux\.read\.64\.4096\.unit is "GB\/s": 'MB\/s'/],
  ])('refuses limits that judge nothing: %j', (limits, message) => {
    expect(refused({ limits: { 'linux.read.64.4096': limits } })).toMatch(message);
    expect(defineBoard({ ...good, limits: { 'linux.read.64.4096': { unit: 'MB/s', max: 2 } } }).limits).toEqual({
      'linux.read.64.4096': { unit: 'MB/s', max: 2 },
    });
  });

  test.each([
    [{ a53: local(), r5: good.peers['r5'] }, /peers\.a53 is .*its id is 'linux'; peers is .*there is no 'linux'/],
    [{ linux: local(), linux2: local() }, /peers\.linux2 is .*a board has one Linux side/],
    [{ linux: local(), rpu0: good.peers['r5'] }, /peers\.rpu0 is .*an R5's id is 'r5', that of a further one 'r5-1'/],
    [{ linux: local(), 'r5-1': good.peers['r5'] }, /peers is .*there is no 'r5'/],
    [{ r5: local() }, /peers\.r5 is .*its id is 'linux'/],
  ])('refuses peers by other ids than those that commands, suites and records use', (peers, message) => {
    expect(refused({ peers })).toMatch(message);
    expect(
      defineBoard({ ...good, peers: { ...good.peers, 'r5-1': serial({ path: '/dev/ttyUSB1', firmware: builtin() }) } }).peers,
    ).toHaveProperty('r5-1');
    expect(defineBoard({ ...good, peers: { linux: local() } }).peers).not.toHaveProperty('r5');
  });

  test('says what is allowed for an address that is no bigint', () => {
    expect(refused({ shm: [{ ...good.shm[0], physmap: 0x3ed80000 }] })).toMatch(/shm\.0\.physmap is 1054343168: .*0x3ed80000n/);
  });

  test.each([
    [() => 'x', /power is \(\) ?=> ?'x': .*expected object/],
    [Symbol('x'), /power is Symbol\(x\): .*expected object/],
    [NaN, /power is NaN: .*expected object/],
  ])('shows a value that JSON has no word for: %p', (power, message) => {
    expect(refused({ power })).toMatch(message);
  });

  test.each([
    ['doorbell', {}, /capabilities has 'doorbell', but memory\.doorbell is not declared/],
    ['two-r5', {}, /capabilities has 'two-r5', but peers\['r5-1'\] is not declared/],
    ['power', { power: { kind: 'none' } }, /capabilities has 'power', but power is not declared/],
  ] as const)('refuses the capability %s where the rest of the declaration denies it', (capability, change, message) => {
    expect(refused({ capabilities: [capability], ...change })).toMatch(message);
  });

  test('refuses limits of a side that the board does not have', () => {
    const limits = { unit: 'MB/s', min: 1 };
    expect(refused({ limits: { 'lynux.read.64.4096': limits } })).toMatch(
      /limits has 'lynux\.read\.64\.4096'.*linux, r5, linux-r5, r5-linux/s,
    );
    expect(defineBoard({ ...good, limits: { 'r5-linux.rtt.4': { unit: 'us', max: 9 } } }).limits).toHaveProperty(['r5-linux.rtt.4']);
  });

  test('refuses a device name that disagrees with its address', () => {
    expect(refused({ shm: [{ ...good.shm[0], name: '3ed20000.shm' }] })).toMatch(
      /shm\.0\.name is "3ed20000\.shm": says address 0x3ed20000, physmap is 0x3ed80000.*'3ed80000\.shm'/s,
    );
  });

  test('refuses a window that overlaps the firmware', () => {
    expect(refused({ memory: { firmware: { base: 0x3ed70000n, size: 0x40000 } } })).toMatch(
      /shm\[0\]\.regions\[0\] of '3ed80000\.shm' 0x3ed80000\+0x800000 overlaps memory\.firmware 0x3ed70000\+0x40000/,
    );
  });
});

describe('what is broken on purpose', () => {
  const faults = ['stuck-bit=7', 'drop-barriers'];

  test('a simulator takes every fault, and another board those of litmus threads', () => {
    expect(withFaults(sim, faults).faults).toEqual(faults);
    expect(isDeclared(withFaults(sim, faults))).toBe(true);
    expect(withFaults(zcu102, ['drop-barriers']).faults).toEqual(['drop-barriers']);
  });

  test('what the board file breaks already may be given again', () => {
    const broken = withFaults(sim, faults);
    expect(withFaults(broken, ['stuck-bit=7', 'jitter']).faults).toEqual([...faults, 'jitter']);
    expect(() => withFaults(broken, ['stuck-bit=8'])).toThrow(/'stuck-bit' is given twice/);
  });

  test.each<[readonly string[], RegExp]>([
    [['stuck-bit=7'], /board 'zcu102': fault 'stuck-bit=7' needs a simulator, and this board's power is 'command'/],
    [['drop-barriers', 'drop-barriers'], /board 'zcu102': fault 'drop-barriers' is given twice/],
    [['melted'], /there is no fault 'melted'/],
  ])('%j on a real board is refused', (wanted, message) => {
    expect(() => withFaults(zcu102, wanted)).toThrow(message);
    expect(() => defineBoard({ ...zcu102, faults: [...wanted] })).toThrow(message);
  });
});
