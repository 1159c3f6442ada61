import { describe, expect, test } from '@jest/globals';
import type { AmpHilError } from '../errors/errors';
import { R5Client } from './r5-client';
import { FakeR5 } from './r5-fake';

const FAST = { resendMs: 5, livenessMs: 5 };
const rejection = async (promise: Promise<unknown>): Promise<AmpHilError> => {
  try {
    await promise;
  } catch (error) {
    return error as AmpHilError;
  }
  throw new Error('it did not reject');
};
function connect(timing: object = FAST): { r5: FakeR5; client: R5Client; incidents: string[] } {
  const r5 = new FakeR5();
  const incidents: string[] = [];
  return { r5, client: new R5Client(r5.link, { timing, onIncident: (what) => incidents.push(what) }), incidents };
}
/** Lets all that was sent arrive. */
const delivery = (): Promise<void> => new Promise(setImmediate);
/** Spoils the first `count` lines that `which` picks. */
const first = (count: number, which: RegExp, spoil: (line: string) => string) => (line: string) =>
  which.test(line) && count-- > 0 ? spoil(line) : undefined;

describe('hello', () => {
  test('gives what the firmware says of itself', async () => {
    const { client } = connect();
    await expect(client.hello()).resolves.toEqual({ protocol: 1, build: '1a2b3c4d', nonce: '9f8e7d6c', port: 'fake' });
  });

  test('refuses firmware of another protocol, with what to do', async () => {
    const { client, r5 } = connect();
    r5.proto = '2';
    const error = await rejection(client.hello());
    expect(error).toMatchObject({ code: 'ProtocolViolation', fix: 'build and load the firmware of this checkout' });
    expect(error.message).toContain('firmware speaks protocol 2, this framework 1');
  });

  test('names both builds when another one runs than was loaded', async () => {
    const { client } = connect();
    await expect(client.hello({ expectedBuild: '1a2b3c4d' })).resolves.toBeDefined();
    const error = await rejection(client.hello({ expectedBuild: 'ffffffff' }));
    expect(error.code).toBe('ProtocolViolation');
    expect(error.message).toMatch(/build 1a2b3c4d runs, build ffffffff/);
  });

  test("does not take an earlier host's answer of the same number for its own", async () => {
    const { client, r5 } = connect();
    r5.say('@1 ok proto=1 build=0 nonce=0 port=old host=00000000');
    const greeting = client.hello();
    r5.say('@1 ok proto=1 build=0 nonce=0 port=old host=00000000');
    expect((await greeting).port).toBe('fake');
    expect(client.counters().unknownSeq).toBe(2);
  });

  test("ends an earlier host's job, where the firmware answers that it is busy", async () => {
    const { client, r5 } = connect();
    let busy = 2;
    r5.answers.set('hello', (words) => (busy-- > 0 ? 'err busy' : `ok proto=1 build=1a2b3c4d nonce=1 port=fake host=${words[1]}`));
    await client.hello();
    expect(r5.executed.map((command) => command.split(' ')[0])).toEqual(['hello', 'cancel', 'hello', 'cancel', 'hello']);
  });

  test('tells what was last heard when nothing answers', async () => {
    const { client, r5 } = connect();
    r5.raw('# booting\n');
    r5.mute = true;
    const error = await rejection(client.hello({ timeout: 30 }));
    expect(error.code).toBe('Timeout');
    expect(error.message).toMatch(/last heard from r5 \d+\.\d s ago: '# booting'/);
  });
});

describe('the greeting', () => {
  test('is given whether it came before or after the question', async () => {
    const { client, r5 } = connect();
    r5.restart('11111111');
    expect((await client.awaitGreeting()).nonce).toBe('11111111');
    const next = client.awaitGreeting();
    r5.restart('22222222');
    expect((await next).nonce).toBe('22222222');
  });

  test('of an earlier start does not count after expectRestart', async () => {
    const { client, r5 } = connect();
    r5.restart('11111111');
    await delivery();
    client.expectRestart();
    expect((await rejection(client.awaitGreeting({ timeout: 5 }))).code).toBe('Timeout');
  });

  test('is no surprise after expectRestart', async () => {
    const { client, r5 } = connect();
    await client.hello();
    client.expectRestart();
    r5.restart();
    expect((await client.awaitGreeting()).nonce).toBe('fedcba98');
    expect(client.needsHello).toBe(false);
  });

  test('in mid-session rejects what is pending, and all else until the next hello', async () => {
    const { client, r5 } = connect();
    await client.hello();
    r5.endless = true;
    const job = rejection(client.job([], 'job fill', { timeout: 10_000 }));
    r5.restart();
    expect(await job).toMatchObject({ code: 'PeerFault', detail: { side: 'r5', kind: 'reset' } });
    expect(client.needsHello).toBe(true);
    expect(await rejection(client.call('id'))).toMatchObject({ code: 'PeerFault', detail: { kind: 'reset' } });
    expect((await client.hello()).nonce).toBe('fedcba98');
    await expect(client.call('read 8 0')).resolves.toMatchObject({ kind: 'ok', text: '0' });
  });

  test('that comes twice is no restart', async () => {
    const { client, r5 } = connect();
    await client.hello();
    r5.restart('9f8e7d6c');
    expect(client.needsHello).toBe(false);
  });
});

describe('a command', () => {
  test('is answered with its result and an err is an answer too', async () => {
    const { client, r5 } = connect();
    await expect(client.call('write 32 100 deadbeef')).resolves.toMatchObject({ kind: 'ok', text: '' });
    await expect(client.call('read 32 100')).resolves.toMatchObject({ kind: 'ok', text: 'deadbeef' });
    await expect(client.call('nonsense')).resolves.toMatchObject({ kind: 'err', text: 'unknown-command' });
    expect(r5.memory.readUInt32LE(0x100)).toBe(0xdeadbeef);
  });

  test('waits until the one before it is answered', async () => {
    const { client, r5 } = connect({ resendMs: 1000 });
    r5.mute = true;
    const both = [client.call('read 8 0'), client.call('read 8 1')];
    await delivery();
    expect(r5.lines).toHaveLength(1);
    r5.mute = false;
    r5.say('@1 ok 0');
    await Promise.all(both);
    expect(r5.executed).toEqual(['read 8 0', 'read 8 1']);
  });

  test.each(['answer', 'command'])('whose %s is lost is sent again and executed once', async (lost) => {
    const { client, r5, incidents } = connect();
    const spoil = first(2, /^@/, (line) => line.slice(3));
    if (lost === 'answer') r5.fromR5 = spoil;
    else r5.toR5 = spoil;
    await client.call('write 8 0 1');
    expect(r5.executed).toEqual(['write 8 0 1']);
    expect(client.counters()).toMatchObject({ resends: 2, malformed: lost === 'answer' ? 2 : 0 });
    expect(incidents[0]).toMatch(/^r5: resend 1 of 'write 8 0 1'; /);
  });

  test('that is never answered ends in a Timeout that names it, at its deadline', async () => {
    const { client, r5 } = connect();
    r5.mute = true;
    const error = await rejection(client.call('read 32 100', { timeout: 20 }));
    expect(error).toMatchObject({ code: 'Timeout', operation: 'r5: read 32 100', ms: 20 });
    expect(error.message).toContain('nothing was ever heard from r5');
  });

  test('that is never answered ends before its deadline when all resends are used up', async () => {
    const { client, r5 } = connect({ resendMs: 1, maxResends: 4 });
    r5.mute = true;
    const error = await rejection(client.call('id', { timeout: 60_000 }));
    expect(error.message).toMatch(/does not listen: it answered none of 4 resends/);
    expect(r5.lines).toHaveLength(5);
  });

  test('given up leaves the next one its turn, and its late answer is counted, not believed', async () => {
    const { client, r5 } = connect({ resendMs: 1000 });
    r5.mute = true;
    await rejection(client.call('read 8 0', { timeout: 5 }));
    r5.mute = false;
    const next = client.call('read 8 1');
    r5.say('@1 ok 77');
    await expect(next).resolves.toMatchObject({ seq: 2, text: '0' });
    await delivery();
    expect(client.counters().unknownSeq).toBe(1);
  });

  test('is cancelled by its signal, in flight and in the queue', async () => {
    const { client, r5 } = connect();
    r5.mute = true;
    const abort = new AbortController();
    const both = [client.call('id', { signal: abort.signal }), client.call('id', { signal: abort.signal })].map(rejection);
    await delivery();
    abort.abort();
    expect((await Promise.all(both)).map((e) => e.code)).toEqual(['Cancelled', 'Cancelled']);
    expect(r5.lines).toHaveLength(1);
    r5.mute = false;
    await expect(client.call('read 8 0')).resolves.toMatchObject({ kind: 'ok' });
  });

  test('too long for a line is refused before anything is sent', async () => {
    const { client, r5 } = connect();
    expect((await rejection(client.call('x'.repeat(48)))).code).toBe('InvalidArgument');
    expect(r5.lines).toEqual([]);
  });

  test('counts its sequence number from 9999 to 1', async () => {
    const { client, r5 } = connect();
    for (let i = 0; i < 9998; i++) client.post('read 8 0');
    await delivery();
    for (let i = 0; i < 2; i++) await client.call('read 8 0');
    expect(r5.lines.slice(-2).map((line) => line.split(' ')[0])).toEqual(['@9999', '@1']);
    expect(client.counters()).toMatchObject({ resends: 0 });
  });

  test('and every answer stand in the console record, with the direction', async () => {
    const { client, r5 } = connect();
    r5.raw('# a\x1b[2Jlog\n');
    await delivery();
    await client.call('read 8 0');
    expect(r5.console.slice(0, 2)).toEqual(['# a\\x1b[2Jlog', expect.stringMatching(/^> @1 read 8 0 \*/)]);
    expect(r5.console[2]).toMatch(/^@1 ok 0 \*/);
  });
});

describe('a lost link', () => {
  test('rejects what is pending, what is queued and what comes after, with the reason', async () => {
    const { client, r5 } = connect();
    r5.endless = true;
    const pending = [client.job([], 'job fill', { timeout: 10_000 }), client.call('id'), client.awaitGreeting()].map(rejection);
    r5.unplug();
    for (const error of await Promise.all(pending)) {
      expect(error.code).toBe('LinkClosed');
      expect(error.message).toBe('link to r5 over memory ended: EIO: i/o error, read');
    }
    expect((await rejection(client.call('id'))).code).toBe('LinkClosed');
    expect((await rejection(client.hello())).code).toBe('LinkClosed');
  });
});

describe('a job', () => {
  test('is acknowledged, runs and is answered', async () => {
    const { client, r5 } = connect();
    await expect(client.job(['args 4 5'], 'job fill 1 2 3 4', { timeout: 1000 })).resolves.toMatchObject({ kind: 'ok', text: '1000 5' });
    expect(r5.executed).toEqual(['args 4 5', 'job fill 1 2 3 4']);
  });

  test('whose answer is lost gives it at the next question whether it runs', async () => {
    const { client, r5 } = connect();
    r5.fromR5 = first(1, /ok 1000/, () => '@@@');
    await expect(client.job([], 'job fill', { timeout: 1000 })).resolves.toMatchObject({ text: '1000 5' });
    expect(r5.executed).toEqual(['job fill']);
  });

  test('that is aborted is cancelled on the R5 and rejects with Cancelled', async () => {
    const { client, r5 } = connect();
    r5.endless = true;
    const abort = new AbortController();
    const job = rejection(client.job([], 'job fill', { timeout: 10_000, signal: abort.signal }));
    while (!r5.console.some((line) => line.includes('ack'))) await delivery();
    abort.abort();
    expect((await job).code).toBe('Cancelled');
    expect(r5.executed).toEqual(['job fill', 'cancel']);
    await expect(client.call('read 8 0')).resolves.toMatchObject({ kind: 'ok' });
  });

  test.each([/ok/, /err cancelled/])('is cancelled although %s is lost on the way', async (lost) => {
    const { client, r5 } = connect();
    r5.endless = true;
    r5.fromR5 = first(1, lost, () => '???');
    const error = await rejection(client.job([], 'job fill', { timeout: 20 }));
    expect(error).toMatchObject({ code: 'Timeout', operation: 'r5: job fill' });
    expect(error.message).not.toContain('hung');
    expect(r5.executed).toEqual(['job fill', 'cancel']);
    await expect(client.call('read 8 0')).resolves.toMatchObject({ kind: 'ok' });
  });

  test('that does not end on cancel means that the R5 is hung, and the Timeout says so', async () => {
    const { client, r5 } = connect();
    r5.endless = true;
    r5.stubborn = true;
    const error = await rejection(client.job([], 'job fill', { timeout: 10 }));
    expect(error).toMatchObject({ code: 'Timeout', cause: { code: 'Timeout', operation: 'r5: job fill' } });
    expect(error.message).toMatch(/the R5 is hung: its job did not end/);
  });

  test('under which the R5 falls silent ends after three unanswered questions', async () => {
    const { client, r5 } = connect();
    r5.endless = true;
    const job = rejection(client.job([], 'job fill', { timeout: 60_000 }));
    while (!r5.console.some((line) => line.includes('ack'))) await delivery();
    r5.mute = true;
    const error = await job;
    expect(error.code).toBe('Timeout');
    expect(error.message).toMatch(/the R5 is hung: it acknowledged the job and answered none of 3 resends; last heard .*@1 ack/);
  });
});
