// A store that is away for a night leaves no record of it: who heard that it failed hears that it is well again.
import { rename, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { daysAgo } from '../doors/scene.ts';
import { startListener } from '../lab/listener.ts';
import { openIssueWorld } from './issue-world.ts';

test('the only store is away for two nights: the issue and the webhook tell that, and that it is well again', async () => {
  await using world = await openIssueWorld();
  await using listener = await startListener();
  const inputs = { 'webhook-url': `${listener.url}/hook`, store: './backups' };
  const heard = () =>
    listener.take('/hook').map((text) => {
      const { event, recovered } = JSON.parse(text) as { event: string; recovered: { repository: string }[] };
      return [event, ...recovered.map(({ repository }) => repository)];
    });
  const night = (day: number) => world.night(inputs, { env: { NODE_OPTIONS: daysAgo(9 - day).join(' ') } });
  await night(1);
  const store = `${world.workspace}/backups`;
  await rename(store, `${store}.away`);
  await writeFile(store, 'no folder');
  for (const day of [2, 3]) expect(await night(day)).toMatchObject({ conclusion: 'failure' });
  expect(heard()).toEqual([['failure'], ['failure']]);
  const [issue] = await world.issues();
  expect(issue?.body).toContain('**The whole run failed** (backup)');
  await rm(store);
  await rename(`${store}.away`, store);
  for (const day of [4, 5]) expect(await night(day)).toMatchObject({ conclusion: 'success' });
  expect(heard()).toEqual([['recovery', 'acme/app']]);
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
  expect(await world.comments(1)).toEqual([expect.stringContaining('Everything is well again')]);
});

test('one of two stores that was away is well again after a run by hand too', async () => {
  await using world = await openIssueWorld();
  const inputs = { store: './backups\n./far', repositories: 'acme/*' };
  const far = `${world.workspace}/far`;
  await writeFile(far, 'no folder');
  await world.night(inputs);
  expect((await world.issues())[0]?.body).toContain('- **a whole store** (backup, ');
  await rm(far);
  await world.night(inputs, { context: { 'github.event_name': 'workflow_dispatch' } });
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
});
