import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { archive, file, folder, link } from './cpio';

describe('an initramfs archive', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'amp-hil-cpio-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const bytes = (): Buffer =>
    Buffer.concat(archive([file('etc/rc', '#!/bin/sh\n', 0o755), link('init', 'bin/busybox'), folder('tmp', 0o1777), file('a', '12345')]));

  test('lists parents before what is in them and ends in the trailer', () => {
    const names = [
      ...bytes()
        .toString('latin1')
        .matchAll(/070701[0-9a-f]{104}([^\0]+)\0/g),
    ].map((match) => match[1]);
    expect(names).toEqual(['a', 'etc', 'etc/rc', 'init', 'tmp', 'TRAILER!!!']);
  });

  test('keeps every header on a multiple of four bytes', () => {
    const text = bytes().toString('latin1');
    for (const match of text.matchAll(/070701[0-9a-f]{104}/g)) expect((match.index ?? 1) % 4).toBe(0);
  });

  test('is the same for the same content', () => {
    expect(bytes().equals(bytes())).toBe(true);
  });

  test('refuses a path that is there twice', () => {
    expect(() => archive([file('a', ''), file('a', '')])).toThrow(/'a' is there twice/);
  });

  // The format's other reader: busybox's or GNU's cpio, where there is one.
  const cpio = ((): boolean => {
    try {
      execFileSync('cpio', ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  (cpio ? test : test.skip)('unpacks with cpio to the same files, modes and links', () => {
    execFileSync('cpio', ['-idm', '--quiet', '--no-preserve-owner'], { cwd: dir, input: bytes() });
    expect(readFileSync(join(dir, 'etc/rc'), 'utf8')).toBe('#!/bin/sh\n');
    expect(statSync(join(dir, 'etc/rc')).mode & 0o7777).toBe(0o755);
    expect(readlinkSync(join(dir, 'init'))).toBe('bin/busybox');
    expect(statSync(join(dir, 'tmp')).isDirectory()).toBe(true);
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('12345');
  });
});
