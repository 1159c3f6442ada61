import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readRecord } from '../../framework/record/reader';
import { SAMPLE_EVENTS, sampleRun } from '../view/sample-record';
import { viewRun, type RunView } from '../view/run-view';
import { measurementsCsv, measurementsJson } from './measurements';

let run: ReturnType<typeof sampleRun>;
let view: RunView;
beforeAll(() => {
  const precise = { level: 0.95, interval: { low: 60, high: 62.5 }, wanted: 0.05, reached: true };
  const clock = { source: 'CNTVCT_EL0', hz: 62.5e6, resolution: 1, overhead: 2 };
  run = sampleRun(
    SAMPLE_EVENTS.map((event) =>
      event.type === 'measurement' && event.id === 'linux.read.32.4096'
        ? { ...event, unit: '=cmd|x', quantiles: { p99: 70, max: 80.5, p50x: 1 }, precision: precise, clock }
        : event,
    ),
  );
  view = viewRun(readRecord(run.folder));
});
afterAll(() => run.remove());

test('the CSV has a row a measurement, with board, run and label, and no formula', () => {
  expect(measurementsCsv(view).split('\r\n')).toEqual([
    'board,run,emulated,measurement,unit,median,low,high,level,precise,n,min,p10,p90,p99,p99.9,max,p50x,limit min,limit max,result,clock,clock hz',
    "sim,20261124-0712-a1b2,emulated,linux.read.32.4096,'=cmd|x,61.234,60,62.5,0.95,yes,400,,,,70,,80.5,1,40,,pass,CNTVCT_EL0,62500000",
    'sim,20261124-0712-a1b2,emulated,pair.rtt.4,us,1234.5,,,,,10,,,,,,,,,2,fail,,',
    '',
  ]);
});

test('the JSON has the same figures', () => {
  const { measurements, ...of } = JSON.parse(measurementsJson(view)) as { measurements: Record<string, unknown>[] };
  expect(of).toEqual({
    board: 'sim',
    run: '20261124-0712-a1b2',
    emulated: true,
    profile: 'smoke',
    seed: 7,
    started: '2026-11-24T07:12:00.000Z',
  });
  expect(measurements).toMatchObject([
    { id: 'linux.read.32.4096', median: 61.234, n: 400, limits: { min: 40 }, result: 'pass', precision: { reached: true } },
    { id: 'pair.rtt.4', unit: 'us', median: 1234.5, limits: { max: 2 }, result: 'fail' },
  ]);
});
