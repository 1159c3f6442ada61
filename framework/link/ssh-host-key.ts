import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BoardUnavailable, ConfigError } from '../errors/errors';

const FINGERPRINT = /SHA256:[A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])/;

/** The pinned fingerprint: as declared, or out of the declared file. Relative paths are of the project's root. */
export function pinnedFingerprint(hostKey: string, root: string): string {
  if (hostKey.startsWith('SHA256:')) {
    const declared = FINGERPRINT.exec(hostKey)?.[0];
    if (declared === hostKey.replace(/=+$/, '')) return declared;
    throw new ConfigError(`hostKey '${hostKey}' is not a SHA256 fingerprint`, {
      fix: 'it is SHA256: and 43 characters, as ssh-keygen -lf shows it',
    });
  }
  const path = resolve(root, hostKey);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`hostKey names the file '${path}', which cannot be read`, {
      cause: error,
      fix: `build the board's image first (npm run setup), or give the fingerprint itself: SHA256:…`,
    });
  }
  const found = FINGERPRINT.exec(text)?.[0];
  if (found) return found;
  throw new ConfigError(`the hostKey file '${path}' holds no SHA256 fingerprint`, {
    fix: `fill it from ssh-keygen -lf on the board's public host key`,
  });
}

/** Fingerprint of a host key as it came over the wire, in OpenSSH's form. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Type of a host key as it came over the wire, e.g. `ssh-ed25519`: its first length-prefixed string. */
export function keyTypeOf(key: Buffer): string {
  return key.length < 4 ? '?' : key.toString('latin1', 4, 4 + Math.min(key.readUInt32BE(0), 64));
}

export function hostKeyMismatch(where: string, expected: string, key: Buffer): BoardUnavailable {
  return new BoardUnavailable(`${where} has another host key: expected ${expected}, got ${fingerprintOf(key)} (${keyTypeOf(key)})`, {
    fix: 'is this the right board? If it was set up anew, check the new fingerprint at its console and put it into hostKey of the board file',
  });
}
