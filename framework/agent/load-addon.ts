import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigError } from '../errors/errors';
import type { Addon } from './addon';

/** Where the addon may be, in order: beside the bundled agent on a board, or where `npm run setup` puts it in the project. */
function candidates(): string[] {
  return [join(__dirname, 'amp_hil.node'), join(__dirname, '../../build/addon', process.arch, 'amp_hil.node')];
}

/**
 * Loads the native addon: from `AMP_HIL_ADDON` when it is set, else from `path`, else from the first of the usual places that has it.
 * Throws `ConfigError` when there is none, or when the one there does not load on this machine.
 */
export function loadAddon(path?: string): Addon {
  const named = process.env['AMP_HIL_ADDON'] ?? path;
  const places = named === undefined ? candidates() : [named];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) {
    throw new ConfigError(`the native addon is not at ${places.map((place) => `'${place}'`).join(' or ')}`, { fix: 'run npm run setup' });
  }
  try {
    // Not a plain require: that is the bundler's in the agent and the test runner's in a test.
    return createRequire(__filename)(found) as Addon;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`the native addon '${found}' does not load on ${process.arch}: ${why}`, { cause, fix: 'run npm run setup' });
  }
}
