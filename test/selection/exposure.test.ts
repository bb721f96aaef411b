// A backup that leaks: private code in a store that everybody can read is refused, unless that is meant or it is sealed.
import { expect, test } from 'vitest';
import { documentOf } from '../doors/scene.ts';
import { openWorld, outcomes, type World } from './world.ts';

const RECIPIENT = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

async function openBackups(visibility: 'public' | 'private'): Promise<World> {
  const world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/backups', { private: visibility === 'private', copyOf: content });
  await github.addRepository('acme/secret', { private: true, copyOf: content });
  await github.addRepository('acme/open', { copyOf: content });
  return world;
}

async function sync(world: World, ...flags: string[]) {
  const args = ['sync', '--json', '--repositories', 'acme/secret,acme/open', ...flags];
  return documentOf(await world.cli(args)).repositories;
}

test('a private repository is not stored in a public one, and the public one beside it is', async () => {
  await using world = await openBackups('public');
  const lines = await sync(world, '--store', 'release:acme/backups');
  expect(outcomes(lines)).toEqual({ 'acme/secret': 'failed: denied', 'acme/open': 'stored' });
  const { error } = lines.find(({ repository }) => repository === 'acme/secret') ?? {};
  expect(error?.message).toBe('acme/secret is private, and release:acme/backups is public: its code would be readable');
  expect(error?.hint).toContain('allow-public-store: true');
});

test.each([
  ['the store is private', 'private', []],
  ['it is sealed', 'public', ['--encrypt-to', RECIPIENT]],
  ['it is allowed', 'public', ['--allow-public-store']],
] as const)('a private repository is stored where %s', async (_, visibility, flags) => {
  await using world = await openBackups(visibility);
  expect(outcomes(await sync(world, '--store', 'release:acme/backups', ...flags))).toEqual({
    'acme/secret': 'stored',
    'acme/open': 'stored',
  });
});

test('drafts are seen by those only who may write: a private repository may go there', async () => {
  await using world = await openBackups('public');
  expect(outcomes(await sync(world, '--store', 'release:acme/backups?draft=true'))).toEqual({
    'acme/secret': 'stored',
    'acme/open': 'stored',
  });
});

test('a copy leaks no more than a backup does', async () => {
  await using world = await openBackups('public');
  await sync(world, '--store', './backups');
  const args = ['copy', '--store', './backups', '--copy-to', 'release:acme/backups', '--json'];
  expect(outcomes(documentOf(await world.cli(args)).repositories)).toEqual({
    'acme/secret': 'failed: denied',
    'acme/open': 'copied',
  });
  expect(outcomes(documentOf(await world.cli([...args, '--allow-public-store'])).repositories)).toEqual({
    'acme/secret': 'copied',
    'acme/open': 'unchanged',
  });
});
