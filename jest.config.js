'use strict';
/* eslint-disable @typescript-eslint/no-require-imports -- Jest reads its configuration before anything that reads ES modules is loaded */

// Jest loads the reporter, which is TypeScript, with a plain require.
require('./framework/loader/register');

// `2>&1 | head`: a reader that has gone must not end a run, and Jest writes its first line before anything else of ours is loaded.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
};
const common = {
  rootDir: __dirname,
  transform,
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/reports/out', '<rootDir>/native/addon/build'],
};
const sources = ['framework', 'reports', 'boards', 'scripts', 'native'].map((folder) => `<rootDir>/${folder}`);

/** @type {import('jest').Config} */
// One board, one Jest process: files run one after the other, in this process, so that the rig is kept across them.
module.exports = {
  maxWorkers: 1,
  // Longer than any procedure's own deadline, which says more than Jest's. Jest does not look at a project's own figure.
  testTimeout: 120_000,
  testSequencer: '<rootDir>/framework/jest/sequencer.ts',
  reporters: ['default', '<rootDir>/framework/jest/reporter.ts'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      roots: sources,
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['\\.board\\.test\\.ts$', '<rootDir>/build'],
    },
    {
      ...common,
      displayName: 'board',
      roots: sources,
      testMatch: ['**/*.board.test.ts'],
    },
    {
      ...common,
      displayName: 'suites',
      roots: ['<rootDir>/suites'],
      testMatch: ['**/*.test.ts'],
      testEnvironment: '<rootDir>/framework/jest/environment.ts',
      setupFilesAfterEnv: ['<rootDir>/framework/jest/setup.ts'],
      globalTeardown: '<rootDir>/framework/jest/global-teardown.ts',
    },
  ],
};
