import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FAULTS, type FaultKind } from '../fault/kind';
import { docsSection, dueInDocs, faultsInDocs, withSection } from './docs-section';
import type { CheckSeen } from './judge';
import type { TrialResult } from './selftest';

const document = readFileSync(join(resolve(__dirname, '..', '..'), 'docs', 'faults.md'), 'utf8');

const results: TrialResult[] = FAULTS.map((kind, i) => ({
  faults: [kind.name],
  trial: { faults: [{ kind }], suites: [], seed: 1 },
  exit: 1,
  ms: i,
  folder: undefined,
  checks: [],
  problems: i === 0 ? ['not caught'] : [],
}));

describe('the matrix in docs/faults.md', () => {
  test('names exactly the faults of the catalogue, in its order', () => {
    expect(faultsInDocs(document)).toEqual(FAULTS.map(({ name }) => name));
  });

  test('is what the catalogue says, line by line, whatever was seen of it', () => {
    expect(dueInDocs(document)).toEqual(dueInDocs(docsSection(FAULTS, [])));
    expect(dueInDocs(document)).toHaveLength(FAULTS.length + 1);
  });

  test('shows every fault as it must be: it is written after a whole selftest without a wrong run', () => {
    expect(document).not.toContain('**no**');
    for (const { name, expect: due } of FAULTS)
      if (due !== 'survived') expect(document).toMatch(new RegExp(`\\| \`${name}\` \\|.*\\| \`\\d\\d\\.[^|]*\\| \\S.*\\| yes \\|`));
  });
});

test('A fault has been seen when its run has no problem, and not when it has one or was not made', () => {
  const seen = (of: TrialResult[]): string[] => docsSection(FAULTS, of).match(/(yes|\*\*no\*\*) \|$/gm) ?? [];
  expect(seen(results)).toEqual(FAULTS.map((_, i) => (i === 0 ? '**no** |' : 'yes |')));
  expect(new Set(seen([]))).toEqual(new Set(['**no** |']));
});

test('What caught a fault and what it was said to be is in its row, of the checks that are due, as text that breaks no table', () => {
  const [kind] = FAULTS as [FaultKind];
  const checks: CheckSeen[] = [
    { suite: '30.access', due: false, outcome: 'failed', diagnosis: ['torn'] },
    { suite: '50.coherence.handoff', due: true, outcome: 'failed', diagnosis: ['stale-line', 'a|b'] },
    { suite: '50.coherence.walk', due: false, outcome: 'passed', diagnosis: [] },
  ];
  const [result] = results as [TrialResult];
  expect(docsSection([kind], [{ ...result, problems: [], checks }])).toContain(
    '| `30.access`, `50.coherence.handoff` | stale-line; a\\|b | yes |',
  );
});

test('The matrix does not depend on how long a run took', () => {
  expect(docsSection(FAULTS, results)).toBe(
    docsSection(
      FAULTS,
      results.map((result) => ({ ...result, ms: result.ms + 1000 })),
    ),
  );
});

test('A document without a place for the matrix is refused with the lines that it needs', () => {
  expect(() => withSection('# Faults\n', 'x')).toThrow(/has no place for the matrix.*<!-- matrix/s);
});
