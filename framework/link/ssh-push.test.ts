import { expect, test } from '@jest/globals';
import type { SFTPWrapper } from 'ssh2';
import { pushBySftp } from './ssh-push';

type Callback = (error?: Error | null) => void;

/** A server that does what it is asked in order, each as one entry of `asked`; writes wait while it is `busy`, or fail. */
function server(how: { onWrite?: (n: number) => void; fails?: boolean; answers?: boolean } = {}): { sftp: SFTPWrapper; asked: string[] } {
  const { onWrite, fails = false, answers = true } = how;
  const asked: string[] = [];
  let writes = 0;
  const answer = (what: string, callback: Callback): void => {
    asked.push(what);
    setImmediate(callback);
  };
  const sftp = {
    open: (_: string, __: string, ___: unknown, callback: (error: null, handle: Buffer) => void) =>
      answer('open', () => callback(null, Buffer.from('h'))),
    write: (_: Buffer, __: Buffer, ___: number, ____: number, _____: number, callback: Callback) => {
      asked.push('write');
      onWrite?.(++writes);
      if (answers) setImmediate(callback, fails ? new Error('no space left') : null);
    },
    fchmod: (_: Buffer, __: number, callback: Callback) => answer('fchmod', () => callback(null)),
    close: (_: Buffer, callback: Callback) => answer('close', () => callback(null)),
    ext_openssh_rename: (_: string, __: string, callback: Callback) => answer('rename', () => callback(null)),
    unlink: (_: string, callback: Callback) => answer('unlink', () => callback(null)),
  };
  return { sftp: sftp as unknown as SFTPWrapper, asked };
}

const PIECES = 200;
const bytes = new Uint8Array(PIECES * 32 * 1024);
const count = (asked: string[], what: string): number => asked.filter((one) => one === what).length;

test('a push over SFTP renames the file when all of it was written', async () => {
  const { sftp, asked } = server();
  await pushBySftp(sftp, bytes, '/a', 0o644);
  expect([count(asked, 'write'), asked.slice(-3)]).toEqual([PIECES, ['fchmod', 'close', 'rename']]);
});

test.each([
  ['that goes on', true],
  ['that has stopped answering', false],
])('a cancelled push to a server %s sends nothing more, never renames, and removes what lies there', async (_, answers) => {
  const stop = new AbortController();
  const { sftp, asked } = server({ answers, onWrite: (n) => (n === 32 ? stop.abort() : undefined) });
  await expect(pushBySftp(sftp, bytes, '/a', 0o644, stop.signal)).rejects.toMatchObject({ code: 'Cancelled' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(count(asked, 'write')).toBeLessThan(PIECES);
  expect([count(asked, 'rename'), count(asked, 'unlink')]).toEqual([0, 1]);
});

test('a push that fails removes what lies there, and says why it failed', async () => {
  const { sftp, asked } = server({ fails: true });
  await expect(pushBySftp(sftp, bytes, '/a', 0o644)).rejects.toMatchObject({
    code: 'UioError',
    message: expect.stringContaining('no space left'),
  });
  expect([count(asked, 'rename'), count(asked, 'unlink')]).toEqual([0, 1]);
});
