/** What an action throws, or `undefined`: errors of the addon are told apart by their fields. */
export function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
