import { expect, test } from '@jest/globals';
import { utils } from 'ssh2';
import { newKeyPair } from './ssh-key-pair';

test('a thousand key pairs can all be read again', () => {
  for (let i = 0; i < 1000; i++) expect(utils.parseKey(newKeyPair().private)).not.toBeInstanceOf(Error);
});

test('the comment is in the public key', () => {
  expect(newKeyPair('amp-hil').public).toMatch(/^ssh-ed25519 \S+ amp-hil$/);
});
