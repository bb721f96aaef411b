// The client lives through what GitHub does on a bad day, goes where the environment says, and gives its token to nobody else.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answer, cutAfter, hangUp, htmlPage, retryAfter, secondaryLimit, truncateAt } from '../lab/faults.ts';
import type { Fault } from '../lab/faults.ts';
import { startGitHub } from '../lab/github/github.ts';
import type { LabGitHub } from '../lab/github/github.ts';
import { startHttpProxy } from '../lab/http-proxy.ts';
import { openLab, rejected } from './world.ts';

const APP = { owner: 'acme', repo: 'app' };

let github: LabGitHub;
beforeEach(async () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'])
    for (const variable of [name, name.toLowerCase()]) vi.stubEnv(variable, '');
  github = await startGitHub();
  await github.addRepository('acme/app');
});
afterEach(() => github[Symbol.asyncDispose]());

test.each<[Fault]>([
  [answer(500)],
  [answer(502)],
  [hangUp()],
  [retryAfter(1)],
  [retryAfter(1, 403)],
  [secondaryLimit(1)],
])('$name once is no failed backup', async (fault) => {
  github.faults.next({ fault });
  const octokit = await openLab(github).clientFor('acme');
  expect((await octokit.rest.repos.get(APP)).status).toBe(200);
  expect(github.requests).toHaveLength(2);
});

test.each<[Fault]>([[hangUp()], [answer(502)], [secondaryLimit(1)], [cutAfter(20)]])(
  'GraphQL: $name once is no failed backup',
  async (fault) => {
    github.faults.next({ fault });
    const octokit = await openLab(github).clientFor('acme');
    const asked = await octokit.graphql('{ repository(owner: "acme", name: "app") { name } }');
    expect(asked).toEqual({ repository: { name: 'app' } });
    expect(github.requests).toHaveLength(2);
  },
);

test.each<[Fault]>([[cutAfter(20)], [cutAfter(20, { reset: true })], [truncateAt(20)], [htmlPage()]])(
  'a list that comes with "$name" is never a short one',
  async (fault) => {
    github.faults.next({ fault });
    const octokit = await openLab(github).clientFor('acme');
    expect(await octokit.paginate(octokit.rest.repos.listForOrg, { org: 'acme' })).toHaveLength(1);
    github.faults.next({ fault, times: 1 });
    const once = { org: 'acme', request: { retries: 0 } };
    await expect(octokit.rest.repos.listForOrg(once)).rejects.toMatchObject({ status: 500 });
  },
);

test('a wait that the server asks for is told, and what it refuses for good is asked once', async () => {
  github.faults.next({ fault: secondaryLimit(1) });
  const opened = openLab(github);
  const octokit = await opened.clientFor('acme');
  await octokit.rest.repos.get(APP);
  expect(opened.warnings).toEqual(['GitHub asks to wait 1 s: a secondary limit is used up']);
  for (const status of [400, 403, 404, 409, 410, 412, 422]) {
    github.faults.next({ fault: answer(status) });
    await expect(octokit.rest.repos.get(APP)).rejects.toMatchObject({ status });
  }
  expect(github.requests).toHaveLength(2 + 7);
});

test('a server that asks to wait for longer than a run may take is not waited for', async () => {
  github.settings.budget.remaining = 0;
  const octokit = await openLab(github).clientFor('acme');
  await expect(octokit.rest.repos.get(APP)).rejects.toMatchObject({ status: 403 });
  github.faults.next({ fault: retryAfter(3600) });
  await expect(octokit.rest.repos.get(APP)).rejects.toMatchObject({ status: 429 });
  expect(github.requests).toHaveLength(2);
});

test('the end of the token and the budget are seen, also in answers that refuse', async () => {
  github.settings.tokenExpires = new Date('2099-01-01T00:00:00Z');
  const opened = openLab(github);
  const octokit = await opened.clientFor('acme');
  await rejected(octokit.rest.repos.get({ owner: 'acme', repo: 'gone' }));
  const budget = { limit: 5000, remaining: 4999 };
  expect(opened.seen).toMatchObject({ requests: 1, tokenExpires: github.settings.tokenExpires, budget });
});

test('nothing is sent, and no client made, before it is asked for; then one an owner', async () => {
  const opened = openLab(github);
  expect(await opened.clientFor('acme')).toBe(await opened.clientFor('Acme'));
  expect(await opened.clientFor('ada')).not.toBe(await opened.clientFor('acme'));
  expect(github.requests).toEqual([]);
});

test('requests go through the proxy that the environment names, and past it where it says so', async () => {
  await using proxy = await startHttpProxy();
  vi.stubEnv('http_proxy', proxy.url);
  const octokit = await openLab(github).clientFor('acme');
  await octokit.rest.repos.get(APP);
  expect(proxy.forwarded.map(({ target }) => target)).toEqual([new URL(github.url).host]);
  vi.stubEnv('no_proxy', '127.0.0.1');
  await (await openLab(github).clientFor('acme')).rest.repos.get(APP);
  expect(proxy.forwarded).toHaveLength(1);
});

test.each([false, true])('a download elsewhere never gets the token (behind a proxy: %s)', async (proxied) => {
  await using proxy = await startHttpProxy();
  if (proxied) vi.stubEnv('http_proxy', proxy.url);
  const zip = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}';
  await using elsewhere = await startGitHub({
    routes: [
      {
        method: 'GET',
        pattern: zip.slice(4),
        handle: (_, { downloadsUrl }) => ({ status: 302, headers: { location: `${downloadsUrl}/blob` } }),
      },
      { at: 'downloads', method: 'GET', pattern: '/blob', handle: () => ({ status: 200, body: 'bytes' }) },
    ],
  });
  await elsewhere.addRepository('acme/app');
  const octokit = await openLab(elsewhere).clientFor('acme');
  const { data } = await octokit.request(zip, { ...APP, artifact_id: 1, archive_format: 'zip' });
  expect(Buffer.from(data as ArrayBuffer | string as string).toString()).toBe('bytes');
  const sent = elsewhere.requests.map(({ place, authorization }) => [place, authorization]);
  expect(sent).toEqual([
    ['rest', 'token ghp_lab'],
    ['downloads', undefined],
  ]);
});

test('an issue that is filed under a former name arrives', async () => {
  await github.rename('acme/app', 'acme/renamed');
  const octokit = await openLab(github).clientFor('acme');
  const { data, status } = await octokit.rest.issues.create({ ...APP, title: 'Backup failed' });
  expect([status, data.title]).toEqual([201, 'Backup failed']);
});
