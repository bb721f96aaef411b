// For tests that ask nothing of GitHub: one that answers nobody, and the world of a store that needs none.
import type { GitHub } from '../../src/github/client.ts';

const ADDRESS = { serverUrl: 'https://github.com', apiUrl: 'https://api.github.com' };

/** Throws where it is asked for anything: no test of this kind may reach the network. */
export const noGitHub: GitHub = {
  ...ADDRESS,
  tokenFor: async () => undefined,
  credentialFor: async () => ({ kind: 'none' }),
  clientFor: async () => {
    throw new Error('this test has no GitHub');
  },
  seen: { tokenExpires: undefined, budget: undefined, requests: 0 },
};

/** The same for a git server: it has a token for that server, and no API. */
export function tokenOnly({ serverUrl, token }: { serverUrl: string; token: string | undefined }): GitHub {
  return { ...noGitHub, serverUrl, tokenFor: async () => token };
}

/** What opening a store takes beside its address, for stores that need neither GitHub nor room for files. */
export const storeWorld = {
  cwd: '/',
  env: {},
  now: () => new Date(),
  github: noGitHub,
  scratch: '/nonexistent',
  log: { info: () => undefined, warn: () => undefined, progress: () => undefined },
};
