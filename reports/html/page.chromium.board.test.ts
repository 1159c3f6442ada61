import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { sampleRun } from '../view/sample-record';
import { writeReports } from '../write-reports';
import { CHARTED_EVENTS } from './sample-charts';

/** Where Debian has it; `npm test` installs it. */
const CHROMIUM = '/usr/bin/chromium';
const SHOTS = resolve(__dirname, '../../build/logs');

describe('the page of a run in a browser', () => {
  let browser: Browser;
  let page: Page;
  let run: ReturnType<typeof sampleRun>;
  /** Whatever a reader would not want: errors on the console, requests for anything but the page itself. */
  const unwanted: string[] = [];

  beforeAll(async () => {
    expect(`${CHROMIUM} ${existsSync(CHROMIUM) ? 'is there' : 'is missing: apt-get install chromium'}`).toMatch(/is there/);
    run = sampleRun(CHARTED_EVENTS);
    await writeReports(run.folder);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
    const url = pathToFileURL(join(run.folder, 'report.html')).href;
    page.on('console', (message) => message.type() === 'error' && unwanted.push(message.text()));
    page.on('pageerror', (error) => unwanted.push(error.message));
    page.on('request', (request) => request.url() !== url && !request.url().startsWith('data:') && unwanted.push(request.url()));
    await page.goto(url);
  }, 60_000);
  afterAll(async () => {
    // Where it did not even start, that is what is to be told.
    await (browser as Browser | undefined)?.close();
    (run as typeof run | undefined)?.remove();
  });

  const plot = () => page.locator('#bandwidth-r5 .plot svg');

  test('shows the result and links to each of its sections, which are there', async () => {
    expect(await page.locator('header .word').textContent()).toBe('FAIL');
    for (const link of await page.locator('nav a').all()) {
      const id = (await link.getAttribute('href')) ?? '';
      await link.click();
      expect(await page.locator(`section${id}`).count()).toBe(1);
      expect(page.url().endsWith(id)).toBe(true);
    }
  });

  test('says what a point of a chart is to who points at it, and nothing beside it', async () => {
    const points = JSON.parse((await page.locator('#bandwidth-r5 .plot').getAttribute('data-points')) ?? '[]') as [
      number,
      number,
      string,
    ][];
    await plot().scrollIntoViewIfNeeded();
    const box = (await plot().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [left, top, text] = points[1] as [number, number, string];
    await page.mouse.move(box.x + (left * box.width) / 760 + 3, box.y + (top * box.height) / 380 - 3);
    expect(await page.locator('#tip').textContent()).toBe(text);
    expect(await page.locator('#tip').isVisible()).toBe(true);
    await page.mouse.move(box.x + 3, box.y + 3);
    expect(await page.locator('#tip').isVisible()).toBe(false);
  });

  test('enlarges the part of a chart that is framed, and shows all of it again at a double click', async () => {
    const box = (await plot().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + 100, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 120);
    await page.mouse.up();
    const [, , width] = ((await plot().getAttribute('viewBox')) ?? '').split(' ').map(Number);
    expect(width).toBeLessThan(400);
    await plot().dblclick();
    expect(await plot().getAttribute('viewBox')).toBe('0 0 760 380');
  });

  test('saves a table as CSV', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#bandwidth .save').first().click()]);
    expect(download.suggestedFilename()).toBe('bandwidth.csv');
  });

  test('is dark where a reader wants it so, and is kept as a picture of both', async () => {
    mkdirSync(SHOTS, { recursive: true });
    const colour = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.screenshot({ path: join(SHOTS, 'report-light.png'), fullPage: true });
    const light = await colour();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: join(SHOTS, 'report-dark.png'), fullPage: true });
    expect(await colour()).not.toBe(light);
  });

  test('has said nothing on the console, and asked for nothing', () => {
    expect(unwanted).toEqual([]);
  });
});
