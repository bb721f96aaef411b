// A failure that nobody looks at: one issue tells of it, for as long as it lasts, and is closed when all is well again.
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { answer, changeJson } from '../lab/faults.ts';
import { openIssueWorld, READER, WORKFLOW } from './issue-world.ts';

const warnings = (step: { annotations: { level: string; message: string }[] }) =>
  step.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message);

test('a revoked token files one issue that says what to do; a good token closes it', async () => {
  await using world = await openIssueWorld();
  const good = await world.night();
  expect(good).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(good.outputs['issue']).toBe('');
  expect(await world.issues()).toEqual([]);

  world.github.revoke(READER);
  const first = await world.night();
  expect(first.conclusion).toBe('failure');
  const [issue, ...more] = await world.issues();
  expect(more).toEqual([]);
  expect(issue).toMatchObject({ state: 'open', title: 'The backup of the workflow "Backup" fails' });
  expect(issue?.labels.map(({ name }) => name)).toEqual(['repo-backup']);
  expect(issue?.body).toMatch(/^- \*\*acme\/app\*\* \(backup, since .*\): denied&#58; /m);
  expect(issue?.body).toContain('**What to do**');
  expect(issue?.body).toContain(`${world.github.url}/acme/backups/actions/runs/`);
  expect(first.outputs['issue']).toBe(issue?.html_url);

  const second = await world.night();
  expect(second.outputs['issue']).toBe(issue?.html_url);
  expect(await world.issues()).toHaveLength(1);
  expect(await world.comments(1)).toEqual([]);

  world.github.addToken(READER, { repositories: ['acme/*'] });
  const well = await world.night();
  expect(well).toMatchObject({ conclusion: 'success' });
  expect(await world.issues()).toMatchObject([{ number: 1, state: 'closed' }]);
  expect(await world.comments(1)).toEqual([expect.stringContaining('Everything is well again')]);
  expect(JSON.stringify([await world.issues(), await world.comments(1)])).not.toMatch(/gh[ps]_/);
});

test('another repository that fails is told once, and the next outage has an issue of its own', async () => {
  await using world = await openIssueWorld();
  await world.night({ repositories: 'acme/app, acme/gone' });
  const since = /acme\/gone\*\* \(backup, since (.*?)\)/.exec((await world.issues())[0]?.body ?? '')?.[1];
  await world.night({ repositories: 'acme/app, acme/gone, acme/lost' });
  await world.night({ repositories: 'acme/app, acme/gone, acme/lost' });
  const comments = await world.comments(1);
  expect(comments).toHaveLength(1);
  expect(comments[0]).toContain('acme/lost (backup&#58; not-found)');
  const [issue] = await world.issues();
  expect(issue?.body).toContain(`- **acme/gone** (backup, since ${since})`);
  expect(issue?.body).toContain('- **acme/lost** (backup, ');
  // Taken out of the list: nobody waits for it any more.
  await world.night({ repositories: 'acme/app' });
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
  await world.night({ repositories: 'acme/app, acme/gone' });
  expect(await world.issues()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
});

test('a good backup does not close what a failed verify has filed', async () => {
  await using world = await openIssueWorld();
  await world.night();
  await world.night({ command: 'status', token: WORKFLOW, repositories: '', 'max-age-hours': '1' });
  expect(await world.issues()).toEqual([]);
  await world.night({ command: 'verify', token: WORKFLOW, repositories: 'acme/app', store: './none' });
  await world.night();
  const [issue] = await world.issues();
  expect(issue).toMatchObject({ state: 'open' });
  expect(issue?.body).toContain('**The whole run failed** (verify)');
});

test('wrong inputs are filed with all that is wrong, and the issue is closed once they are right', async () => {
  await using world = await openIssueWorld();
  await world.night({ type: 'weekly', 'issue-labels': 'ops, on call' });
  const [issue] = await world.issues();
  expect(issue?.body).toContain('type&#58; "weekly" is none of auto, full, incremental, differential');
  expect(issue?.labels.map(({ name }) => name).toSorted()).toEqual(['on call', 'ops', 'repo-backup']);
  await world.night();
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
});

test('a last job that merges the matrix files what all of its jobs have found, and closes it', async () => {
  await using world = await openIssueWorld();
  const job = (shard: string, run: string, repositories: string) =>
    world.night(
      { repositories, 'failure-issue': 'false' },
      { context: { 'strategy.job-index': shard, 'github.run_id': run } },
    );
  const last = (run: string, repositories: string) =>
    world.night({ command: 'report', repositories }, { context: { 'github.run_id': run, 'github.job': 'report' } });
  await job('0', '70', 'acme/app');
  await job('1', '70', 'acme/gone');
  expect(await world.issues()).toEqual([]);
  await last('70', 'acme/app, acme/gone, acme/web');
  const [issue] = await world.issues();
  expect(issue?.body).toContain('- **acme/gone** (report, ');
  expect(issue?.body).toContain('- **acme/web** (report, ');
  expect(issue?.body).not.toContain('**acme/app**');
  await job('0', '71', 'acme/app, acme/web');
  await last('71', 'acme/app, acme/web');
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
});

test('in a public repository what is public too is named', async () => {
  await using world = await openIssueWorld('public');
  const web = world.github.state.catalog.find('acme/web');
  if (web) web.repository.private = false;
  for (const { repository } of [web, world.github.state.catalog.find('acme/app')].flatMap((one) => one ?? []))
    await rm(`${repository.git.path}/objects`, { recursive: true });
  await world.night({ repositories: 'acme/web, acme/app' });
  const [issue] = await world.issues();
  expect(issue?.body).toContain('- **acme/web** (backup, ');
  expect(issue?.body).toContain('1 more repository not named here');
  expect(issue?.body).not.toContain('acme/app');
});

test('in a public repository no name of a private one is told, also not in the hidden list', async () => {
  await using world = await openIssueWorld('public');
  world.github.revoke(READER);
  await world.night({ repositories: 'acme/app, acme/web, acme/backups' });
  await world.night(
    { repositories: 'acme/app, acme/web, acme/lib', store: './other' },
    { env: { GITHUB_JOB: 'other' } },
  );
  const text = JSON.stringify([await world.issues(), await world.comments(1)]);
  for (const name of ['acme/app', 'acme/web', 'acme/lib']) expect(text).not.toContain(name);
  expect(text).toContain('- **acme/backups** (backup, ');
  expect(text).toContain('5 more repositories not named here');
  world.github.addToken(READER, { repositories: ['acme/*'] });
  await world.night({ repositories: 'acme/app, acme/web, acme/backups' });
  expect((await world.issues())[0]?.body).toContain('3 more repositories not named here');
  await world.night(
    { repositories: 'acme/app, acme/web, acme/lib', store: './other' },
    { env: { GITHUB_JOB: 'other' } },
  );
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
});

test.each([
  ['issues are switched off', 'Switch them on in the settings of acme/backups'],
  ['the token may not write them', '`permissions: { issues: write }`'],
  ['GitHub is broken', 'Run it again later.'],
])(
  '%s: that is told, and hides nothing of what failed',
  async (what, hint) => {
    await using world = await openIssueWorld();
    const backups = world.github.state.catalog.find('acme/backups');
    if (what.startsWith('issues') && backups) backups.repository.hasIssues = false;
    if (what.startsWith('the token'))
      world.github.addToken(WORKFLOW, {
        kind: 'workflow',
        repositories: ['acme/backups'],
        permissions: { issues: 'none' },
      });
    // As often as one request is sent again.
    if (what.startsWith('GitHub'))
      world.github.faults.next({ match: ({ path }) => path.endsWith('/issues'), fault: answer(502), times: 4 });
    const step = await world.night({ repositories: 'acme/gone' });
    expect(step).toMatchObject({ conclusion: 'failure' });
    expect(step.outputs).toMatchObject({ verdict: 'failed', failed: '1', issue: '' });
    expect(warnings(step)).toEqual([expect.stringContaining(hint)]);
    expect(step.annotations.filter(({ level }) => level === 'error')[0]?.message).toContain('acme/gone: not-found');
    const good = await world.night();
    expect(good).toMatchObject({ conclusion: 'success', annotations: [] });
  },
  60_000,
);

test('an issue that a stranger wrote with our mark is not taken for ours', async () => {
  await using world = await openIssueWorld();
  await world.night({ repositories: 'acme/gone' });
  const stranger = { labels: [], author_association: 'NONE', user: { login: 'eve', type: 'User' } };
  world.github.faults.next({
    match: ({ method, path }) => method === 'GET' && path.endsWith('/issues'),
    fault: changeJson((issues) => (issues as object[]).map((issue) => ({ ...issue, ...stranger }))),
  });
  await world.night();
  expect(world.github.faults.pending).toBe(0);
  expect(await world.issues()).toMatchObject([{ state: 'open' }]);
  await world.night();
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
});

test('where it is switched off, or only tried, none is filed', async () => {
  await using world = await openIssueWorld();
  await world.night({ repositories: 'acme/gone', 'failure-issue': 'false' });
  await world.night({ command: 'prune', repositories: 'acme/gone', 'dry-run': 'true' });
  await world.night({ command: 'restore', repositories: 'acme/gone', to: './x' });
  expect(await world.issues()).toEqual([]);
  expect(world.github.requests.filter(({ path }) => path.includes('/issues')).map(({ method }) => method)).toEqual([
    'GET',
  ]);
});
