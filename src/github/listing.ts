// Listing what an owner has: by the one request that shows private repositories to the token at hand, every page of it.
import { BackupError } from '../domain/errors.ts';
import type { RepositoryFacts } from '../domain/selection.ts';
import type { Visibility } from '../domain/visibility.ts';
import { notInstalled } from './auth.ts';
import type { GitHub, Octokit } from './client.ts';
import type { Credential } from './credential.ts';
import { explainGitHub, statusOf } from './errors.ts';

/** The most that GitHub gives in one page. */
const PAGE = 100;

/** What an owner has, and what this kind of token may not have been shown, in words. */
export type Listing = { repositories: RepositoryFacts[]; warning: string | undefined };

/**
 * Lists the repositories of an owner that the token may see.
 *
 * @throws `not-found` for an owner that is none, `denied` for a token that is refused, `unreachable` where a page fails or
 *   is missing: what was read until then is never the list.
 */
export async function listOwner(github: GitHub, owner: string): Promise<Listing> {
  try {
    const { kind, installAt } = await github.credentialFor(owner);
    // A list of what is public would pass for all that there is.
    if (installAt !== undefined) throw notInstalled(owner, installAt);
    const client = await github.clientFor(owner);
    if (kind === 'app') return await listInstallation(client, owner);
    const { data: account } = await client.request('GET /users/{username}', { username: owner });
    const organisation = account.type === 'Organization';
    const rows = organisation
      ? await readPages(client, 'GET /orgs/{org}/repos', { org: owner, type: 'all' })
      : await listUser(client, owner, kind);
    return { repositories: unique(rows), warning: kind === 'workflow' ? onlyPublic(owner) : undefined };
  } catch (error) {
    if (statusOf(error) === 404) throw noOwner(owner, github, error);
    throw explainGitHub(error, { doing: `listing the repositories of ${owner}`, tokenPermission: 'Metadata: read' });
  }
}

function noOwner(owner: string, { serverUrl }: GitHub, cause: unknown): BackupError {
  return new BackupError('not-found', `${serverUrl} has no owner ${owner}, or the token may not see it`, {
    hint: 'Check the name of the owner, and that `api-url` is the API of GitHub.',
    cause,
  });
}

function onlyPublic(owner: string): string {
  return (
    `the workflow's own token shows only the public repositories of ${owner}, and its own. ` +
    'For the private ones give `app-id`, or a `token` that reads them.'
  );
}

/** An App sees what it was given; `total_count` proves that all of it was listed. */
async function listInstallation(client: Octokit, owner: string): Promise<Listing> {
  const pages: { total: number; selected: boolean } = { total: 0, selected: false };
  const rows = await readPages(client, 'GET /installation/repositories', {}, (data) => {
    const { total_count, repository_selection, repositories } = data as Installed;
    Object.assign(pages, { total: total_count, selected: repository_selection === 'selected' });
    return repositories;
  });
  const repositories = unique(rows);
  if (repositories.length < pages.total) throw cutShort(owner, `${repositories.length} of ${pages.total} came`);
  const warning = `the GitHub App was given ${pages.total} chosen repositories of ${owner}: others are not seen`;
  return { repositories, warning: pages.selected ? warning : undefined };
}

type Installed = { total_count: number; repository_selection?: string; repositories: Row[] };

/**
 * A user's public repositories are for everybody. Private ones are listed for the user alone, and for those who work on
 * them, with all else that they have (docs.github.com, "List repositories for the authenticated user"); and for the token of
 * a job or of an App's installation, with all else that it was given.
 */
async function listUser(client: Octokit, owner: string, kind: Credential['kind']): Promise<Row[]> {
  const open = await readPages(client, 'GET /users/{username}/repos', { username: owner, type: 'owner' });
  if (kind === 'none') return open;
  const mine =
    kind === 'personal'
      ? await readPages(client, 'GET /user/repos', { affiliation: 'owner,collaborator' })
      : await listGiven(client);
  return [...open, ...mine.filter(({ full_name }) => full_name.toLowerCase().startsWith(`${owner.toLowerCase()}/`))];
}

/** What a token was given, private or not. Where a server tells no job's token, the warning stands that it sees little. */
async function listGiven(client: Octokit): Promise<Row[]> {
  const given = readPages(client, 'GET /installation/repositories', {}, (data) => (data as Installed).repositories);
  return given.catch((error: unknown) => {
    if (statusOf(error) === 403 && /not accessible/i.test(String(error))) return [];
    throw error;
  });
}

/** The part of a repository in an answer that is of use. */
type Row = {
  id: number;
  full_name: string;
  private: boolean;
  visibility?: string;
  size?: number;
  default_branch?: string;
  archived?: boolean;
  fork: boolean;
  disabled?: boolean;
  topics?: string[];
};

async function readPages(
  client: Octokit,
  route: string,
  parameters: Record<string, string>,
  rowsIn: (data: unknown) => Row[] = (data) => data as Row[],
): Promise<Row[]> {
  const rows: Row[] = [];
  let promised = 1;
  for (let page = 1; ; page += 1) {
    const answer = await client.request(route, { ...parameters, per_page: PAGE, page });
    const { link = '', 'x-github-sso': sso = '' } = answer.headers;
    // Of a user it is about organisations that the user works for.
    if (/^partial-results/i.test(String(sso)) && 'org' in parameters) throw hiddenBySso(parameters['org'] ?? '');
    const some = rowsIn(answer.data as unknown);
    const where = `page ${page} of ${route.replace('GET ', '')}`;
    const more = /rel="next"/.test(link);
    if (!Array.isArray(some)) throw cutShort(where, 'it is no list');
    if (more && some.length === 0) throw cutShort(where, 'it is empty, and not the last');
    if (!more && page < promised) throw cutShort(where, `page ${promised} was promised`);
    rows.push(...some);
    if (!more) return rows;
    promised = lastPage(link) ?? page + 1;
  }
}

/** The number of the last page, which GitHub tells on every page but the last. */
function lastPage(link: string): number | undefined {
  const [, url] = /<([^>]+)>; rel="last"/.exec(link) ?? [];
  const page = url && URL.canParse(url) ? Number(new URL(url).searchParams.get('page')) : Number.NaN;
  return Number.isInteger(page) ? page : undefined;
}

/** GitHub answers 200 with what is left (docs.github.com, "Authenticating with a personal access token", SAML). */
function hiddenBySso(owner: string): BackupError {
  return new BackupError(
    'denied',
    `listing the repositories of ${owner}: GitHub hides some from the token (SAML SSO)`,
    {
      hint: `Authorize the token for ${owner}: Settings, Developer settings, Personal access tokens, Configure SSO.`,
    },
  );
}

function cutShort(what: string, why: string): BackupError {
  return new BackupError('unreachable', `${what}: GitHub's list was cut short (${why})`, {
    hint: 'Run it again. Nothing is taken for gone because of it.',
  });
}

/** A repository that was created while the pages were read moves others onto the next page: they come twice. */
function unique(rows: readonly Row[]): RepositoryFacts[] {
  return [...new Map(rows.map((row) => [row.id, factsOf(row)])).values()];
}

function factsOf(row: Row): RepositoryFacts {
  return {
    id: row.id,
    fullName: row.full_name,
    visibility: (row.visibility ?? (row.private ? 'private' : 'public')) as Visibility,
    // GitHub tells kilobytes.
    size: (row.size ?? 0) * 1024,
    defaultBranch: row.default_branch ?? null,
    archived: row.archived ?? false,
    fork: row.fork,
    disabled: row.disabled ?? false,
    topics: row.topics ?? [],
  };
}
