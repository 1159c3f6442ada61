import { utils } from 'ssh2';
import { ConfigError } from '../errors/errors';

const MOST_TRIES = 20;

export interface KeyPair {
  /** OpenSSH private key. */
  private: string;
  /** One line for authorized_keys. */
  public: string;
}

/**
 * A new ed25519 key pair in OpenSSH's form. ssh2 1.17 writes about one private key in two hundred so that it cannot be read again (a leading zero
 * byte is lost), so each is read back before it is given out.
 */
export function newKeyPair(comment = ''): KeyPair {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const pair = utils.generateKeyPairSync('ed25519', { comment });
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair;
  }
  throw new ConfigError(`ssh2 made ${MOST_TRIES} ed25519 keys in a row that it cannot read`, { fix: 'reinstall the npm packages: npm ci' });
}
