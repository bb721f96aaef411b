// A GitHub App reads the repositories: where it is installed, with no more than it needs, for as long as a run takes.
import { expect, test } from 'vitest';
import { appCredentials, READING } from '../../src/github/auth.ts';
import { documentOf } from '../doors/scene.ts';
import { installApp, openWorld, outcomes } from './world.ts';

const WORKFLOW = 'ghs_WorkflowToken';

test('private repositories of several owners are backed up, each with a token of its own', async () => {
  await using world = await openWorld({ organizations: ['umbrella'], token: 'ghp_nobody' });
  const { github, content } = world;
  github.addToken(WORKFLOW, { kind: 'workflow', repositories: ['acme/backups'] });
  const names = ['acme/app', 'acme/site', 'umbrella/lib'];
  for (const name of names) await github.addRepository(name, { copyOf: content, private: true });
  const app = installApp(github, ['acme', 'umbrella']);
  const step = await world.action({ repositories: 'acme/*\numbrella/*', ...app }, { token: WORKFLOW });
  expect(step).toMatchObject({ conclusion: 'success', outputs: { stored: '3' } });
  expect(await world.stored()).toEqual(names);
  const git = github.requests.filter(({ place }) => place === 'git');
  expect(new Set(git.map(({ token }) => token)).size).toBe(2);
  expect(git.map(({ token }) => token)).not.toContain(WORKFLOW);
  const minted = github.requests.filter(({ path }) => path.endsWith('/access_tokens'));
  expect(minted.map(({ json }) => json)).toEqual([{ permissions: READING }, { permissions: READING }]);
});

test('git and the API get a fresh token at each use: one that is about to die is never used again', async () => {
  await using world = await openWorld({ installationTokenMs: 60_000 });
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content, private: true });
  const app = installApp(github, ['acme']);
  const step = await world.action({ repositories: 'acme/*', ...app }, { token: WORKFLOW });
  expect(step).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
  const tokens = github.requests.filter(({ place }) => place === 'git').map(({ token }) => token);
  expect(tokens.length).toBeGreaterThan(1);
  expect(new Set(tokens).size).toBe(tokens.length);
});

test('no line of the private key reaches a log, and each is masked', async () => {
  await using world = await openWorld();
  await world.github.addRepository('acme/app', { copyOf: world.content, private: true });
  const app = installApp(world.github, ['acme']);
  const step = await world.action({ repositories: 'acme/app', ...app }, { token: WORKFLOW });
  const lines = app['app-private-key'].split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  expect(step.masks).toEqual(expect.arrayContaining(lines));
  expect(lines.filter((line) => step.log.includes(line))).toEqual([]);
});

test('an owner where the App is not installed fails with the link that installs it, and the others are backed up', async () => {
  await using world = await openWorld({ organizations: ['umbrella'] });
  const { github, content } = world;
  for (const name of ['acme/app', 'umbrella/lib']) await github.addRepository(name, { copyOf: content, private: true });
  const { 'app-id': id, 'app-private-key': key } = installApp(github, ['acme']);
  const result = await world.cli(
    ['sync', '--store', './backups', '--json', '--repositories', 'acme/app,umbrella/lib,umbrella/*', '--app-id', id],
    { REPO_BACKUP_TOKEN: '', REPO_BACKUP_APP_PRIVATE_KEY: key },
  );
  expect(result.code).toBe(3);
  const { repositories } = documentOf(result);
  expect(outcomes(repositories)).toEqual({
    'acme/app': 'stored',
    'umbrella/lib': 'failed: denied',
    'umbrella/*': 'failed: denied',
  });
  expect(repositories.find(({ repository }) => repository === 'umbrella/lib')?.error).toEqual({
    kind: 'denied',
    message: 'the GitHub App is not installed at umbrella',
    hint: `Install it: ${github.url}/github-apps/backup/installations/new`,
  });
});

test("a pattern over an owner without the App fails, although a workflow's token would list what is public", async () => {
  await using world = await openWorld({ organizations: ['umbrella'] });
  const { github, content } = world;
  github.addToken(WORKFLOW, { kind: 'workflow', repositories: ['acme/backups'] });
  await github.addRepository('umbrella/open', { copyOf: content });
  const app = installApp(github, ['acme']);
  const step = await world.action({ repositories: 'umbrella/*', ...app }, { token: WORKFLOW });
  expect(step.conclusion).toBe('failure');
  expect(step.log).toContain('the GitHub App is not installed at umbrella');
  // By name it is read with the token, as everybody may.
  const named = await world.action({ repositories: 'umbrella/open', ...app }, { token: WORKFLOW });
  expect(named).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
});

test.each([
  [{ suspended: true }, 'suspended'],
  [{ permissions: { metadata: 'read' } }, 'Give the App "Contents: read"'],
])('an App that may not read (%j) says what to change', async (changes, said) => {
  await using world = await openWorld();
  await world.github.addRepository('acme/app', { copyOf: world.content, private: true });
  const app = installApp(world.github, ['acme'], changes);
  const step = await world.action({ repositories: 'acme/app', ...app }, { token: WORKFLOW });
  expect(step.conclusion).toBe('failure');
  expect(step.log).toContain(said);
});

test('a token is renewed before it dies, and once for all that wait for it: a long run never ends with 401', async () => {
  let now = new Date();
  await using world = await openWorld();
  const { github } = world;
  const { 'app-id': id, 'app-private-key': privateKey } = installApp(github, ['acme']);
  const log = { info: () => undefined, warn: () => undefined, progress: () => undefined };
  const { tokenFor } = appCredentials({
    serverUrl: github.url,
    apiUrl: github.apiUrl,
    app: { id, privateKey },
    token: undefined,
    permissions: READING,
    hide: () => undefined,
    now: () => now,
    log,
  });
  const first = await tokenFor('acme');
  now = new Date(now.getTime() + 45 * 60_000);
  expect(await tokenFor('ACME')).toBe(first);
  now = new Date(now.getTime() + 6 * 60_000);
  const [second, third] = await Promise.all([tokenFor('acme'), tokenFor('acme')]);
  expect(second).not.toBe(first);
  expect(third).toBe(second);
  expect(github.requests.filter(({ path }) => path.endsWith('/access_tokens'))).toHaveLength(2);
});

test.each([-300_000, 900_000])('a clock that is %d ms off is told, and not that the key is wrong', async (off) => {
  await using world = await openWorld({ now: () => new Date(Date.now() + off) });
  await world.github.addRepository('acme/app', { copyOf: world.content, private: true });
  const step = await world.action(
    { repositories: 'acme/*', ...installApp(world.github, ['acme']) },
    { token: WORKFLOW },
  );
  expect(step.conclusion).toBe('failure');
  expect(step.log).toContain('the GitHub App at acme: the clock of this machine is not that of GitHub (401)');
});
