// Who we are to GitHub: one token, or an App whose tokens are made for each owner and renewed before they die.
import { BackupError } from '../domain/errors.ts';
import type { Log } from '../system/log.ts';
import { isPaced, openClient, type GitHubAddress, type Octokit } from './client.ts';
import { credentialOf, type CredentialFor, type TokenFor } from './credential.ts';
import { explainGitHub, statusOf } from './errors.ts';

/** A GitHub App: its id (or client id) and its private key as PEM. */
export type AppKey = { id: string; privateKey: string };

/** What a token of an App may do at most. Without them it may do all that the App was granted. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** What reading repositories takes. */
export const READING: Permissions = { metadata: 'read', contents: 'read' };

/** A token that dies within so many milliseconds is not handed out any more: one request may take long. */
const MARGIN = 10 * 60_000;

export type AppOptions = GitHubAddress & {
  app: AppKey;
  /** For owners where the App is not installed. */
  token: string | undefined;
  permissions: Permissions | undefined;
  /** Is told each token that is made, before anybody uses it. */
  hide: (token: string) => void;
  now: () => Date;
  log: Log;
};

/**
 * The credentials of an App where it is installed, and the token elsewhere.
 *
 * `tokenFor` throws `denied` for an owner that has neither, with the link that installs the App; and where GitHub refuses
 * the App, its key or a permission.
 */
export function appCredentials({ token, ...options }: AppOptions): {
  tokenFor: TokenFor;
  credentialFor: CredentialFor;
} {
  const installations = new Map<string, Promise<Installation>>();
  const find = (owner: string) => {
    const key = owner.toLowerCase();
    const known = installations.get(key);
    if (known) return known;
    const found = findInstallation(owner, token !== undefined, options);
    installations.set(key, found);
    // What failed is asked again: GitHub may answer the next repository.
    found.catch(() => installations.delete(key));
    return found;
  };
  return {
    async tokenFor(owner) {
      const found = await find(owner);
      return 'token' in found ? found.token() : token;
    },
    async credentialFor(owner) {
      const found = await find(owner);
      return 'token' in found ? { kind: 'app' } : { ...credentialOf(token), ...found };
    },
  };
}

/** An App at one owner, or where it can be installed. */
type Installation = { token: () => Promise<string> } | { installAt: string };
type AppWork = Omit<AppOptions, 'token'>;

async function findInstallation(owner: string, hasToken: boolean, work: AppWork): Promise<Installation> {
  const { app, apiUrl, log } = work;
  const { createAppAuth } = await import('@octokit/auth-app');
  const auth = { appId: app.id, privateKey: app.privateKey };
  const client = await openClient({ apiUrl, paced: isPaced(apiUrl), log, auth: { authStrategy: createAppAuth, auth } });
  try {
    // For organisations too: the names of both are one set (actions/create-github-app-token does the same).
    const { data } = await client.request('GET /users/{username}/installation', { username: owner });
    return renewed(owner, data.id, client, work);
  } catch (error) {
    if (statusOf(error) !== 404) throw explainApp(error, owner);
    const installAt = await installLink(client, owner, work);
    if (!hasToken) throw notInstalled(owner, installAt);
    log.warn(`the GitHub App is not installed at ${owner} (${installAt}): the token reads what it may there`);
    return { installAt };
  }
}

/** What is said of an owner where the App is needed and not installed. */
export function notInstalled(owner: string, link: string): BackupError {
  return new BackupError('denied', `the GitHub App is not installed at ${owner}`, { hint: `Install it: ${link}` });
}

/** The page that installs the App, or at least the one where the owner sees what is installed. */
async function installLink(client: Octokit, owner: string, { serverUrl }: AppWork): Promise<string> {
  const { data } = await client.request('GET /app').catch(() => ({ data: null }));
  return data ? `${data.html_url}/installations/new` : `${serverUrl}/organizations/${owner}/settings/installations`;
}

type Made = { token: string; expiresAt: number };

function renewed(
  owner: string,
  installationId: number,
  client: Octokit,
  { permissions, hide, now }: AppWork,
): Installation {
  let made: Promise<Made> | undefined;
  const make = async (): Promise<Made> => {
    try {
      const { token, expiresAt } = (await client.auth({
        type: 'installation',
        installationId,
        refresh: true,
        ...(permissions ? { permissions } : {}),
      })) as { token: string; expiresAt: string };
      hide(token);
      return { token, expiresAt: Date.parse(expiresAt) };
    } catch (error) {
      throw explainApp(error, owner);
    }
  };
  return {
    async token(): Promise<string> {
      const last = made;
      const fresh = last && (await last.then(isFresh, () => false));
      // Whoever else has waited for the old one may have made a new one meanwhile.
      if (!fresh && made === last) made = make();
      return (await (made ?? make())).token;
    },
  };

  function isFresh({ expiresAt }: Made): boolean {
    return expiresAt - now().getTime() > MARGIN;
  }
}

function explainApp(error: unknown, owner: string): unknown {
  const status = statusOf(error);
  const said = error instanceof Error ? (error.message.split(' - https://')[0] ?? '') : '';
  const refuse = (says: string, hint: string) =>
    new BackupError('denied', `the GitHub App at ${owner}: ${says}`, { hint, cause: error });
  // What an App says of itself holds from a minute before to ten minutes after, by GitHub's clock.
  if (status === 401 && /claim \('(iat|exp)'\)/.test(said))
    return refuse('the clock of this machine is not that of GitHub (401)', 'Set the clock of this machine right.');
  if (status === 401)
    return refuse(
      'GitHub refuses its key (401)',
      'Check that `app-id` and `app-private-key` belong together, and that the key was not deleted in the settings of the App.',
    );
  if (status === 403)
    return refuse(`GitHub refuses it (403: ${said})`, `See whether ${owner} has suspended the installation.`);
  if (status === 422)
    return refuse(
      `it lacks a permission (422: ${said})`,
      'Give the App "Contents: read" and "Metadata: read", and accept the change where it is installed.',
    );
  return explainGitHub(error, { doing: `opening what ${owner} has with the GitHub App` });
}
