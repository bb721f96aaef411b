// The Action notices what will stop it: a token that dies, a schedule that GitHub ends, a repository that is not backed up.
import { expect, test } from 'vitest';
import { startGitHub } from '../lab/github/github.ts';
import { runActionOn } from '../lab/github/run-action.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';
import { daysAgo } from '../doors/scene.ts';
import { installApp } from '../selection/world.ts';
import { openIssueWorld, READER, WORKFLOW } from './issue-world.ts';

const DAY = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);
const warnings = (step: { annotations: { level: string; message: string }[] }) =>
  step.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message);

test('a token that dies within 14 days is told of while it still works', async () => {
  await using world = await openIssueWorld();
  world.github.addToken(READER, { repositories: ['acme/*'], expires: inDays(9.5) });
  const step = await world.night();
  expect(step.conclusion).toBe('success');
  expect(warnings(step)).toEqual([expect.stringContaining('The token expires in 9 days')]);
  expect(step.summary).toContain('> ⚠️ The token expires in 9 days');
  expect(step.summary).toMatch(/^\* GitHub requests left&#58; \d+ of \d+/m);
  world.github.addToken(READER, { repositories: ['acme/*'], expires: inDays(30) });
  expect(warnings(await world.night())).toEqual([]);
});

test('nobody is sent to renew the tokens of a GitHub App, which live for an hour', async () => {
  await using github = await startGitHub({ token: 'ghs_own', kind: 'workflow', repositories: ['acme/backups'] });
  for (const name of ['acme/backups', 'acme/app'])
    await (await github.addRepository(name, { private: true })).git.commit();
  const { 'app-id': id, 'app-private-key': key } = installApp(github, ['acme']);
  const inputs = { repositories: 'acme/*', store: './backups', 'app-id': id, 'app-private-key': key };
  const step = await runActionOn(github, inputs);
  expect(step).toMatchObject({ conclusion: 'success', outputs: { stored: '2' } });
  expect(warnings(step)).toEqual([]);
});

test('a schedule in a public repository is told of 15 days before GitHub stops it', async () => {
  await using world = await openIssueWorld('public');
  const found = world.github.state.catalog.find('acme/backups');
  if (found) found.repository.pushedAt = inDays(-46);
  expect(warnings(await world.night())).toEqual([expect.stringContaining('GitHub stops the schedules')]);
  expect(warnings(await world.night({}, { env: { GITHUB_EVENT_NAME: 'workflow_dispatch' } }))).toEqual([]);
  if (found) found.repository.private = true;
  expect(warnings(await world.night())).toEqual([]);
});

test('keepalive enables the workflow by its file; where it may not, that is told with the permission that it needs', async () => {
  await using world = await openIssueWorld('public');
  world.github.addToken(WORKFLOW, {
    kind: 'workflow',
    repositories: ['acme/backups'],
    permissions: { actions: 'read' },
  });
  const refused = await world.night({ keepalive: 'true' });
  expect(refused.conclusion).toBe('success');
  expect(warnings(refused)).toEqual([expect.stringContaining('`permissions: { actions: write }`')]);
  world.github.addToken(WORKFLOW, { kind: 'workflow', repositories: ['acme/backups'] });
  expect(warnings(await world.night({ keepalive: 'true' }))).toEqual([]);
  const asked = world.github.requests.filter(({ method }) => method === 'PUT');
  const path = '/api/v3/repos/acme/backups/actions/workflows/backup.yml/enable';
  expect(asked.map((request) => request.path)).toEqual([path, path]);
});

test('a backup that has stopped turns status red and files an issue; the next backup and status close it', async () => {
  await using world = await openIssueWorld();
  await world.night(
    {},
    {
      env: {
        NODE_OPTIONS: daysAgo(3).join(' '),
      },
    },
  );
  const status = () => world.night({ command: 'status', repositories: 'acme/app', 'max-age-hours': '48' });
  expect(await status()).toMatchObject({ conclusion: 'failure' });
  const [issue] = await world.issues();
  expect(issue?.body).toMatch(/^- \*\*acme\/app\*\* \(status, since .*\): unhealthy&#58; last looked at 3 d/m);
  await world.night();
  expect(await world.issues()).toMatchObject([{ state: 'open' }]);
  expect(await status()).toMatchObject({ conclusion: 'success' });
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
});

test('a repository that loses its branches: the night is red, the issue says so, and the snapshot before is pinned', async () => {
  await using world = await openIssueWorld();
  await using folder = await temporaryFolder();
  const many = await linearHistory(folder.join('many.git'), 2);
  for (let index = 0; index < 9; index += 1) await many.setRef(`refs/heads/topic-${index}`, 'main');
  const { git } = await world.github.addRepository('acme/many', { private: true, copyOf: many.path });
  await world.night({ repositories: 'acme/many' });
  for (let index = 0; index < 9; index += 1) await git.deleteRef(`refs/heads/topic-${index}`);
  const red = await world.night({ repositories: 'acme/many' });
  expect(red).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', stored: '1', failed: '1' } });
  expect((await world.issues())[0]?.body).toContain('incomplete&#58; refs collapsed from 10 to 1');
  const status = await world.night({ command: 'status', repositories: 'acme/many' });
  expect(status.summary).toMatch(/^\| acme\/many \| ok \| 2 \| 1 \| 1 \| 1 \|/m);
});
