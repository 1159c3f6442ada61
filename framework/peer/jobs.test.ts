import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ALIGN_OP, BARRIER, BENCH_OP, BLOCK_WAY, INCREMENT_MODE, JOBS, packArgs, PATTERN, unpackResults, type JobName } from './jobs';

interface NativeJob {
  kind: number;
  args: string[];
  results: string[];
}

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The jobs of `native/core/jobs.def`: counts from the X-macro, names from the comment above it. */
function nativeJobs(): Record<string, NativeJob> {
  const text = readFileSync(resolve(__dirname, '../../native/core/jobs.def'), 'utf8');
  const jobs: Record<string, NativeJob> = {};
  for (const [, number, name, args, results] of text.matchAll(/^AMP_JOB\((\d+), (\w+), (\d+), (\d+)\)$/gm)) {
    const line = new RegExp(`^ \\* ${name} +(.*?) +-> (.*)$`, 'm').exec(text);
    const words = (part: string | undefined): string[] => (part ?? '').trim().split(/\s+/).map(camel);
    const job = { kind: Number(number), args: words(line?.[1]), results: words(line?.[2]) };
    expect([name, job.args.length, job.results.length]).toEqual([name, Number(args), Number(results)]);
    jobs[String(name)] = job;
  }
  return jobs;
}

/** `name = number` of an enum-like line of the C sources. */
function enumValues(file: string, prefix: string): Record<string, number> {
  const text = readFileSync(resolve(__dirname, '../../native/core', file), 'utf8');
  const values: Record<string, number> = {};
  const lines = text.matchAll(new RegExp(`\\b${prefix}(\\w+) = (\\d+)`, 'g'));
  for (const [, name, value] of lines) values[String(name)] = Number(value);
  return values;
}

describe('the two halves of the job table', () => {
  test('jobs.ts names the jobs, arguments and results of native/core/jobs.def, in its order', () => {
    expect(JOBS).toEqual(nativeJobs());
  });

  test('jobs.ts numbers the patterns and barriers as native/core does', () => {
    const { ADDRESS, RANDOM, CONSTANT, WALKING_ONE, CHECKERBOARD, INVERSE, WALKING_ZERO } = enumValues('pattern.h', 'AMP_PATTERN_');
    expect(PATTERN).toEqual({
      address: ADDRESS,
      random: RANDOM,
      constant: CONSTANT,
      walkingOne: WALKING_ONE,
      checkerboard: CHECKERBOARD,
      inverseAddress: INVERSE,
      walkingZero: WALKING_ZERO,
    });
    const { NONE, SY, OSH, ST_LD } = enumValues('barrier.h', 'AMP_BARRIER_');
    expect(BARRIER).toEqual({ none: NONE, sy: SY, osh: OSH, 'st-ld': ST_LD });
    const { READ, WRITE, COPY_IN, COPY_OUT } = enumValues('bench.c', 'OP_');
    expect(BENCH_OP).toEqual({ read: READ, write: WRITE, 'copy-in': COPY_IN, 'copy-out': COPY_OUT });
    const align = enumValues('align.c', 'OP_');
    expect(ALIGN_OP).toEqual({ read: align.READ, write: align.WRITE, set: align.SET });
    const { BLOCK, LOOP, LIBMETAL } = enumValues('blockbench.c', 'WAY_');
    expect(BLOCK_WAY).toEqual({ block: BLOCK, loop: LOOP, libmetal: LIBMETAL });
    const { PLAIN, EXCLUSIVE } = enumValues('increment.c', 'MODE_');
    expect(INCREMENT_MODE).toEqual({ plain: PLAIN, exclusive: EXCLUSIVE });
  });
});

describe('arguments and results by name', () => {
  test('arguments are packed in the order of jobs.def, whatever order they are given in', () => {
    expect(packArgs('fill', { width: 32, len: 16n, off: 8, seed: 7n, pattern: 1 })).toEqual([1n, 7n, 8n, 16n, 32n]);
  });

  test.each([
    ['nosuch', {}, /there is no job 'nosuch'.*use one of fill/s],
    ['toString', {}, /there is no job 'toString'/],
    ['ring', { ctl: 0, rounds: 1, seed: 1 }, /argument 'paced' of job ring is undefined/],
    ['ring', { ctl: 0, rounds: 1, seed: 1, paced: 0, pace: 1 }, /job ring has no argument 'pace'.*it takes ctl/s],
  ])('a job %s with %j is refused, whichever side it is for', (name, args, message) => {
    expect(() => packArgs(name as never, args as never)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    expect(() => packArgs(name as never, args as never)).toThrow(message);
  });

  test.each(Object.keys(JOBS) as JobName[])('results of %s get their names back', (name) => {
    const values = JOBS[name].results.map((_, i) => BigInt(i + 1));
    expect(Object.values(unpackResults(name, values))).toEqual(values);
  });
});
