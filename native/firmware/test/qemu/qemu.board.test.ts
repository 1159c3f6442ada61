import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import qemuBoard from '../../../../boards/zcu102-qemu/board';
import siliconBoard from '../../../../boards/zcu102/board';
import { buildFirmware } from '../build';
import { readElf } from '../elf';
import { TestMachine } from './machine';

const NAME = '3ed80000.shm';

describe('the firmware on the R5F of QEMU', () => {
  // Undefined when it did not start.
  let started: TestMachine | undefined;
  let machine: TestMachine;
  const ask = (command: string): Promise<string> => machine.r5.ask(command);
  const nonce = async (): Promise<string> => {
    const greeting = await machine.r5.line();
    expect(greeting).toMatch(/^! hello proto=1 build=1a2b3c4d nonce=[0-9a-f]+ port=qemu-zynqmp \*[0-9A-F]{4}$/);
    return /nonce=(\w+)/.exec(greeting)?.[1] as string;
  };
  let firstNonce: string;

  beforeAll(async () => {
    const file = buildFirmware(qemuBoard, 'qemu-zynqmp');
    started = machine = await TestMachine.start(qemuBoard, file, readElf(file).entry);
    expect(await machine.cpuOn()).toBe('0');
    firstNonce = await nonce();
    expect(await ask(`open ${NAME}`)).toBe('ok base=3ed80000 size=800000 flags=30c');
  }, 120_000);
  afterAll(() => started?.off());

  test('is a Cortex-R5', async () => {
    expect(await ask('id')).toMatch(
      /^ok midr=411fc153 mpidr=[0-9a-f]+ hz=3b9aca00 name=3ed80000.shm base=3ed80000 size=800000 flags=30c open=1$/,
    );
  });

  test('has its plan and three regions for the window in the core’s MPU, and the rest off', async () => {
    const regions: string[] = [];
    for (let n = 0; n < 16; n++) regions.push(await ask(`mpu ${n.toString(16)}`));
    // The page of what runs in User mode, inside the carve-out.
    expect(regions.splice(2, 1)).toEqual([expect.stringMatching(/^ok base=3ed[0-3][0-9a-f]000 size=1000 access=60b enabled=1 srd=0$/)]);
    expect(regions.slice(0, 8)).toEqual([
      'ok base=3ed00000 size=40000 access=10b enabled=1 srd=0',
      'ok base=3ed3f000 size=1000 access=110c enabled=1 srd=0',
      'ok base=ff010000 size=1000 access=1110 enabled=1 srd=0',
      'ok base=f9010000 size=1000 access=1110 enabled=1 srd=0',
      'ok base=ffff0000 size=1000 access=50b enabled=1 srd=0',
      'ok base=3ec00000 size=400000 access=30c enabled=1 srd=7',
      'ok base=3f000000 size=800000 access=30c enabled=1 srd=e0',
      'ok base=3f500000 size=80000 access=30c enabled=1 srd=0',
    ]);
    for (const region of regions.slice(8)) expect(region).toContain('enabled=0');
  });

  test('reads back what it wrote, in order and in blocks', async () => {
    expect(await ask('write 64 7ffff8 0123456789abcdef')).toBe('ok');
    expect(await ask('read 32 7ffffc relaxed')).toBe('ok 01234567');
    expect(await ask('bwrite 103 0102030405')).toBe('ok');
    expect(await ask('bread 100 8')).toBe('ok 0000000102030405');
    expect([await ask('phys 10'), await ask('virt 10')]).toEqual(['ok 3ed80010', 'ok 3ed80010']);
  });

  test.each([
    { what: 'a load past the window', command: 'probe 32 3f580000', address: '3f580000', status: '0', access: 'read' },
    { what: 'a store below the window', command: 'poke 8 3ed7ffff 1', address: '3ed7ffff', status: '800', access: 'write' },
    { what: 'a load at 0', command: 'probe 64 0', address: '0', status: '0', access: 'read' },
    { what: 'a store to the vectors', command: 'poke 32 ffff0010 0', address: 'ffff0010', status: '80d', access: 'write' },
  ])('reports $what as a fault, and goes on', async ({ command, address, status, access }) => {
    expect(await ask(command)).toMatch(
      new RegExp(`^err fault kind=data addr=${address} status=${status} pc=3ed[0-9a-f]{5} insn=[0-9a-f]{8} access=${access} precise=1$`),
    );
    expect(await ask('read 32 7ffffc')).toBe('ok 01234567');
  });

  test('opened read-only, faults on a store of its own and still reads', async () => {
    expect(await ask('close')).toBe('ok');
    expect(await ask(`open ${NAME} 60c`)).toMatch(/^ok .*flags=60c$/);
    expect(await ask('write 32 7ffffc 0')).toMatch(/^err fault kind=data addr=3f57fffc status=80d .*access=write/);
    expect(await ask('read 32 7ffffc')).toBe('ok 01234567');
    expect(await ask('close')).toBe('ok');
    expect(await ask('probe 32 3f57fffc')).toMatch(/^err fault/);
    expect(await ask(`open ${NAME}`)).toMatch(/^ok/);
  });

  test.each([
    { mode: 'user', access: 'read', flags: '10c', allowed: 'read 3ed81000', forbidden: 'user read 3ed81000', kind: 'data', status: 'd' },
    {
      mode: 'user',
      access: 'write',
      flags: '20c',
      allowed: 'read 3ed81000',
      forbidden: 'user write 3ed81000 1',
      kind: 'data',
      status: '80d',
    },
    {
      mode: 'priv',
      access: 'execute',
      flags: '130c',
      allowed: 'read 3ed81000',
      forbidden: 'priv execute 3ed81000',
      kind: 'prefetch',
      status: 'd',
    },
    {
      mode: 'user',
      access: 'execute',
      flags: '10c',
      allowed: 'execute 3ed81000',
      forbidden: 'user execute 3ed81000',
      kind: 'prefetch',
      status: 'd',
    },
  ])(
    'with flags $flags a $mode $access faults as such, what is allowed works, and it goes on',
    async ({ access, flags, allowed, forbidden, kind, status }) => {
      expect(await ask('write 64 1000 e12fff1ee3a000a5')).toBe('ok'); // mov r0, #0xa5; bx lr
      expect([await ask('attempt user execute 3ed81000'), await ask('close')]).toEqual(['ok 000000a5', 'ok']);
      expect(await ask(`open ${NAME} ${flags}`)).toMatch(/^ok/);
      expect(await ask(`attempt ${forbidden}`)).toMatch(
        new RegExp(`^err fault kind=${kind} addr=3ed81000 status=${status} pc=[0-9a-f]+ insn=[0-9a-f]+ access=${access} precise=1$`),
      );
      expect(await ask(`attempt priv ${allowed}`)).toBe(allowed.startsWith('read') ? 'ok e3a000a5' : 'ok 000000a5');
      expect([await ask('close'), await ask(`open ${NAME}`)]).toEqual(['ok', expect.stringMatching(/^ok/)]);
    },
  );

  test('lays no access over 32 bytes of the window, until its close', async () => {
    expect(await ask('protect 1000 20 0')).toBe('ok regions=1 free=5');
    expect(await ask('mpu 9')).toBe('ok base=3ed81000 size=20 access=c enabled=1 srd=0');
    for (const off of ['1000', '101c']) expect(await ask(`read 32 ${off}`)).toMatch(/^err fault kind=data addr=3ed810[01][0c] status=d /);
    for (const off of ['ffc', '1020']) expect(await ask(`read 32 ${off}`)).toMatch(/^ok/);
    expect(await ask('protect 1010 20 0')).toBe('err misaligned');
    expect([await ask('close'), await ask(`open ${NAME}`), await ask('read 32 1000')]).toEqual(['ok', expect.any(String), 'ok e3a000a5']);
    expect(await ask('mpu 9')).toContain('enabled=0');
  });

  test('sees in its guard pages what the other side wrote there', async () => {
    expect(await ask('guard fill 5eed')).toBe('ok pages=2');
    expect(await ask('guard check 5eed')).toBe('ok ok=1');
    await machine.writeGuardPage();
    const check = await ask('guard check 5eed');
    const [, expected, got] = /^ok ok=0 addr=3ed7fff8 expected=([0-9a-f]+) got=([0-9a-f]+)$/.exec(check) ?? [];
    expect(Number.parseInt(expected as string, 16) ^ Number.parseInt(got as string, 16)).toBe(0x10);
    for (const address of ['3ed7fff8', '3f580000']) expect(await ask(`probe 32 ${address}`)).toMatch(/^err fault/);
  });

  test('runs fill and verify over the whole window', async () => {
    expect(await machine.r5.askFramed(1, 'job fill 1 5eed 0 800000 20')).toBe('ack');
    expect(await machine.r5.framed(1)).toMatch(/^ok 800000 [0-9a-f]+$/);
    expect(await machine.r5.askFramed(2, 'job verify 1 5eed 0 800000 40')).toBe('ack');
    expect(await machine.r5.framed(2)).toMatch(/^ok 800000 0 0 0 0 [0-9a-f]+$/);
  });

  test('ends a job within 200 ms of its cancel', async () => {
    expect(await machine.r5.askFramed(3, 'job handoff 1 0 100000 1000 7fffffff 1 1 1 0 0 1')).toBe('ack');
    const before = performance.now();
    expect(await machine.r5.askFramed(4, 'cancel')).toBe('ok');
    expect(await machine.r5.framed(3)).toBe('err cancelled');
    expect(performance.now() - before).toBeLessThan(200);
  });

  test('stops when the stop word says so, starts again, and greets with another nonce', async () => {
    expect(await machine.affinity()).toBe('0');
    await machine.requestStop();
    while ((await machine.affinity()) !== '1');
    expect(await machine.cpuOn()).toBe('0');
    expect(await nonce()).not.toBe(firstNonce);
    expect(await ask('counters')).toBe('ok lines=1 badlines=0 overruns=0 resends=0 faults=0 jobs=0');
  });
});

/** QEMU has no TCM, but RAM at 0: enough for the port's start-up, vectors, MPU plan and clock to be run. */
test('The silicon port starts with RAM in place of TCM, takes a fault through its vectors, and measures its clock', async () => {
  const file = buildFirmware(siliconBoard, 'zynqmp');
  const machine = await TestMachine.start(siliconBoard, file, readElf(file).entry);
  try {
    expect(await machine.cpuOn()).toBe('0');
    expect(await machine.r5.line()).toMatch(/^! hello .* port=zynqmp /);
    const hz = Number.parseInt(/ hz=([0-9a-f]+) /.exec(await machine.r5.ask('id'))?.[1] as string, 16);
    // QEMU runs the TTC at 133 MHz where silicon has 100, and the cycle counter at 1 GHz.
    expect(hz / 1e9).toBeCloseTo(100 / 133, 1);
    expect(await machine.r5.ask('poke 32 0 1')).toMatch(/^err fault kind=data addr=0 status=80d .*access=write precise=1$/);
    expect(await machine.r5.ask(`open ${NAME}`)).toMatch(/^ok/);
    expect(await machine.r5.ask('write 64 1000 e12fff1ee3a000a5')).toBe('ok');
    expect(await machine.r5.ask('attempt user execute 3ed81000')).toBe('ok 000000a5');
    expect(await machine.r5.ask('attempt user read 3ed00000')).toMatch(
      /^err fault kind=data addr=3ed00000 status=d .*access=read precise=1$/,
    );
  } finally {
    await machine.off();
  }
}, 60_000);
