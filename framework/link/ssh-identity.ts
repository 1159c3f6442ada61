import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { utils } from 'ssh2';
import { ConfigError } from '../errors/errors';

/** What ssh2 logs in with: a private key or the user's ssh-agent. Never a password. */
export type Login = { privateKey: Buffer } | { agent: string };

/** `identity` is a path, relative ones of the project's root; absent: the ssh-agent at SSH_AUTH_SOCK. */
export function loginOf(identity: string | undefined, root: string, environment: NodeJS.ProcessEnv = process.env): Login {
  if (identity === undefined) {
    const agent = environment.SSH_AUTH_SOCK;
    if (agent) return { agent };
    throw new ConfigError('no identity is declared and no ssh-agent is running (SSH_AUTH_SOCK is not set)', {
      fix: 'give identity in the board file, or start an ssh-agent and add the key to it',
    });
  }
  const path = resolve(root, identity);
  let privateKey: Buffer;
  try {
    privateKey = readFileSync(path);
  } catch (error) {
    throw new ConfigError(`the identity '${path}' cannot be read`, {
      cause: error,
      fix: `correct identity in the board file, or build the board's image (npm run setup)`,
    });
  }
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) {
    const locked = /passphrase|encrypted/i.test(parsed.message);
    throw new ConfigError(`the identity '${path}' ${locked ? 'is protected by a passphrase' : `is not a private key: ${parsed.message}`}`, {
      cause: parsed,
      fix: locked ? 'add it to your ssh-agent and leave identity out' : 'make one with ssh-keygen -t ed25519',
    });
  }
  return { privateKey };
}
