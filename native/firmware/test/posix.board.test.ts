import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import { SerialPort } from 'serialport';
import sim from '../../../boards/sim/board';
import { BUILD_ID, buildFirmware } from './build';
import { sealed, TestConsole } from './console';

const NAME = sim.shm[0]?.name as string;
const BASE = 0x3ed80000;
const SIZE = 0x800000;
const GUARD = 0x1000;

let program: string;
let folder: string;
let r5: ChildProcess;
let pty: string;
let port: SerialPort | undefined;
let console: TestConsole;

beforeAll(() => {
  program = buildFirmware(sim, 'posix');
  folder = mkdtempSync(join(tmpdir(), 'amp-hil-test-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function start(): Promise<string> {
  const window = join(folder, 'window');
  writeFileSync(window, '');
  truncateSync(window, SIZE);
  r5 = spawn(program, ['--shm', window], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: r5.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  expect(line).toMatch(/^pty \/dev\/pts\/\d+$/);
  return line.slice('pty '.length);
}

beforeEach(async () => {
  pty = await start();
  const opened = new SerialPort({ path: pty, baudRate: 115200, autoOpen: false });
  await new Promise<void>((resolve, reject) => opened.open((error) => (error ? reject(error) : resolve())));
  port = opened;
  console = new TestConsole(opened);
});
afterEach(async () => {
  r5.kill('SIGKILL');
  if (port?.isOpen) await new Promise<void>((resolve) => port?.close(() => resolve()));
});

describe('a session', () => {
  test('starts with a greeting that nobody asked for', async () => {
    r5.kill('SIGKILL');
    // serialport throws away what came before it opened the port: so read it plainly.
    // O_NOCTTY: in a process without a terminal it would become the controlling one, and its end would be a SIGHUP.
    const fd = openSync(await start(), constants.O_RDONLY | constants.O_NOCTTY);
    try {
      const buffer = Buffer.alloc(400);
      let text = '';
      while (!text.includes('\n')) text += buffer.toString('latin1', 0, readSync(fd, buffer));
      expect(text).toMatch(new RegExp(`^! hello proto=1 build=${BUILD_ID} nonce=[0-9a-f]+ port=posix \\*[0-9A-F]{4}\n$`));
      expect(text.trim()).toBe(sealed(text.slice(0, text.indexOf(' *'))));
    } finally {
      closeSync(fd);
    }
  });

  test('says what it is, bare and framed', async () => {
    const identity = /^ok proto=1 build=1a2b3c4d nonce=([0-9a-f]+) port=posix host=c0ffee$/;
    const bare = identity.exec(await console.ask('hello c0ffee'));
    const framed = identity.exec(await console.askFramed(1, 'hello c0ffee'));
    expect(bare).not.toBeNull();
    expect(framed?.[1]).toBe(bare?.[1]);
    expect(await console.ask('id')).toBe(`ok midr=0 mpidr=0 hz=3b9aca00 name=${NAME} base=3ed80000 size=800000 flags=30c open=0`);
  });

  test('explains unknown commands, missing arguments and numbers that are none', async () => {
    expect(await console.ask('frobnicate')).toBe('err unknown-command');
    expect(await console.ask('read 32')).toBe('err usage W OFF [ORDER]');
    expect(await console.ask('read 33 0')).toBe('err usage W OFF');
    expect(await console.ask('probe 32 0x10')).toBe('err usage W ADDR');
  });
});

describe('a framed command', () => {
  const read = (): Promise<string> => console.ask('read 32 100');
  /** What was read, behind `told` notices of lines that came damaged. */
  const readBehind = async (told: number): Promise<string> => {
    let line = await read();
    for (let n = 1; n <= told; n++) {
      expect(line).toMatch(new RegExp(`^! damaged badlines=${n} `));
      line = await console.line();
    }
    return line;
  };
  beforeEach(async () => {
    expect(await console.ask(`open ${NAME}`)).toMatch(/^ok/);
  });

  test('that comes again is answered again and not executed again', async () => {
    expect(await console.askFramed(7, 'write 32 100 1')).toBe('ok');
    expect(await console.ask('write 32 100 2')).toBe('ok');
    expect(await console.askFramed(7, 'write 32 100 1')).toBe('ok');
    expect(await read()).toBe('ok 00000002');
    expect(await console.counters()).toMatchObject({ resends: 1 });
  });

  test('with a wrong CRC is not executed, not answered, and counted', async () => {
    const good = sealed('@7 write 32 100 1');
    console.send(`${good.slice(0, -4)}${good.endsWith('0000') ? '0001' : '0000'}\n`);
    expect(await readBehind(1)).toBe('ok 00000000');
    expect(await console.counters()).toMatchObject({ badlines: 1 });
  });

  test('cut in two by a stray newline is not executed in part', async () => {
    console.send(`${sealed('@7 write 32 100 1').replace('@7 ', '@7\n')}\n`);
    expect(await readBehind(2)).toBe('ok 00000000');
    expect(await console.counters()).toMatchObject({ badlines: 2 });
  });

  test('may use the SEQ of before after a hello', async () => {
    expect(await console.askFramed(7, 'write 32 100 1')).toBe('ok');
    expect(await console.askFramed(1, 'hello 1')).toMatch(/^ok proto/);
    expect(await console.askFramed(7, 'write 32 100 2')).toBe('ok');
    expect(await read()).toBe('ok 00000002');
  });

  test('longer than the line, or with a byte that is not printable, is dropped to its end', async () => {
    console.send(`write 32 100 ${'0'.repeat(500)}1\n`);
    console.send(Buffer.from('write 32 100\x00 1\n', 'latin1'));
    expect(await readBehind(2)).toBe('ok 00000000');
    expect(await console.counters()).toMatchObject({ badlines: 2, lines: 3 });
  });

  test('survives sixty-four thousand bytes of noise before it', async () => {
    let x = 1;
    const noise = Buffer.from(Array.from({ length: 65_536 }, () => (x = (x * 1_103_515_245 + 12_345) % 2 ** 31) >> 16));
    console.send(noise);
    console.send('\n');
    console.send(`${sealed('@77 write 32 100 5')}\n`);
    let line = '';
    while (!line.startsWith('@77 ')) line = await console.line();
    expect(await read()).toBe('ok 00000005');
  });
});

describe('the shm device', () => {
  test('opens once, and is closed to every access after its close', async () => {
    expect(await console.ask('open 3ed20000.shm')).toBe('err no-device');
    expect(await console.ask('read 32 0')).toBe('err not-open');
    expect(await console.ask(`open ${NAME}`)).toBe('ok base=3ed80000 size=800000 flags=30c');
    expect(await console.ask(`open ${NAME}`)).toBe('err already-open');
    expect(await console.ask('read 32 0')).toBe('ok 00000000');
    expect(await console.ask('close')).toBe('ok');
    expect(await console.ask('close')).toBe('err not-open');
    for (const command of ['read 32 0', 'bread 0 4', 'phys 0', 'job fill 0 0 0 40 20'])
      expect(await console.ask(command)).toBe('err not-open');
    expect(await console.ask('probe 32 3ed80000')).toMatch(/^err fault kind=data addr=3ed80000 /);
    expect(await console.ask(`open ${NAME} ffff`)).toBe('err usage FLAGS');
    expect(await console.ask(`open ${NAME} 308`)).toBe('ok base=3ed80000 size=800000 flags=308');
  });

  test('is covered by regions that add up to the window and nothing else', async () => {
    await console.ask(`open ${NAME}`);
    const covered = new Set<number>();
    for (let n = 0; n < 16; n++) {
      const [base, size, access, enabled, srd] = [...(await console.ask(`mpu ${n.toString(16)}`)).matchAll(/=([0-9a-f]+)/g)].map(([, v]) =>
        Number.parseInt(v as string, 16),
      ) as [number, number, number, number, number];
      if (enabled === 0) continue;
      expect(access).toBe(0x30c);
      for (let i = 0; i < 8; i++)
        if (((srd >> i) & 1) === 0) for (let at = 0; at < size / 8; at += 0x8000) covered.add(base + (i * size) / 8 + at);
    }
    expect([...covered].sort((a, b) => a - b)).toEqual(Array.from({ length: SIZE / 0x8000 }, (_, i) => BASE + i * 0x8000));
    expect(await console.ask('mpu 10')).toBe('err range');
  });

  test('takes other permissions for whole pages of it, as many as there are regions for, until its close', async () => {
    expect(await console.ask('protect 1000 1000 0')).toBe('err not-open');
    await console.ask(`open ${NAME}`);
    expect(await console.ask('protect 1000 1000 600')).toBe('ok regions=1 free=b');
    expect(await console.ask('read 32 1000')).toBe('ok 00000000');
    expect(await console.ask('write 32 1ffc 1')).toMatch(/^err fault kind=data addr=3ed81ffc status=80d .*access=write precise=1$/);
    expect([await console.ask('write 32 ffc 1'), await console.ask('write 32 2000 1')]).toEqual(['ok', 'ok']);
    for (const wrong of ['protect 1000 1000 60c', 'protect 1000 1000 400', 'protect 0 1000 2000', 'protect x 1000 0'])
      expect(await console.ask(wrong)).toBe('err usage OFF LEN ACCESS');
    for (const past of ['protect 0 0 0', 'protect 7ff000 2000 0', 'protect 800000 1000 0', 'protect ffffffffffffffff 1000 0'])
      expect(await console.ask(past)).toBe('err range');
    expect(await console.ask('protect 1000 20 0')).toBe('err misaligned');
    expect(await console.ask('protect 1000 7fe000 0')).toBe('ok regions=8 free=3');
    expect(await console.ask('protect 1000 7fe000 300')).toBe('err mpu-regions 8 3');
    expect(await console.ask('read 32 1000')).toMatch(/^err fault/);
    expect([await console.ask('close'), await console.ask(`open ${NAME}`), await console.ask('write 32 1ffc 1')]).toContain('ok');
    expect(await console.ask('protect 1000 7fe000 0')).toBe('ok regions=8 free=4');
  });

  test('is executed from, unless execute-never; User mode there is none', async () => {
    await console.ask(`open ${NAME}`);
    const code = process.arch === 'x64' ? 'b8a5000000c3' : 'a01480d2c0035fd6';
    expect(await console.ask(`bwrite 1000 ${code}`)).toBe('ok');
    expect(await console.ask('attempt priv execute 3ed81000')).toBe('ok 000000a5');
    expect(await console.ask('attempt priv write 3ed82000 12345678')).toBe('ok');
    expect(await console.ask('attempt priv read 3ed82000')).toBe('ok 12345678');
    expect([await console.ask('close'), await console.ask(`open ${NAME} 130c`)]).toEqual(['ok', expect.stringMatching(/^ok/)]);
    expect(await console.ask('attempt priv execute 3ed81000')).toMatch(
      /^err fault kind=prefetch addr=3ed81000 status=d pc=[0-9a-f]+ insn=0 access=execute precise=1$/,
    );
    expect(await console.ask('attempt priv execute 10')).toMatch(/^err fault kind=prefetch addr=10 status=0 .*access=execute precise=1$/);
    expect(await console.ask('attempt user read 3ed81000')).toBe('err unsupported user');
    expect(await console.ask('attempt priv read 3ed81002')).toBe('err misaligned');
    for (const wrong of ['attempt root read 0', 'attempt priv fetch 0', 'attempt priv write 0', 'attempt priv read 0 1'])
      expect(await console.ask(wrong)).toBe('err usage priv|user read|write|execute ADDR [VALUE]');
  });

  test('reads back what was written, at every width, and refuses what is outside or unaligned', async () => {
    await console.ask(`open ${NAME}`);
    for (const [width, value] of Object.entries({ 8: 'a5', 16: '1234', 32: 'deadbeef', 64: '0123456789abcdef' })) {
      const last = (SIZE - Number(width) / 8).toString(16);
      expect(await console.ask(`write ${width} ${last} ${value} release`)).toBe('ok');
      expect(await console.ask(`read ${width} ${last} acquire`)).toBe(`ok ${value}`);
      expect(await console.ask(`read ${width} ${SIZE.toString(16)}`)).toBe('err range');
      expect(await console.ask(`write ${width} 0 1${value}`)).toBe('err usage VALUE');
    }
    expect(await console.ask('read 64 7ffffffffffffff8')).toBe('err range');
    expect(await console.ask('read 32 2')).toBe('err misaligned');
    expect(await console.ask('read 32 0 release')).toBe('err usage ORDER');
    expect(await console.ask('bwrite 101 0102030405')).toBe('ok');
    expect(await console.ask('bset 103 ff 2')).toBe('ok');
    expect(await console.ask('bread 100 8')).toBe('ok 000102ffff050000');
    expect(await console.ask('bread 7fffff 2')).toBe('err range');
    expect(await console.ask('bwrite 204 0102030405060708 32')).toBe('ok');
    expect(await console.ask('bset 206 ee 4 16')).toBe('ok');
    expect(await console.ask('bread 200 10 64')).toBe('ok 000000000102eeeeeeee070800000000');
    for (const wrong of ['bread 204 8 64', 'bwrite 204 010203 16', 'bset 201 0 2 16'])
      expect(await console.ask(wrong)).toBe('err misaligned');
    expect(await console.ask('bset 200 0 4 24')).toBe('err usage OFF BYTE LEN [W]');
    expect(await console.ask('bread 0 81')).toBe('err usage OFF LEN(1..80) [W]');
  });

  test('translates through a table that the host loads, addresses above 4 GiB among it, without an open device', async () => {
    expect(await console.ask('tphys 0')).toMatch(/^err usage no table/);
    expect(await console.ask('tmap c 3000')).toBe('ok pages=3 mask=fff');
    expect(await console.ask('tpage 0 3ed80000 ff00000000')).toBe('ok');
    expect(await console.ask('tphys 0')).toMatch(/^err usage no table/); // page 2 is not there yet
    expect(await console.ask('tpage 2 3ed7f000')).toBe('ok');
    expect([await console.ask('tphys fff'), await console.ask('tphys 1fff'), await console.ask('tphys 2000')]).toEqual([
      'ok 3ed80fff',
      'ok ff00000fff',
      'ok 3ed7f000',
    ]);
    expect([await console.ask('tp2o ff00000000'), await console.ask('tp2o 3ed7ffff')]).toEqual(['ok 1000', 'ok 2fff']);
    for (const past of ['tphys 3000', 'tp2o 3ed81000', 'tp2o ff00001000', 'tp2o 0']) expect(await console.ask(past)).toBe('err range');
    for (const wrong of ['tmap c 10001', 'tmap 40 1000', 'tmap c 0', 'tpage 10 0', 'tpage f 0 0', 'tphys x'])
      expect(await console.ask(wrong)).toMatch(/^err usage/);
    expect(await console.ask('tmap ffffffff 800000')).toBe('ok pages=1 mask=ffffffffffffffff');
    expect(await console.ask('tphys 0')).toMatch(/^err usage no table/); // a new table has none of the old pages
  });

  test('translates offsets to addresses and back, and nothing past its ends', async () => {
    await console.ask(`open ${NAME}`);
    const virtual = /^ok ([0-9a-f]+)$/.exec(await console.ask('virt 10'))?.[1] as string;
    expect(await console.ask(`v2o ${virtual}`)).toBe('ok 10');
    expect(await console.ask('phys 7fffff')).toBe('ok 3f57ffff');
    expect(await console.ask('p2o 3f57ffff')).toBe('ok 7fffff');
    for (const past of ['phys 800000', 'virt 800000', 'p2o 3ed7ffff', 'p2o 3f580000']) expect(await console.ask(past)).toBe('err range');
  });

  test('has guard pages that fault, hold what they were filled with, and show a change', async () => {
    await console.ask(`open ${NAME}`);
    for (const address of [BASE - GUARD, BASE - 4, BASE + SIZE, BASE + SIZE + GUARD - 4]) {
      const fault = await console.ask(`poke 32 ${address.toString(16)} 1`);
      expect(fault).toMatch(new RegExp(`^err fault kind=data addr=${address.toString(16)} status=80d .* access=write precise=1$`));
    }
    expect(await console.ask('guard fill 5eed')).toBe('ok pages=2');
    expect(await console.ask('guard check 5eed')).toBe('ok ok=1');
    expect(await console.ask('guard check 5eee')).toMatch(/^ok ok=0 addr=3ed7f000 expected=[0-9a-f]+ got=[0-9a-f]+$/);
    for (const address of ['3ed7f000', '3f580000']) expect(await console.ask(`probe 32 ${address}`)).toMatch(/^err fault/);
  });
});

test('A fault is reported with address and access, counted, and survived', async () => {
  const fault = await console.ask('probe 32 10');
  expect(fault).toMatch(/^err fault kind=data addr=10 status=[0-9a-f]+ pc=[0-9a-f]+ insn=[0-9a-f]+ access=read precise=1$/);
  expect(await console.ask('id')).toMatch(/^ok /);
  expect(await console.counters()).toMatchObject({ faults: 1 });
});

describe('a job', () => {
  /** A hand-off without its other side: runs until it is cancelled or gives up. */
  const LONG = 'job handoff 1 0 100000 1000 7fffffff 1 1 1 0 0 1';
  beforeEach(async () => {
    expect(await console.ask(`open ${NAME}`)).toMatch(/^ok/);
  });

  test('is acknowledged, then answered with its results', async () => {
    expect(await console.askFramed(1, 'job fill 1 5eed 0 100000 20')).toBe('ack');
    expect(await console.framed(1)).toMatch(/^ok 100000 [0-9a-f]+$/);
    expect(await console.askFramed(2, 'job verify 1 5eed 0 100000 20')).toBe('ack');
    expect(await console.framed(2)).toMatch(/^ok 100000 0 0 0 0 [0-9a-f]+$/);
    expect(await console.ask('write 32 40 0')).toBe('ok');
    expect(await console.askFramed(3, 'job verify 1 5eed 0 100000 20')).toBe('ack');
    expect(await console.framed(3)).toMatch(/^ok 100000 1 40 [0-9a-f]+ 0 [0-9a-f]+$/);
  });

  test('whose line comes again is acknowledged while it runs, answered from what was kept after it, and not run twice', async () => {
    expect(await console.askFramed(1, LONG)).toBe('ack');
    expect(await console.askFramed(1, LONG)).toBe('ack');
    expect(await console.askFramed(2, 'cancel')).toBe('ok');
    expect(await console.framed(1)).toBe('err cancelled');
    expect(await console.askFramed(1, LONG)).toBe('err cancelled');
    expect(await console.askFramed(2, 'cancel')).toBe('ok');
    expect(await console.counters()).toMatchObject({ jobs: 1, resends: 3 });
  });

  test('keeps everything else out but its cancel, which takes effect within 200 ms', async () => {
    expect(await console.askFramed(1, LONG)).toBe('ack');
    expect(await console.askFramed(2, 'read 32 0')).toBe('err busy');
    expect(await console.askFramed(3, LONG)).toBe('err busy');
    const before = performance.now();
    expect(await console.askFramed(4, 'cancel')).toBe('ok');
    expect(await console.framed(1)).toBe('err cancelled');
    expect(performance.now() - before).toBeLessThan(200);
    expect(await console.askFramed(5, 'read 32 0')).toBe('ok 00000000');
  });

  test('of a host that is gone ends with the hello of the next one, without an answer', async () => {
    expect(await console.askFramed(1, LONG)).toBe('ack');
    expect(await console.askFramed(1, 'hello 2')).toMatch(/^ok proto/);
    expect(await console.askFramed(2, 'read 32 0')).toBe('ok 00000000');
  });

  test.each(['hello zz', 'hello 1 2', 'hello 12345678123456789', 'hello '])(
    'goes on after %p, which starts no session',
    async (malformed) => {
      expect(await console.askFramed(1, LONG)).toBe('ack');
      expect(await console.askFramed(2, malformed)).toBe('err usage NONCE');
      expect(await console.askFramed(1, LONG)).toBe('ack');
      expect(await console.askFramed(3, 'cancel')).toBe('ok');
      expect(await console.framed(1)).toBe('err cancelled');
      expect(await console.counters()).toMatchObject({ jobs: 1 });
    },
  );

  test('takes arguments from its line, then those preloaded, and those once only', async () => {
    expect(await console.ask('args 2 0 40 20')).toBe('ok');
    expect(await console.askFramed(1, 'job fill 2 a5')).toBe('ack');
    expect(await console.framed(1)).toMatch(/^ok 40 /);
    expect(await console.ask('bread 38 9')).toBe('ok a50000000000000000');
    expect(await console.ask('job fill 2 a5')).toBe('err usage A2');
    expect(await console.ask('args c 1 2')).toMatch(/^err usage/);
  });

  test('that cannot be is refused', async () => {
    expect(await console.ask('job frobnicate 1')).toBe('err usage KIND');
    expect(await console.ask('job fill 1 2 3 4 5 6')).toBe('err usage too many arguments');
    expect(await console.ask('job fill 1 5 0 800001 8')).toBe('err range');
    expect(await console.ask('job fill 1 5 2 40 20')).toBe('err misaligned');
  });
});

/** Time that a process has run, in user mode, in 10 ms. */
function processorTicks(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[11]);
}

describe('the process', () => {
  const ended = async (): Promise<unknown> => ((await once(r5, 'exit')) as [number | null, string | null]).find((how) => how !== null);

  test('ends in order at the end of its stdin, also while a job runs', async () => {
    await console.ask(`open ${NAME}`);
    expect(await console.askFramed(1, 'job handoff 1 0 100000 1000 7fffffff 1 1 1 0 0 1')).toBe('ack');
    r5.stdin?.end();
    expect(await ended()).toBe(0);
  });

  test('ends by SIGTERM, also when it hangs', async () => {
    console.send('hang\n');
    // Idle it waits in the kernel: only the loop uses up so much time.
    while (processorTicks(r5.pid as number) < 5) await new Promise((resolve) => setImmediate(resolve));
    r5.kill('SIGTERM');
    expect(await ended()).toBe('SIGTERM');
  });

  test('says what it needs when started without a window', async () => {
    const child = spawn(program, [], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [[code], [text]] = (await Promise.all([once(child, 'exit'), once(child.stderr, 'data')])) as [[number], [Buffer]];
    expect({ code, text: String(text) }).toEqual({ code: 2, text: expect.stringContaining('--shm FILE') });
  });
});
