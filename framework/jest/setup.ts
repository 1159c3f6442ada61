import { expect } from '@jest/globals';
import { matchers } from './matchers';

/** Runs in each suite file's context before its tests (Jest's `setupFilesAfterEnv`). */
expect.extend(matchers);
