// Histories go by id: a new name loses nothing of what was stored under the old one, and mixes nothing with it.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentOf } from '../doors/scene.ts';
import { refsOf } from '../lab/inspection.ts';
import { openWorld, outcomes, type World } from './world.ts';

const sync = (world: World, repositories: string) =>
  world.cli(['sync', '--store', './backups', '--json', '--type', 'incremental', '--repositories', repositories]);
const entries = async (world: World, repositories: string) => documentOf(await sync(world, repositories)).repositories;

test('a renamed repository goes on with the history that it has, and is restored under either name', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  const app = await github.addRepository('acme/app', { copyOf: content });
  await github.addRepository('acme/other', { copyOf: content });
  await sync(world, 'acme/*');
  await github.rename('acme/app', 'acme/application');
  expect(outcomes(await entries(world, 'acme/*'))).toEqual({ 'acme/app': 'unchanged', 'acme/other': 'unchanged' });
  await app.git.commit();
  const stored = await entries(world, 'acme/*');
  expect(stored.find(({ repository }) => repository === 'acme/app')).toMatchObject({
    status: 'stored',
    type: 'incremental',
  });
  expect(await world.stored()).toEqual(['acme/app', 'acme/other']);
  expect(await world.manifest('acme/app')).toMatchObject({ repository: { full_name: 'acme/application' } });
  for (const name of ['acme/app', 'acme/application']) {
    const to = join(world.workspace, name.replace('/', '-'));
    const restored = await world.cli(['restore', '--store', './backups', '--repositories', name, '--to', to]);
    expect(restored.code).toBe(0);
    expect(await refsOf(to)).toEqual(await refsOf(app.git.path));
  }
});

test('a repository that took over a name gets a folder of its own, and the lost one stays as it was', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await sync(world, 'acme/app');
  const old = await world.manifest('acme/app');
  await github.rename('acme/app', 'acme/legacy');
  const { id } = await github.addRepository('acme/app', { copyOf: content });
  const kept = `acme/app.id-${id}`;
  expect(outcomes(await entries(world, 'acme/app'))).toEqual({ [kept]: 'stored' });
  expect(await world.manifest('acme/app')).toEqual(old);
  const to = ['--to', join(world.workspace, 'restored')];
  const args = ['restore', '--store', './backups', '--repositories', 'acme/app', ...to, '--json'];
  // Whoever restores the name is told that it has meant two repositories.
  expect(documentOf(await world.cli(args)).repositories).toMatchObject([
    { status: 'restored', warnings: [expect.stringContaining(kept) as string] },
  ]);
  // The next night finds both again.
  expect(outcomes(await entries(world, 'acme/app,acme/legacy'))).toEqual({
    [kept]: 'unchanged',
    'acme/app': 'unchanged',
  });
});
