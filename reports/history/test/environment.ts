import { TestEnvironment } from 'jest-environment-node';

/** PGlite loads itself by `import()`, which Jest's contexts do not have: it is loaded outside of them, and tests take it from there. */
class PgliteEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- what Jest runs this in has no import()
    this.global['pglite'] = require('@electric-sql/pglite') as unknown;
  }
}

export default PgliteEnvironment;
