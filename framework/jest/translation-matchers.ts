import { translationText } from '../shm/translation-cause';
import { wrongAnswers, type TranslationCheck } from '../shm/translation-check';
import { untested, type MatcherResult } from './matcher-result';

export const translationMatchers = {
  /** Every offset and address that a side was asked for is translated as the declared page table says, or refused where that has none. */
  toTranslateAsDeclared(this: unknown, check: TranslationCheck): MatcherResult {
    if (check.answers.length === 0) return untested(this, 'nothing was asked for, so nothing was tested');
    const pass = wrongAnswers(check.answers).length === 0;
    return {
      pass,
      message: () => (pass ? `expected a wrong translation, all ${check.answers.length} are as declared` : translationText(check)),
    };
  },
};
