import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { make, run } from './build';

const OUT = resolve(__dirname, '../../../build/native-test/firmware');
const tests = readdirSync(__dirname)
  .filter((name) => name.endsWith('_test.c'))
  .map((name) => name.replace(/\.c$/, ''));

describe('the firmware under the address and undefined-behaviour sanitisers', () => {
  beforeAll(() => make(['-j2', '-C', __dirname, `OUT=${OUT}`, 'build']), 120_000);

  test.each(tests)('%s passes', (name) => expect(run(join(OUT, name), [])).toMatch(/\w+: \d+/), 60_000);
});
