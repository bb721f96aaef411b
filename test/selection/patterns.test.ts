// Patterns over what an owner has: every page is read, and a list that is not whole is never taken for one that is.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentOf } from '../doors/scene.ts';
import { answer, changeJson } from '../lab/faults.ts';
import { openWorld, outcomes } from './world.ts';

const list = (world: { github: { state: { catalog: { all: { fullName: string }[] } } } }) =>
  world.github.state.catalog.all.map(({ fullName }) => fullName);

test('every page of an organisation is read: repository 121 is backed up like the first', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  for (let at = 0; at < 120; at += 1) await github.addRepository(`acme/empty-${at}`);
  await github.addRepository('acme/last', { private: true, copyOf: content, id: 1 });
  const result = await world.cli([
    'sync',
    '--store',
    './backups',
    '--json',
    '--repositories',
    'owner:acme',
    '--concurrency',
    '32',
  ]);
  expect(result.code).toBe(0);
  const { repositories } = documentOf(result);
  expect(repositories.map(({ repository }) => repository).toSorted()).toEqual(list(world).toSorted());
  expect(outcomes(repositories)['acme/last']).toBe('stored');
  const page = 'rest GET /api/v3/orgs/acme/repos';
  expect(world.asked()).toEqual(['rest GET /api/v3/users/acme', page, page]);
});

test('exclusions, topics and filters select what they say', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  const copyOf = content;
  await github.addRepository('acme/app', { copyOf, private: true, topics: ['tier-1'] });
  await github.addRepository('acme/lib-a', { copyOf, topics: ['tier-1', 'slow'] });
  await github.addRepository('acme/lib-b', { copyOf, archived: true, topics: ['tier-2'] });
  await github.addRepository('acme/fork', { copyOf, fork: true });
  await github.addRepository('ada/own', { copyOf, private: true });
  const selected = async (repositories: string, inputs: Record<string, string> = {}) => {
    await rm(join(world.workspace, 'backups'), { recursive: true, force: true });
    const step = await world.action({ repositories, ...inputs });
    expect(step.conclusion).toBe('success');
    return world.stored();
  };
  expect(await selected('acme/*')).toEqual(['acme/app', 'acme/fork', 'acme/lib-a', 'acme/lib-b']);
  expect(await selected('ACME/LIB-*, ada/*')).toEqual(['acme/lib-a', 'acme/lib-b', 'ada/own']);
  expect(await selected('acme/*, !acme/lib-*')).toEqual(['acme/app', 'acme/fork']);
  expect(await selected('acme/*, topic:tier-1, topic:tier-2, !topic:slow')).toEqual(['acme/app', 'acme/lib-b']);
  // A topic alone is about the owner of the workflow's own repository.
  expect(await selected('topic:slow')).toEqual(['acme/lib-a']);
  expect(await selected('acme/*', { 'include-archived': 'false', 'include-forks': 'false' })).toEqual([
    'acme/app',
    'acme/lib-a',
  ]);
  expect(await selected('acme/*', { visibility: 'private' })).toEqual(['acme/app']);
  // Filters are about patterns: what is named is meant.
  expect(await selected('acme/lib-b, ada/*', { 'include-archived': 'false' })).toEqual(['acme/lib-b', 'ada/own']);
});

test('a pattern that matches nothing fails the run, and says what was left out', async () => {
  await using world = await openWorld();
  await world.github.addRepository('acme/app', { copyOf: world.content, archived: true });
  const args = ['sync', '--store', './backups', '--json', '--include-archived=false'];
  const result = await world.cli([...args, '--repositories', 'acme/*,acme/typo-*,nobody/*,acme/app']);
  expect(result.code).toBe(3);
  const { repositories } = documentOf(result);
  expect(outcomes(repositories)).toEqual({
    'acme/*': 'failed: not-found',
    'acme/typo-*': 'failed: not-found',
    'nobody/*': 'failed: not-found',
    'acme/app': 'stored',
  });
  expect(repositories.map(({ error }) => error?.message)).toEqual([
    'acme/* selects nothing: GitHub lists 1, and filters and exclusions leave none',
    'acme/typo-* selects nothing: GitHub lists no such repository for this token',
    `${world.github.url} has no owner nobody, or the token may not see it`,
    undefined,
  ]);
});

test.each([
  [
    'a page that is refused',
    answer(403, { body: '{"message":"Resource not accessible"}', headers: { 'content-type': 'application/json' } }),
  ],
  [
    'a token that expires between two pages',
    answer(401, { body: '{"message":"Bad credentials"}', headers: { 'content-type': 'application/json' } }),
  ],
  ['a page that is empty', changeJson(() => [])],
  ['a page that is no list', changeJson(() => ({ message: 'later' }))],
])('%s: the part that was read is not the organisation', async (_, fault) => {
  await using world = await openWorld();
  const { github } = world;
  for (let at = 0; at < 201; at += 1) await github.addRepository(`acme/app-${at}`);
  github.faults.next({
    match: ({ path, query }) => path.endsWith('/orgs/acme/repos') && /\bpage=2\b/.test(query),
    fault,
  });
  const result = await world.cli(['sync', '--store', './backups', '--json', '--repositories', 'acme/*']);
  expect(result.code).toBe(1);
  expect(documentOf(result).repositories).toMatchObject([{ repository: 'acme/*', status: 'failed' }]);
});

test('a list from which single sign-on hides private repositories is not the organisation', async () => {
  const hidden = 'partial-results; organizations=9001';
  await using world = await openWorld({
    routes: [
      {
        method: 'GET',
        pattern: '/orgs/{org}/repos',
        handle: () => ({ status: 200, headers: { 'x-github-sso': hidden }, json: [] }),
      },
    ],
  });
  const result = await world.cli(['sync', '--store', './backups', '--json', '--repositories', 'acme/*']);
  expect(documentOf(result).repositories).toMatchObject([{ repository: 'acme/*', error: { kind: 'denied' } }]);
  expect(result.stderr).toContain('GitHub hides some from the token (SAML SSO)');
});

test("a workflow's own token backs up the private repository that the workflow is in, a user's too", async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('ada/site', { copyOf: content });
  await github.addRepository('ada/backups', { copyOf: content, private: true });
  await github.addRepository('ada/secret', { copyOf: content, private: true });
  github.addToken('ghs_workflow', { kind: 'workflow', repositories: ['ada/backups'] });
  const step = await world.action({ repositories: 'ada/*' }, { token: 'ghs_workflow' });
  expect(step.conclusion).toBe('success');
  expect(await world.stored()).toEqual(['ada/backups', 'ada/site']);
});

test("a workflow's own token says that it does not see what is private", async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await github.addRepository('acme/secret', { copyOf: content, private: true });
  github.addToken('ghs_workflow', { kind: 'workflow', repositories: ['acme/backups'] });
  const step = await world.action({ repositories: 'acme/*' }, { token: 'ghs_workflow' });
  expect(await world.stored()).toEqual(['acme/app']);
  expect(step.log).toContain("the workflow's own token shows only the public repositories of acme");
});
