// The two sides of GitHub that a run sees: where repositories are read, and where stores and issues are written.
import type { Log } from '../system/log.ts';
import { appCredentials, READING, type AppKey } from './auth.ts';
import { openGitHub, type GitHub, type GitHubAddress, type GitHubOptions } from './client.ts';

export type SidesOptions = GitHubAddress & {
  token: string | undefined;
  app: AppKey | undefined;
  /** Is told each token that is made for the App; where nothing is masked there is none to tell. */
  hide?: (token: string) => void;
  now: () => Date;
  log: Log;
};

/**
 * Opens both sides. Without an App they are one. With one, the App reads the repositories with no more than it takes to
 * read, and the token, which in a workflow may write its own repository, is for all else; without a token the App is.
 */
export function openSides({ token, app, ...options }: SidesOptions): { github: GitHub; reader: GitHub } {
  const { serverUrl, apiUrl, log } = options;
  const open = (credentials: Pick<GitHubOptions, 'tokenFor' | 'credentialFor'>) =>
    openGitHub({ serverUrl, apiUrl, log, ...credentials });
  const byToken = open({ tokenFor: async () => token });
  if (!app) return { github: byToken, reader: byToken };
  const byApp = { ...options, app, token, hide: options.hide ?? (() => undefined) };
  return {
    github: token ? byToken : open(appCredentials({ ...byApp, permissions: undefined })),
    reader: open(appCredentials({ ...byApp, permissions: READING })),
  };
}
