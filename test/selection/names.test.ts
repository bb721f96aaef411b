// Named repositories on GitHub: each has its line in the ledger, whatever became of it there.
import { expect, test } from 'vitest';
import { documentOf } from '../doors/scene.ts';
import { answer, secondaryLimit } from '../lab/faults.ts';
import { openWorld, outcomes } from './world.ts';

test('a listed name that does not exist fails the run, and the others are backed up', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { private: true, copyOf: content });
  await github.addRepository('acme/empty');
  const result = await world.cli([
    'sync',
    '--store',
    './backups',
    '--json',
    '--repositories',
    'acme/app,acme/gone,acme/empty',
  ]);
  expect(result.code).toBe(3);
  const { repositories } = documentOf(result);
  expect(outcomes(repositories)).toEqual({
    'acme/app': 'stored',
    'acme/empty': 'empty',
    'acme/gone': 'failed: not-found',
  });
  const gone = repositories.find(({ repository }) => repository === 'acme/gone');
  expect(gone?.error?.message).toBe('acme/gone is not on GitHub, or the token may not see it');
  expect(gone?.error?.hint).toContain('Check the name');
  expect(await world.manifest('acme/app')).toMatchObject({
    repository: { id: github.state.catalog.find('acme/app')?.repository.id, visibility: 'private' },
  });
});

test('a blocked or disabled repository never stops the others', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/blocked', 'acme/site']) await github.addRepository(name, { copyOf: content });
  await github.addRepository('acme/unpaid', { copyOf: content, disabled: true });
  github.faults.next({ match: ({ path }) => path.includes('acme/blocked'), fault: answer(451), times: Infinity });
  const result = await world.cli(['sync', '--store', './backups', '--json', '--repositories', 'acme/*']);
  expect(result.code).toBe(3);
  expect(outcomes(documentOf(result).repositories)).toEqual({
    'acme/unpaid': 'failed: denied',
    'acme/app': 'stored',
    'acme/blocked': 'failed: denied',
    'acme/site': 'stored',
  });
});

test('a renamed repository is backed up under the name that it has, and the old one is told', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await github.rename('acme/app', 'acme/application');
  const inputs = { repositories: 'acme/app\nacme/application\nacme/kept=acme/app' };
  const step = await world.action(inputs);
  expect(step.conclusion).toBe('success');
  expect(await world.stored()).toEqual(['acme/application']);
  expect(step.log).toContain('acme/app is called acme/application now: write the new name in `repositories`');
});

test('a name that says what to store it under keeps it, also when the repository is renamed', async () => {
  await using world = await openWorld();
  await world.github.addRepository('acme/app', { copyOf: world.content });
  await world.github.rename('acme/app', 'acme/application');
  expect(await world.action({ repositories: 'acme/kept=acme/app' })).toMatchObject({ conclusion: 'success' });
  expect(await world.stored()).toEqual(['acme/kept']);
});

test('a token that has expired fails every repository of it, and none that does without', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  github.settings.token = undefined;
  const repositories = `acme/app,acme/*,acme/local=${content}`;
  const result = await world.cli(['sync', '--store', './backups', '--json', '--repositories', repositories]);
  expect(result.code).toBe(3);
  const entries = documentOf(result).repositories;
  expect(outcomes(entries)).toEqual({
    'acme/app': 'failed: denied',
    'acme/*': 'failed: denied',
    'acme/local': 'stored',
  });
  // What is refused is not asked again and again: one request for the names, one for the pattern.
  expect(world.asked()).toHaveLength(2);
  for (const { error } of entries.slice(0, 2)) expect(error?.message).toContain('GitHub refuses the token (401)');
});

test('an API that does not answer stops no backup: git has all that is needed', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  github.faults.next({ match: ({ place }) => place === 'graphql', fault: secondaryLimit(7200), times: Infinity });
  const step = await world.action({ repositories: 'acme/app' });
  expect(step).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
  expect(step.log).toContain('names are taken as they are written');
});
