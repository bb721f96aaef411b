// Who we are: the token, or a GitHub App, told apart and checked before anything is asked of GitHub.
import { createPrivateKey } from 'node:crypto';
import type { AppKey } from '../github/auth.ts';
import type { Problems } from './problems.ts';

/** Reads `app-id` and `app-private-key`; undefined where there is no App. */
export function readApp(text: (input: string) => string, problems: Problems): AppKey | undefined {
  const id = text('app-id');
  // Secrets are often kept on one line.
  const privateKey = text('app-private-key').replaceAll(String.raw`\n`, '\n');
  if (!id && !privateKey) return undefined;
  if (!id) problems.add('app-id', 'it is missing, and app-private-key is given', '123456');
  else if (!/^[A-Za-z0-9._-]+$/.test(id)) problems.add('app-id', 'it is not the id of an App', '123456');
  if (!privateKey) problems.note(`app-private-key: it is missing, and app-id is given`, KEY);
  else if (!isPrivateKey(privateKey)) problems.note('app-private-key: it is not a private key', KEY);
  // A job's own token is no contradiction: it is always there, and stores are written with it.
  const token = text('token');
  if (token && !token.startsWith('ghs_')) {
    problems.note(
      'token and app-id: both say who reads the repositories',
      "Give one of them. A workflow's own token may stay beside an App.",
    );
  }
  return { id, privateKey };
}

const KEY = 'Give the whole PEM file of the key, from a secret (command line: REPO_BACKUP_APP_PRIVATE_KEY).';

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
