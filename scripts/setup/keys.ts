import { createHash, generateKeyPairSync } from 'node:crypto';
import { newKeyPair } from '../../framework/link/ssh-key-pair';

/** The pinned keys of an image: made once a build, so a board of another build is refused. */
export interface ImageKeys {
  host: {
    /** Private key in dropbear's format; it exists inside the initrd only. */
    dropbear: Uint8Array;
    /** `SHA256:…` as ssh-keygen -l prints it. */
    fingerprint: string;
  };
  login: {
    /** OpenSSH private key. */
    privateKey: string;
    /** One line for authorized_keys. */
    publicKey: string;
  };
}

export function makeKeys(): ImageKeys {
  const pair = newKeyPair('amp-hil');
  return { host: makeHostKey(), login: { privateKey: pair.private, publicKey: `${pair.public}\n` } };
}

function makeHostKey(): ImageKeys['host'] {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d, x } = privateKey.export({ format: 'jwk' });
  const seed = Buffer.from(String(d), 'base64url');
  const point = Buffer.from(String(x), 'base64url');
  const type = sshString(Buffer.from('ssh-ed25519'));
  // dropbear's file: the type, then one string of private seed and public point.
  const dropbear = Buffer.concat([type, sshString(Buffer.concat([seed, point]))]);
  const publicBlob = Buffer.concat([type, sshString(point)]);
  return { dropbear, fingerprint: fingerprintOf(publicBlob) };
}

/** OpenSSH's form: base64 without padding. */
export function fingerprintOf(publicBlob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(publicBlob).digest('base64').replace(/=+$/, '')}`;
}

function sshString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
