import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { LineLink } from './line-link';

function connect(): {
  far: PassThrough;
  sent: string[];
  writes: () => number;
  link: LineLink;
  shown: [string, number][];
  lines: string[];
  near: Duplex;
} {
  const far = new PassThrough();
  const sent: string[] = [];
  let writes = 0;
  const near = Duplex.from({
    readable: far,
    writable: new PassThrough().on('data', (chunk: Buffer) => {
      writes++;
      sent.push(chunk.toString('latin1'));
    }),
  });
  const shown: [string, number][] = [];
  const lines: string[] = [];
  const link = new LineLink(near, { peer: 'r5', name: '/dev/ttyX', onLine: (text, tMs) => shown.push([text, tMs]) });
  link.listen((line) => lines.push(line));
  return { far, sent, writes: () => writes, link, shown, lines, near };
}
const delivery = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
};

describe('a line link', () => {
  test('sends a line in one write and shows it with its direction and time', async () => {
    const before = Date.now();
    const { link, sent, writes, shown } = connect();
    link.send('@1 id *ABCD');
    await delivery();
    expect(sent).toEqual(['@1 id *ABCD\n']);
    expect(writes()).toBe(1);
    expect(shown.map(([text]) => text)).toEqual(['> @1 id *ABCD']);
    expect(shown[0]?.[1]).toBeGreaterThan(before - 1000);
    expect(shown[0]?.[1]).toBeLessThan(Date.now() + 1000);
  });

  test('gives received lines as they are and shows them printable', async () => {
    const { far, lines, shown } = connect();
    far.write(Buffer.from('# \x1b[31mred\r\nok\n', 'latin1'));
    await delivery();
    expect(lines).toEqual(['# \x1b[31mred', 'ok']);
    expect(shown.map(([text]) => text)).toEqual(['# \\x1b[31mred', 'ok']);
  });

  test('drops an over-long line, counts it and says so in the record', async () => {
    const { far, lines, link, shown } = connect();
    far.write(`${'x'.repeat(500)}\nok\n`);
    await delivery();
    expect(lines).toEqual(['ok']);
    expect(link.overlong).toBe(1);
    expect(shown[0]?.[0]).toMatch(/^\(over-long line dropped\) x{80}$/);
  });

  test('that is hung up says so, keeps the last unfinished line for the record, and refuses to send', async () => {
    const { far, link, shown } = connect();
    far.end('# dying');
    expect(await link.closed).toMatchObject({ code: 'LinkClosed', message: 'link to r5 over /dev/ttyX ended: the other end hung up' });
    expect(shown.map(([text]) => text)).toEqual(['# dying']);
    expect(() => link.send('id')).toThrow(expect.objectContaining({ code: 'LinkClosed' }));
  });

  test('that fails gives the reason and keeps the cause', async () => {
    const { near, link } = connect();
    const cause = new Error('EIO: i/o error, read');
    near.destroy(cause);
    expect(await link.closed).toMatchObject({ message: expect.stringContaining('ended: EIO: i/o error, read'), cause });
  });

  test('is closed any number of times', async () => {
    const { link } = connect();
    await link.close();
    await link.close();
    expect((await link.closed).message).toContain('it was closed here');
  });
});
