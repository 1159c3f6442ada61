import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';

/** The lint rules that keep the architecture, tried on snippets. ESLint's configuration is an ES module, which Jest cannot load: a child does. */

const root = resolve(__dirname, '..', '..');

const CHILD = `
const { ESLint } = require('eslint');
const { disableTypeChecked } = require('typescript-eslint').configs;
const untyped = { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } };
const asked = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
(async () => {
  const eslint = new ESLint({ overrideConfig: [disableTypeChecked, untyped], ruleFilter: ({ ruleId }) => ruleId === 'import-x/no-restricted-paths' });
  const typed = new ESLint();
  const messages = [];
  for (const { filePath, code } of asked.snippets) messages.push((await eslint.lintText(code, { filePath })).flatMap((r) => r.messages.map((m) => m.message)));
  const rules = [];
  for (const file of asked.files) rules.push((await typed.calculateConfigForFile(file)).rules);
  process.stdout.write(JSON.stringify({ messages, rules }));
})();`;

const FORBIDDEN: readonly [file: string, imported: string][] = [
  ['suites/99.new.test.ts', '../framework/board/rig'],
  ['suites/99.new.test.ts', '../reports/write-reports'],
  ['suites/99.new.test.ts', '../boards/sim/board'],
  ['boards/sim/board.ts', '../../framework/board/define-board'],
  ['reports/new/page.ts', '../../framework/board/rig'],
  ['reports/new/page.ts', '../../framework/cli/main'],
  ['framework/record/new.ts', '../../reports/write-reports'],
  ['framework/jest/new.ts', '../../reports/write-reports'],
  ['framework/board/power/new.ts', '../../jest/bridge'],
  ['framework/record/new.ts', '../cli/main'],
  ['framework/peer/new.ts', '../../suites/10.identity.test'],
];

const ALLOWED: readonly [file: string, imported: string][] = [
  ['suites/99.new.test.ts', '../framework'],
  ['boards/sim/board.ts', '../../framework'],
  ['boards/sim/image/new.ts', '../../../framework/board/declaration'],
  ['reports/new/page.ts', '../../framework/record/reader'],
  ['reports/new/page.ts', '../../framework/errors/errors'],
  ['framework/cli/new.ts', '../../reports/write-reports'],
  ['framework/jest/new.ts', '../board/rig'],
  ['framework/index.ts', './jest/use-rig'],
];

const CHECKED = [
  'framework/board/rig.ts',
  'suites/10.identity.test.ts',
  'boards/sim/board.ts',
  'reports/write-reports.ts',
  'scripts/main.ts',
];

let answer: { messages: string[][]; rules: Record<string, [number]>[] };

beforeAll(() => {
  const snippets = [...FORBIDDEN, ...ALLOWED].map(([filePath, imported]) => ({ filePath, code: `import '${imported}';\n` }));
  const child = spawnSync(process.execPath, ['-e', CHILD], {
    cwd: root,
    input: JSON.stringify({ snippets, files: CHECKED }),
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (child.status !== 0) throw new Error(child.stderr);
  answer = JSON.parse(child.stdout) as typeof answer;
}, 40_000);

describe('the import direction', () => {
  test.each(FORBIDDEN.map(([file, imported], i) => ({ file, imported, i })))('forbids $file to import $imported', ({ i }) => {
    expect(answer.messages[i]).toEqual([expect.stringContaining('restricted zone')]);
  });

  test.each(ALLOWED.map(([file, imported], i) => ({ file, imported, i: FORBIDDEN.length + i })))(
    'allows $file to import $imported',
    ({ i }) => {
      expect(answer.messages[i]).toEqual([]);
    },
  );
});

describe('the lint rules', () => {
  test.each(CHECKED.map((file, i) => ({ file, i })))('make a floating promise and an any an error in $file', ({ i }) => {
    expect(answer.rules[i]?.['@typescript-eslint/no-floating-promises']?.[0]).toBe(2);
    expect(answer.rules[i]?.['@typescript-eslint/no-explicit-any']?.[0]).toBe(2);
  });
});
