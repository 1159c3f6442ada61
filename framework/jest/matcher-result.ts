export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** Of a result that is about nothing neither the expectation nor its `.not` holds. */
export function untested(context: unknown, message: string): MatcherResult {
  return { pass: (context as { isNot?: boolean } | undefined)?.isNot === true, message: () => message };
}
