import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRecord } from '../../framework/record/reader';
import type { RecordEvent } from '../../framework/record/schema';
import { SAMPLE_EVENTS, sampleRun } from '../view/sample-record';
import { viewRun } from '../view/run-view';
import { renderPage } from './page';
import { CHARTED_EVENTS } from './sample-charts';

describe('the page of a run', () => {
  let run: ReturnType<typeof sampleRun>;
  let page: string;
  const render = (folder: string): string => renderPage(viewRun(readRecord(folder)));

  beforeAll(() => {
    run = sampleRun(CHARTED_EVENTS);
    page = render(run.folder);
  });
  afterAll(() => run.remove());

  test('begins with the result, the board and that it is emulated', () => {
    expect(page.replace(/\s+/g, ' ')).toMatch(
      /<header class="fail"> <p class="word">FAIL<\/p>.*<h1>sim <span class="emulated">emulated<\/span><\/h1>/,
    );
  });

  test('asks for nothing from anywhere', () => {
    expect(page).not.toMatch(/(src|href|xlink:href)="(?!#|data:)/);
    expect(page).not.toMatch(/@import|url\((?!#)/);
    expect(page).toContain("default-src 'none'");
  });

  test('shows what came from a board or a test as text, never as markup', () => {
    expect(page).toContain('reads &#60;fast&#62; &#38; &#34;well&#34;');
    expect(page).toContain('# mpu: region 5 &#60;base&#62;\\x1b[31m');
    expect(page).not.toContain('<base>');
    expect(page).not.toContain('\u001b');
  });

  test('is the same, byte for byte, whenever it is made from one record', () => {
    expect(render(run.folder)).toBe(page);
  });

  test('has a chart of a side by block size, with its points for who hovers, and a table that can be saved', () => {
    expect(page).toContain('id="bandwidth-r5"');
    const points = JSON.parse(
      (/id="bandwidth-r5".*?data-points="([^"]*)"/s.exec(page)?.[1] ?? '[]').replaceAll('&#34;', '"'),
    ) as unknown[][];
    expect(points.map((point) => point[2])).toEqual([
      'read: 64.0 MB/s, 64 B at 64 bits, n 8 (emulated)',
      'read: 4096 MB/s, 4 KiB at 64 bits, n 8 (emulated)',
      'read, loaded: 32.0 MB/s, 64 B at 64 bits, n 8 (emulated)',
      'read, loaded: 2048 MB/s, 4 KiB at 64 bits, n 8 (emulated)',
    ]);
    expect(points.every(([left, top]) => Number(left) >= 0 && Number(left) <= 760 && Number(top) >= 0 && Number(top) <= 380)).toBe(true);
    // Twice the bandwidth is higher on the page.
    expect(Number(points[1]?.[1])).toBeLessThan(Number(points[3]?.[1]));
    const csv = Buffer.from(
      /download="bandwidth.csv"\s+href="data:text\/csv;charset=utf-8;base64,([^"]*)"/.exec(page)?.[1] ?? '',
      'base64',
    ).toString();
    expect(csv.split('\r\n').slice(0, 3)).toEqual([
      '\ufeffboard,run,emulated,side,operation,width (bit),block (B),load,median MB/s,low 95 %,high 95 %,n,result',
      'sim,20261124-0712-a1b2,emulated,linux,read,32,4096,alone,61.234,,,400,pass',
      'sim,20261124-0712-a1b2,emulated,r5,read,64,64,alone,64,,,8,none',
    ]);
  });

  test('has the tail of round trips, up to the slowest, and what timed them', () => {
    expect(page).toContain('4 B: 99.000 % within 401 µs');
    expect(page).toContain('4 B: 802 µs, the slowest of 1000');
    expect(page).toContain('linux-r5: timed by CNTVCT_EL0, 1.00 MHz, least step 1000 ns, a stamp takes 2000 ns');
  });

  test('has the messages through rings, one way and both, with the messages a second', () => {
    expect(page).toContain('16 slots, both ways: 40.0 MB/s, 64 B a message');
    const csv = Buffer.from(
      /download="streaming.csv"\s+href="data:text\/csv;charset=utf-8;base64,([^"]*)"/.exec(page)?.[1] ?? '',
      'base64',
    ).toString();
    expect(csv.split('\r\n').slice(1, 4)).toEqual([
      'sim,20261124-0712-a1b2,emulated,linux-r5,64,16,one,50,781250,8,none',
      'sim,20261124-0712-a1b2,emulated,linux-r5,1024,16,one,90,87891,8,none',
      'sim,20261124-0712-a1b2,emulated,linux-r5,64,16,both at once,40,625000,8,none',
    ]);
  });

  test('has limits with their margin, the narrowest first', () => {
    const csv = Buffer.from(
      /download="limits.csv"\s+href="data:text\/csv;charset=utf-8;base64,([^"]*)"/.exec(page)?.[1] ?? '',
      'base64',
    ).toString();
    expect(csv.split('\r\n').map((line) => line.split(',')[3])).toEqual([
      'measurement',
      'pair.rtt.4',
      'r5.read.32.4096',
      'linux.read.32.4096',
      undefined,
    ]);
  });

  test('of a board that was never acquired says so, and has no section of what there is not', () => {
    const lost = sampleRun([SAMPLE_EVENTS[0] as RecordEvent, SAMPLE_EVENTS.at(-1) as RecordEvent]);
    try {
      const empty = render(lost.folder);
      expect(empty).toContain('the board was not acquired');
      expect(empty).not.toMatch(/id="(bandwidth|latency|ordering|limits|problems)"/);
    } finally {
      lost.remove();
    }
  });
});
