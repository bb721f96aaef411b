// The lab's GitHub behaves as GitHub does where our code would notice: the real Octokit and stock git are the judges.
import { expect, test } from 'vitest';
import { openGitHub } from '../../../src/github/client.ts';
import { answer, changeJson, cutAfter, slowDown, truncateAt } from '../faults.ts';
import { git, refsOf } from '../inspection.ts';
import { temporaryFolder } from '../temp.ts';
import { startGitHub } from './github.ts';
import type { LabGitHub } from './github.ts';

const quiet = { info: () => undefined, warn: () => undefined, progress: () => undefined };

function clientOf(github: LabGitHub, token = github.settings.token) {
  const { url: serverUrl, apiUrl } = github;
  return openGitHub({ serverUrl, apiUrl, tokenFor: async () => token, log: quiet }).clientFor('acme');
}

const names = (repositories: readonly { full_name: string }[]) => repositories.map((one) => one.full_name);

async function clone(github: LabGitHub, name: string, token = github.settings.token ?? '') {
  const folder = await temporaryFolder();
  const header = `http.extraHeader=Authorization: Basic ${btoa(`x-access-token:${token}`)}`;
  const path = folder.join('copy.git');
  const { code, stderr } = await git(folder.path, [
    '-c',
    header,
    'clone',
    '-q',
    '--mirror',
    `${github.url}/${name}`,
    path,
  ]);
  return { path, code, stderr: stderr.toString(), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('one repository is the same in REST, in GraphQL and in git', async () => {
  await using github = await startGitHub();
  const app = await github.addRepository('acme/app', { private: true, topics: ['tier-1'], size: 12, archived: true });
  const tip = await app.git.commit();
  const octokit = await clientOf(github);
  const { data } = await octokit.rest.repos.get({ owner: 'acme', repo: 'app' });
  expect(data).toMatchObject({
    id: app.id,
    node_id: app.nodeId,
    private: true,
    topics: ['tier-1'],
    size: 12,
    archived: true,
  });
  const asked = await octokit.graphql(
    `query($id: ID!) { nodes(ids: [$id]) { ... on Repository { databaseId nameWithOwner pushedAt isPrivate isArchived
       defaultBranchRef { target { oid } } repositoryTopics(first: 5) { nodes { topic { name } } } } }
       rateLimit { remaining } }`,
    { id: app.nodeId },
  );
  expect(asked).toMatchObject({
    nodes: [
      { databaseId: app.id, pushedAt: data.pushed_at, isPrivate: true, defaultBranchRef: { target: { oid: tip } } },
    ],
    rateLimit: { remaining: github.settings.budget.remaining },
  });
  await using copy = await clone(github, 'acme/app.git');
  expect(await refsOf(copy.path)).toEqual([`${tip} refs/heads/main`]);
});

test('all pages of an organisation and of an installation are there, and nothing of others', async () => {
  await using github = await startGitHub({ organizations: ['umbrella'] });
  for (let number = 1; number <= 7; number += 1)
    await github.addRepository(`acme/app-${number}`, { private: number % 2 === 0, fork: number === 1 });
  await github.addRepository('umbrella/other');
  github.addToken('ghs_app', { kind: 'app', repositories: ['acme/*'] });
  const octokit = await clientOf(github);
  const all = await octokit.paginate(octokit.rest.repos.listForOrg, { org: 'acme', per_page: 3 });
  expect(names(all)).toEqual([7, 6, 5, 4, 3, 2, 1].map((number) => `acme/app-${number}`));
  expect(github.requests).toHaveLength(3);
  expect(names(await octokit.paginate(octokit.rest.repos.listForAuthenticatedUser, {}))).toHaveLength(8);
  const { data: ofUser } = await octokit.rest.repos.listForUser({ username: 'acme' });
  expect(names(ofUser)).toHaveLength(4);
  const installed = await clientOf(github, 'ghs_app');
  const ofApp = await installed.paginate(installed.rest.apps.listReposAccessibleToInstallation, { per_page: 3 });
  expect(ofApp).toHaveLength(7);
  await expect(installed.rest.repos.listForAuthenticatedUser()).rejects.toMatchObject({ status: 403 });
  await expect(octokit.rest.apps.listReposAccessibleToInstallation()).rejects.toMatchObject({ status: 403 });
});

test('a revoked or expired token is refused by REST, GraphQL and git', async () => {
  const expires = new Date('2026-12-01T00:00:00Z');
  let now = new Date('2026-11-20T00:00:00Z');
  await using github = await startGitHub({ tokenExpires: expires, now: () => now });
  await github.addRepository('acme/app');
  const opened = openGitHub({
    serverUrl: github.url,
    apiUrl: github.apiUrl,
    tokenFor: async () => 'ghp_lab',
    log: quiet,
  });
  const octokit = await opened.clientFor('acme');
  await octokit.rest.repos.get({ owner: 'acme', repo: 'app' });
  expect(opened.seen).toMatchObject({ tokenExpires: expires, budget: { limit: 5000, remaining: 4999 } });
  now = expires;
  await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'app' })).rejects.toMatchObject({ status: 401 });
  now = new Date('2026-11-20T00:00:00Z');
  github.settings.token = 'ghp_other';
  await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'app' })).rejects.toThrow('Bad credentials');
  await expect(octokit.graphql('{ rateLimit { remaining } }')).rejects.toMatchObject({ status: 401 });
  await using copy = await clone(github, 'acme/app', 'ghp_lab');
  expect(copy.stderr).toMatch(/Authentication failed|could not read/);
});

test('a token that may not write issues is told so, and one for another repository sees nothing private', async () => {
  await using github = await startGitHub({ permissions: { issues: 'read' }, kind: 'workflow' });
  await github.addRepository('acme/app', { private: true });
  const place = { owner: 'acme', repo: 'app' };
  const octokit = await clientOf(github);
  await expect(octokit.rest.issues.create({ ...place, title: 'Backup failed' })).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration') as string,
    response: { headers: { 'x-accepted-github-permissions': 'issues=write' } },
  });
  await octokit.rest.issues.listForRepo(place);
  github.addToken('ghs_other', { kind: 'workflow', repositories: ['acme/elsewhere'] });
  const other = await clientOf(github, 'ghs_other');
  await expect(other.rest.repos.get(place)).rejects.toMatchObject({ status: 404 });
  await using copy = await clone(github, 'acme/app', 'ghs_other');
  expect(copy.stderr).toMatch(/not found/);
});

test('issues live in emulate, also of a user, and are gone where they are switched off', async () => {
  await using github = await startGitHub();
  const places = [
    { owner: 'acme', repo: 'app' },
    { owner: 'ada', repo: 'app' },
  ];
  const octokit = await clientOf(github);
  for (const place of places) {
    const repository = await github.addRepository(`${place.owner}/${place.repo}`, { private: true });
    const { data } = await octokit.rest.issues.create({ ...place, title: 'Failed', labels: ['repo-backup'] });
    expect(data).toMatchObject({ state: 'open', html_url: `${github.url}/${place.owner}/app/issues/${data.number}` });
    await octokit.rest.issues.createComment({ ...place, issue_number: data.number, body: 'Again' });
    await octokit.rest.issues.update({ ...place, issue_number: data.number, state: 'closed' });
    expect(
      (await octokit.rest.issues.listForRepo({ ...place, state: 'closed', labels: 'repo-backup' })).data,
    ).toHaveLength(1);
    repository.hasIssues = false;
    await expect(octokit.rest.issues.create({ ...place, title: 'x' })).rejects.toMatchObject({ status: 410 });
  }
});

test('a renamed repository redirects in REST and git, and GraphQL follows it', async () => {
  await using github = await startGitHub();
  const app = await github.addRepository('acme/old');
  await app.git.commit();
  const octokit = await clientOf(github);
  await octokit.rest.issues.create({ owner: 'acme', repo: 'old', title: 'Kept' });
  await github.rename('acme/old', 'acme/new');
  const { data } = await octokit.rest.repos.get({ owner: 'acme', repo: 'old' });
  expect([data.full_name, data.id]).toEqual(['acme/new', app.id]);
  expect(github.requests.at(-2)).toMatchObject({ path: '/api/v3/repos/acme/old', status: 301 });
  expect((await octokit.rest.issues.listForRepo({ owner: 'acme', repo: 'old' })).data).toHaveLength(1);
  const query = '{ repository(owner: "acme", name: "old") { nameWithOwner } }';
  expect(await octokit.graphql(query)).toEqual({ repository: { nameWithOwner: 'acme/new' } });
  await using copy = await clone(github, 'acme/old.git');
  expect(copy.code).toBe(0);
  expect(github.requests.some(({ place, status }) => place === 'git' && status === 301)).toBe(true);
});

test('GraphQL tells what is missing beside what is there, and no query that GitHub would not take passes', async () => {
  const github = await startGitHub();
  await github.addRepository('acme/app');
  const octokit = await clientOf(github);
  const both = `{ a: repository(owner: "acme", name: "app") { name } b: repository(owner: "acme", name: "gone") { name }
    organization(login: "acme") { repositories(first: 100) { nodes { name } pageInfo { hasNextPage } } } }`;
  await expect(octokit.graphql(both)).rejects.toMatchObject({
    errors: [{ type: 'NOT_FOUND', path: ['b'] }],
    data: { a: { name: 'app' }, b: null, organization: { repositories: { nodes: [{ name: 'app' }] } } },
  });
  await expect(octokit.graphql('{ repository(owner: "acme") { nam } }')).rejects.toThrow('Cannot query field "nam"');
  await expect(github[Symbol.asyncDispose]()).rejects.toThrow('not as GitHub has it');
});

test('an answer that the client has costs nothing', async () => {
  await using github = await startGitHub();
  await github.addRepository('acme/app');
  const octokit = await clientOf(github);
  const first = await octokit.rest.repos.get({ owner: 'acme', repo: 'app' });
  const { remaining } = github.settings.budget;
  const headers = { 'if-none-match': first.headers.etag };
  await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'app', headers })).rejects.toMatchObject({ status: 304 });
  expect(github.settings.budget.remaining).toBe(remaining);
});

test('a budget that is used up refuses, and begins anew', async () => {
  let now = new Date('2026-11-20T00:00:00Z');
  await using github = await startGitHub({ now: () => now });
  await github.addRepository('acme/app');
  github.settings.budget.remaining = 0;
  const headers = { authorization: 'Bearer ghp_lab' };
  const refused = await fetch(`${github.apiUrl}/repos/acme/app`, { headers });
  expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
  now = new Date('2026-11-20T01:00:00Z');
  expect((await fetch(`${github.apiUrl}/repos/acme/app`, { headers })).status).toBe(200);
});

test('faults hit the requests that they are meant for', async () => {
  await using github = await startGitHub();
  await github.addRepository('acme/app');
  const url = `${github.apiUrl}/repos/acme/app`;
  const match = ({ path }: { path: string }) => path.endsWith('/acme/app');
  for (const fault of [answer(502), changeJson(() => ({ id: 0 })), slowDown(80_000), truncateAt(10), cutAfter(10)])
    github.faults.next({ match, fault });
  expect((await fetch(`${github.apiUrl}/orgs/acme/repos`)).status).toBe(200);
  expect((await fetch(url)).status).toBe(502);
  expect(await (await fetch(url)).json()).toEqual({ id: 0 });
  expect(await (await fetch(url)).json()).toMatchObject({ full_name: 'acme/app' });
  expect(await (await fetch(url)).text()).toHaveLength(10);
  await expect((await fetch(url)).text()).rejects.toThrow('terminated');
  expect(github.requests.map(({ fault }) => fault)).toEqual([
    undefined,
    'answer 502',
    'changed JSON',
    '80000 bytes a second',
    'truncate at 10',
    'cut after 10',
  ]);
});

test('the second origin refuses a token that was sent along, and gives what a route has there', async () => {
  const blob = {
    at: 'downloads',
    method: 'GET',
    pattern: '/blob/{+name}',
    handle: () => ({ status: 200, body: 'bytes' }),
  } as const;
  await using github = await startGitHub({ routes: [blob] });
  const url = `${github.downloadsUrl}/blob/a/b`;
  expect(await (await fetch(url)).text()).toBe('bytes');
  expect((await fetch(url, { headers: { authorization: 'Bearer ghp_lab' } })).status).toBe(400);
});

test('artifacts have a limit of days, and workflows can be switched on again', async () => {
  await using github = await startGitHub();
  await github.addRepository('acme/app', { retention: { days: 5, maximumAllowedDays: 90 } });
  const octokit = await clientOf(github);
  const place = { owner: 'acme', repo: 'app' };
  const route = 'GET /repos/{owner}/{repo}/actions/permissions/artifact-and-log-retention';
  expect((await octokit.request(route, place)).data).toEqual({ days: 5, maximum_allowed_days: 90 });
  const enabled = await octokit.rest.actions.enableWorkflow({ ...place, workflow_id: 'backup.yml' });
  expect(enabled.status).toBe(204);
});
