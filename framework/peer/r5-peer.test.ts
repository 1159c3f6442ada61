import { beforeEach, describe, expect, test } from '@jest/globals';
import { R5Client } from './r5-client';
import { FakeR5 } from './r5-fake';
import { R5Peer } from './r5-peer';
import type { R5Region } from './r5-region';

let r5: FakeR5;
let peer: R5Peer;
let region: R5Region;

beforeEach(async () => {
  r5 = new FakeR5();
  const client = new R5Client(r5.link, { timing: { resendMs: 20 } });
  await client.hello();
  peer = new R5Peer(client);
  region = (await peer.open('platform', '3ed80000.shm')).region(0);
  r5.executed.length = 0;
});
const answer = (command: string, text: string): unknown => r5.answers.set(command, () => text);

describe('the identity of an R5', () => {
  test('has what the core and its firmware say', async () => {
    expect(await peer.identity()).toEqual({
      id: 'r5',
      isa: 'armv7-r',
      midr: 0x411fc153,
      tickHz: 0x3b9aca0n,
      build: '1a2b3c4d',
      facts: { port: 'fake', protocol: '1', mpidr: '0x0', device: '3ed80000.shm' },
    });
  });

  test('without a field that the protocol promises is a violation of it', async () => {
    answer('id', 'ok midr=1');
    await expect(peer.identity()).rejects.toMatchObject({
      code: 'ProtocolViolation',
      message: expect.stringContaining("without 'hz='"),
    });
  });
});

describe('opening a device', () => {
  test('gives what the firmware says of it', () => {
    expect(region).toMatchObject({ size: 0x1000, physmap: 0x3ed80000n });
  });

  test('that the firmware does not have names the one it has', async () => {
    for (const name of ['3ed90000.shm', 'two words', '', 'x'.repeat(100)]) {
      await expect(peer.open('platform', name)).rejects.toMatchObject({
        code: 'ConfigError',
        message: expect.stringContaining("it has '3ed80000.shm'"),
      });
    }
  });

  test('on another bus than platform is refused', async () => {
    await expect(peer.open('pci', '3ed80000.shm')).rejects.toMatchObject({ code: 'ConfigError' });
  });

  test('twice is AlreadyOpen', async () => {
    answer('open', 'err already-open');
    await expect(peer.open('platform', '3ed80000.shm')).rejects.toMatchObject({ code: 'AlreadyOpen' });
  });

  test('gives it the name that the firmware says', async () => {
    await peer.close();
    answer('id', 'ok midr=411fc153 mpidr=0 hz=3b9aca0 name=3ee00000.shm base=3ed80000 size=1000 flags=30c open=1');
    expect((await peer.open('platform', '3ed80000.shm')).name).toBe('3ee00000.shm');
  });

  test('that an earlier host left open closes it first', async () => {
    await peer.client.hello();
    const answers = ['err already-open', 'ok base=3ed80000 size=1000 flags=30c'];
    r5.answers.set('open', () => answers.shift() as string);
    r5.executed.length = 0;
    await peer.open('platform', '3ed80000.shm');
    expect(r5.executed).toEqual(['open 3ed80000.shm', 'close', 'open 3ed80000.shm', 'id']);
  });

  test('that needs more MPU regions than there are says how many', async () => {
    answer('open', 'err mpu-regions 5 3');
    await expect(peer.open('platform', '3ed80000.shm')).rejects.toMatchObject({
      code: 'ConfigError',
      message: expect.stringContaining('needs 5 MPU regions of r5, 3 are free'),
    });
  });
});

describe('memory flags on an R5', () => {
  test('other than the declared ones are in the command that opens the device, and in the device', async () => {
    r5.answers.set('open', ([, , flags]) => `ok base=3ed80000 size=1000 flags=${flags ?? '30c'}`);
    const before = peer.region();
    const device = await peer.reopen(0x160c);
    expect(device.memFlags).toBe(0x160c);
    expect(peer.openDevice).toBe(device);
    await expect(before.read8(0)).rejects.toMatchObject({ code: 'RegionClosed' });
    expect((await peer.reopen()).memFlags).toBe(0x30c);
    expect(r5.executed).toEqual(['close', 'open 3ed80000.shm 160c', 'id', 'close', 'open 3ed80000.shm', 'id']);
  });

  test('that are none are refused, and a device that is not open is not reopened', async () => {
    const other = peer.openDevice;
    for (const flags of [0x400, 0x0d, 0x2000, -1, 0.5, NaN])
      await expect(peer.open('platform', '3ed80000.shm', { memFlags: flags })).rejects.toMatchObject({ code: 'InvalidArgument' });
    await other?.close();
    await expect(peer.reopen(0x30c)).rejects.toMatchObject({ code: 'RegionClosed' });
    expect(r5.executed).toEqual(['close']);
  });

  test('that reopen does not know leave the device as it was', async () => {
    await expect(peer.reopen(0x2000)).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(await region.read8(0)).toBe(0);
  });

  test('of a part of the window are a permission and a place in it', async () => {
    r5.answers.set('protect', () => 'ok regions=3 free=a');
    const device = peer.openDevice!;
    expect(await device.protect(0x100, 0x200, 0x1600)).toEqual({ regions: 3, free: 10 });
    await expect(device.protect(0x100, 0x200, 0x30c)).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(device.protect(0, 0x1001, 0)).rejects.toMatchObject({ code: 'OutOfRange' });
    await expect(device.protect(0.5, 1, 0)).rejects.toMatchObject({ code: 'InvalidArgument' });
    r5.answers.set('protect', () => 'err mpu-regions c a');
    await expect(device.protect(0x100, 0x200, 0)).rejects.toMatchObject({
      code: 'ConfigError',
      message: expect.stringMatching(/^NO_ACCESS for offset 0x100 \+ 0x200 of 3ed80000.shm: it needs 12 MPU regions of r5, 10 are free/),
    });
    await device.close();
    await expect(device.protect(0x100, 0x200, 0)).rejects.toMatchObject({ code: 'RegionClosed' });
    expect(r5.executed).toEqual(['protect 100 200 1600', 'protect 100 200 0', 'close']);
  });

  test('hold for an attempt in the mode that it names, and its fault says that it was to execute', async () => {
    r5.answers.set('attempt', ([, , what]) => (what === 'write' ? 'ok' : 'ok 000000a5'));
    expect(await peer.attempt('privileged', 'read', 0x3ed80000n)).toBe(0xa5);
    expect(await peer.attempt('user', 'execute', 0x3ed80000n)).toBe(0xa5);
    await peer.attempt('user', 'write', 0x3ed80000n, 0xffffffff);
    await expect(peer.attempt('user', 'write', 0n, 2 ** 32)).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(r5.executed).toEqual(['attempt priv read 3ed80000', 'attempt user execute 3ed80000', 'attempt user write 3ed80000 ffffffff']);
    answer('attempt', 'err fault kind=prefetch addr=3ed80000 status=d pc=3ed80000 insn=0 access=execute precise=1');
    await expect(peer.attempt('user', 'execute', 0x3ed80000n)).rejects.toMatchObject({
      code: 'PeerFault',
      detail: { kind: 'prefetch', address: 0x3ed80000n, access: 'execute', status: 0xd },
    });
    answer('attempt', 'err unsupported user');
    await expect(peer.attempt('user', 'read', 0n)).rejects.toMatchObject({
      code: 'ConfigError',
      fix: expect.stringContaining('User mode'),
    });
  });
});

describe('a region of an R5', () => {
  test('reads and writes every width, and orders other than the default are in the command', async () => {
    await region.write8(0, 0xab);
    await region.write16(2, 0xcdef, 'relaxed');
    await region.write32(4, 0xdeadbeef, 'release');
    await region.write64(8, 0xfedcba9876543210n, 'seq_cst');
    expect([await region.read8(0), await region.read16(2, 'relaxed'), await region.read32(4, 'acquire'), await region.read64(8)]).toEqual([
      0xab,
      0xcdef,
      0xdeadbeef,
      0xfedcba9876543210n,
    ]);
    expect(r5.executed).toEqual([
      'write 8 0 ab',
      'write 16 2 cdef relaxed',
      'write 32 4 deadbeef release',
      'write 64 8 fedcba9876543210',
      'read 8 0',
      'read 16 2 relaxed',
      'read 32 4 acquire',
      'read 64 8',
    ]);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['a fractional offset', () => region.read32(0.5), 'InvalidArgument'],
    ['a negative offset', () => region.write8(-1, 0), 'InvalidArgument'],
    ['NaN for an offset', () => region.blockRead(NaN, 1), 'InvalidArgument'],
    ['a value too wide', () => region.write8(0, 256), 'InvalidArgument'],
    ['a number for 64 bits', () => region.write64(0, 1 as unknown as bigint), 'InvalidArgument'],
    ['an acquire store', () => region.write32(0, 0, 'acquire' as 'release'), 'InvalidArgument'],
    ['a byte of 256', () => region.blockSet(0, 256, 1), 'InvalidArgument'],
    ['a negative address', () => region.physToOffset(-1n), 'InvalidArgument'],
    ['an offset past the end', () => region.read8(0x1000), 'OutOfRange'],
    ['a block past the end', () => region.blockWrite(0xfff, new Uint8Array(2)), 'OutOfRange'],
    ['translation of the end', () => region.phys(0x1000), 'OutOfRange'],
    ['an unaligned offset', () => region.read64(4), 'Misaligned'],
    ['a block that a forced width does not divide', () => region.blockRead(8, 16, { width: 128 }), 'Misaligned'],
    ['a block width that is none', () => region.blockSet(0, 0, 8, { width: 24 as 8 }), 'InvalidArgument'],
    ['a job with a fractional argument', () => peer.job('fill', { pattern: 0, seed: 0.5, off: 0, len: 8, width: 8 }), 'InvalidArgument'],
    ['a job with a negative argument', () => peer.job('fill', { pattern: 0, seed: -1n, off: 0, len: 8, width: 8 }), 'InvalidArgument'],
    ['a poke too wide', () => peer.poke(8, 0n, 256), 'InvalidArgument'],
    ['a probe of 24 bits', () => peer.probe(24 as 8, 0n), 'InvalidArgument'],
  ])('refuses %s before anything is sent', async (_, act, code) => {
    await expect(act()).rejects.toMatchObject({ code });
    expect(r5.executed).toEqual([]);
  });

  test('moves blocks of every size and alignment whole, in lines that fit', async () => {
    const bytes = Uint8Array.from({ length: 700 }, (_, i) => (i * 37 + 11) & 0xff);
    for (const [off, len] of [
      [0, 0],
      [0, 1],
      [3, 300],
      [0x13, 17],
      [0x100, 128],
      [0x1000 - 700, 700],
      [5, 16],
    ] as const) {
      r5.memory.fill(0xee);
      await region.blockWrite(off, bytes.subarray(0, len));
      expect(Buffer.from(await region.blockRead(off, len))).toEqual(Buffer.from(bytes.subarray(0, len)));
      expect(r5.memory.filter((byte) => byte === 0xee).length).toBeGreaterThanOrEqual(0x1000 - len);
      if (off > 0) expect(r5.memory[off - 1]).toBe(0xee);
    }
    await region.blockSet(0x21, 0x55, 0x103);
    expect(r5.memory.subarray(0x21, 0x124).every((byte) => byte === 0x55)).toBe(true);
    expect(Math.max(...r5.lines.map((line) => line.length))).toBeLessThanOrEqual(59);
  });

  test.each([8, 16, 32, 64, 128] as const)(
    'forces a width of %i bits in every line of a block; 128 are two halves of 64',
    async (width) => {
      const bytes = Uint8Array.from({ length: 48 }, (_, i) => i + 1);
      await region.blockWrite(0x20, bytes, { width });
      await region.blockSet(0x50, 7, 16, { width });
      expect(Buffer.from(await region.blockRead(0x20, 48, { width }))).toEqual(Buffer.from(bytes));
      expect(new Set(r5.executed.map((command) => command.split(' ').at(-1)))).toEqual(new Set([String(Math.min(width, 64))]));
      expect(Math.max(...r5.lines.map((line) => line.length))).toBeLessThanOrEqual(59);
    },
  );

  test('is not unaligned inside a block: only its ends are', async () => {
    await region.blockWrite(3, new Uint8Array(40));
    expect(r5.executed.map((command) => command.split(' ')[1])).toEqual(['3', '10', '20']);
  });

  test('takes an answer of the wrong length for a violation of the protocol', async () => {
    answer('bread', 'ok 0011');
    await expect(region.blockRead(0, 3)).rejects.toMatchObject({ code: 'ProtocolViolation' });
    answer('read', 'ok xyz');
    await expect(region.read32(0)).rejects.toMatchObject({ code: 'ProtocolViolation' });
  });

  test.each(['region', 'device', 'peer'])('is closed once its %s is', async (what) => {
    if (what === 'region') await region.close();
    else await peer.close();
    await expect(region.read8(0)).rejects.toMatchObject({ code: 'RegionClosed' });
    await expect(region.blockSet(0, 0, 1)).rejects.toMatchObject({ code: 'RegionClosed' });
    await expect(peer.job('fill', { pattern: 0, seed: 1, off: 0, len: 8, width: 8 })).rejects.toMatchObject({ code: 'RegionClosed' });
    expect(r5.executed).toEqual(what === 'region' ? [] : ['close']);
  });

  test('is closed after a restart of the firmware and a new session', async () => {
    r5.restart();
    await new Promise(setImmediate);
    await expect(region.read8(0)).rejects.toMatchObject({ code: 'PeerFault', detail: { kind: 'reset' } });
    await peer.client.hello();
    await expect(region.read8(0)).rejects.toMatchObject({ code: 'RegionClosed' });
    expect(() => peer.region()).toThrow(expect.objectContaining({ code: 'RegionClosed' }));
  });
});

describe('a job on an R5', () => {
  test('gives its results by name', async () => {
    answer('job', 'ok 1000 5');
    expect(await peer.job('fill', { pattern: 1, seed: 0xabcn, off: 0, len: 0x1000, width: 64 })).toEqual({ bytes: 0x1000n, ticks: 5n });
    expect(r5.executed).toEqual(['job fill 1 abc 0 1000 40']);
  });

  test('loads first what does not fit in its line', async () => {
    answer('job', 'ok 1 2 3 4 5 6 7 8');
    const big = 0xffff_ffff_ffff_ffffn;
    await peer.job('handoff', {
      role: 0,
      ctl: big,
      off: big,
      len: big,
      rounds: big,
      seed: big,
      pattern: 1,
      barrier: 1,
      maintenance: 1,
      patience: 2,
      run: 3,
    });
    const f = 'f'.repeat(16);
    expect(r5.executed).toEqual([`args 3 ${f} ${f}`, `args 5 ${f} 1 1 1 2 3`, `job handoff 0 ${f} ${f}`]);
  });

  test.each([
    ['range', 'OutOfRange'],
    ['misaligned', 'Misaligned'],
    ['usage A0', 'InvalidArgument'],
    ['not-open', 'RegionClosed'],
    ['stalled', 'Timeout'],
    ['busy', 'ProtocolViolation'],
    ['cancelled', 'Cancelled'],
    ['unknown-command', 'ProtocolViolation'],
    ['something new', 'ProtocolViolation'],
  ])('that ends in err %s rejects with %s', async (text, code) => {
    answer('job', `err ${text}`);
    await expect(peer.job('fill', { pattern: 1, seed: 1, off: 0, len: 8, width: 8 })).rejects.toMatchObject({ code });
  });

  test('with another number of results than jobs.def has violates the protocol', async () => {
    answer('job', 'ok 1 2 3');
    await expect(peer.job('fill', { pattern: 1, seed: 1, off: 0, len: 8, width: 8 })).rejects.toMatchObject({ code: 'ProtocolViolation' });
  });

  test('that does not exist and an argument that it does not have are refused by name', async () => {
    await expect(peer.job('toString' as 'fill', {} as never)).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(peer.job('fill', { pattern: 1, seed: 1, off: 0, len: 8, widht: 8 } as never)).rejects.toThrow(/no argument 'widht'/);
    await expect(peer.job('fill', { pattern: 1, seed: 1, off: 0, len: 8 } as never)).rejects.toThrow(/'width' of job fill is undefined/);
  });
});

describe('what only an R5 has', () => {
  test('a fault comes with all its fields', async () => {
    answer('probe', 'err fault kind=data addr=3f580000 status=80d pc=3ed01234 insn=e5801000 access=write precise=0');
    await expect(peer.probe(32, 0x3f580000n)).rejects.toMatchObject({
      code: 'PeerFault',
      detail: {
        side: 'r5',
        kind: 'data',
        address: 0x3f580000n,
        status: 0x80d,
        pc: 0x3ed01234n,
        instruction: 0xe5801000,
        access: 'write',
        precise: false,
      },
    });
  });

  test('the MPU is read region by region until the core has no more', async () => {
    r5.answers.set('mpu', ([, n]) => (n === '2' ? 'err range' : `ok base=${n}000 size=1000 access=30c enabled=1 srd=7`));
    expect(await peer.mpuRegions()).toEqual(
      [0, 1].map((number) => ({ number, base: BigInt(number * 0x1000), size: 0x1000n, access: 0x30c, disabledEighths: 7, enabled: true })),
    );
  });

  test('the guard pages tell the first word that was changed', async () => {
    r5.answers.set('guard', ([, what]) => (what === 'fill' ? 'ok pages=2' : 'ok ok=0 addr=3f580000 expected=1 got=2'));
    expect(await peer.guardFill(1n << 40n)).toBe(2);
    expect(await peer.guardCheck(7)).toEqual({ ok: false, address: 0x3f580000n, expected: 1n, got: 2n });
    answer('guard', 'ok ok=1');
    expect(await peer.guardCheck(7)).toEqual({ ok: true });
    expect(r5.executed).toEqual(['guard fill 0', 'guard check 7', 'guard check 7']);
  });

  test('a typed command gives its answer and the log lines before it', async () => {
    r5.answers.set('help', () => {
      r5.raw('# read W OFF\n# write W OFF VALUE\n');
      return 'ok';
    });
    expect(await peer.command(' help ')).toEqual({ ok: true, text: '', log: ['read W OFF', 'write W OFF VALUE'] });
    expect(await peer.command('nonsense')).toEqual({ ok: false, text: 'unknown-command', log: [] });
  });

  test("counters are the firmware's and the link's", async () => {
    answer('counters', 'ok lines=1f badlines=0');
    expect(await peer.counters()).toMatchObject({ lines: 0x1fn, badlines: 0n, 'link.resends': 0n, 'link.crcErrors': 0n });
  });
});
