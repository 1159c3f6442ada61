import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printPdf } from './print-pdf';

describe('a page', () => {
  let folder: string;
  let page: string;
  const pdf = (): string => join(folder, 'page.pdf');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'amp-hil-print-'));
    page = join(folder, 'page with a blank.html');
    writeFileSync(page, '<!doctype html><title>x</title><p>printed</p>');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is printed to PDF by the Chromium that is in PATH', async () => {
    expect(await printPdf(page, pdf())).toEqual({ path: pdf() });
    expect(readFileSync(pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  }, 90_000);

  test('is not, where there is none, and what to do is said', async () => {
    expect(await printPdf(page, pdf(), () => undefined)).toEqual({
      why: expect.stringMatching(/no Chromium in PATH \(chromium, .*install one/),
    });
  });

  test('is not, where the browser ends and has printed nothing, also when there was an earlier one', async () => {
    const browser = join(folder, 'silent');
    writeFileSync(browser, '#!/bin/sh\nexit 0\n');
    chmodSync(browser, 0o755);
    writeFileSync(pdf(), 'earlier');
    expect(await printPdf(page, pdf(), () => browser)).toEqual({ why: expect.stringMatching(/printed nothing/) });
  });

  test('is not, where the browser fails, and what it said last is told', async () => {
    const browser = join(folder, 'chromium');
    writeFileSync(browser, '#!/bin/sh\necho first >&2\necho no display >&2\nexit 1\n');
    chmodSync(browser, 0o755);
    expect(await printPdf(page, pdf(), () => browser)).toEqual({ why: expect.stringMatching(/could not print .*: no display$/) });
  });
});
