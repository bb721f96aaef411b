// The two sides of GitHub that a run sees: where repositories are read, and where stores are.
import type { Log } from '../system/log.ts';
import { appCredentials, READING, type AppKey } from './auth.ts';
import { openGitHub, type GitHub, type GitHubAddress, type GitHubOptions } from './client.ts';

export type SidesOptions = GitHubAddress & {
  token: string | undefined;
  app: AppKey | undefined;
  /** In a workflow its repository and its token, if that is on this GitHub. */
  own?: Own | undefined;
  /** Is told each token that is made for the App; where nothing is masked there is none to tell. */
  hide?: (token: string) => void;
  now: () => Date;
  log: Log;
};

/** `owner/name`, and the token that may do there what `permissions` of its workflow say. */
export type Own = { repository: string; token: string };

/**
 * Opens both sides: `reader` for the repositories, `github` for stores.
 *
 * The App reads with no more than it takes to read; without one the token does. What the workflow's own repository holds is
 * asked for with the workflow's token: whoever gives another one, to read, need not let it write there. Other stores are
 * opened by the App, or the token; outside of a workflow by the token, where there is one.
 */
export function openSides({ token, app, own, ...options }: SidesOptions): { github: GitHub; reader: GitHub } {
  const { serverUrl, apiUrl, log } = options;
  const open = (credentials: Pick<GitHubOptions, 'tokenFor' | 'credentialFor'>) =>
    openGitHub({ serverUrl, apiUrl, log, ...credentials });
  const byToken = open({ tokenFor: async () => token });
  const mine = own && own.token !== token ? open({ tokenFor: async () => own.token }) : byToken;
  if (!app) return { github: withOwn(byToken, own, mine), reader: byToken };
  const byApp = { ...options, app, token, hide: options.hide ?? (() => undefined) };
  return {
    github: token && !own ? byToken : withOwn(open(appCredentials({ ...byApp, permissions: undefined })), own, mine),
    reader: open(appCredentials({ ...byApp, permissions: READING })),
  };
}

function withOwn(github: GitHub, own: Own | undefined, mine: GitHub): GitHub {
  const isOwn = (name: string) => name.toLowerCase() === own?.repository.toLowerCase();
  return {
    ...github,
    clientFor: (owner, repo) => (isOwn(`${owner}/${repo}`) ? mine : github).clientFor(owner),
  };
}
