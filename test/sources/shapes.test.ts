// Repositories of every shape that real ones have: each is captured, and each comes back byte for byte.
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  detachedHead,
  headAtMissingBranch,
  notesAndOtherRefs,
  oddMessages,
  pullRequestRefs,
  tagShapes,
  withSubmodule,
  zeroPaddedModes,
} from '../lab/odd-repositories.ts';
import { createRepository } from '../lab/repositories.ts';
import { branchyHistory, linearHistory } from '../lab/repository-shapes.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';

test('merges, octopus merges and side branches come back', async () => {
  await using world = await openWorld();
  const app = await branchyHistory(world.origin('acme/app'), 20, 60);
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'full' });
  await expectBack(world, await photograph(app.path));
});

test('tags of every kind come back: lightweight, annotated, nested, on trees, on blobs', async () => {
  await using world = await openWorld();
  const { repository } = await tagShapes(world.origin('acme/app'));
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  await expectBack(world, await photograph(repository.path));
});

test('tags of every kind that come later come back, on what is old and on what is new', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 4);
  const first = await app.annotatedTag('first', 'main~1');
  await world.run('sync');
  await app.annotatedTag('on-old-commit', 'main~3');
  await app.annotatedTag('on-old-tag', first);
  await app.annotatedTag('on-old-tree', 'main~2^{tree}');
  await app.annotatedTag('on-old-blob', 'main:log.txt');
  await app.tag('light-on-old-tree', 'main~1^{tree}');
  await app.tag('light-on-old-blob', 'main~1:log.txt');
  const { entry } = await world.run('sync');
  expect(entry).toMatchObject({ status: 'stored', type: 'incremental' });
  expect((await world.manifest()).git.chain.at(-1)?.pack.objects).toBe(4);
  await app.commit();
  await app.annotatedTag('on-new-commit', 'main');
  await app.annotatedTag('on-new-blob', await app.writeObject('blob', 'a new key\n'));
  await world.run('sync');
  expect((await world.manifest()).git.proven).toBe('links');
  await expectBack(world, await photograph(app.path));
});

test('a tag that moved to another commit keeps its old object in the older snapshot', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 4);
  await app.annotatedTag('latest', 'main~2', { message: 'the old one' });
  const { entry } = await world.run('sync');
  const before = await photograph(app.path);
  await app.annotatedTag('latest', 'main', { message: 'the new one' });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  await expectBack(world, await photograph(app.path));
  await expectBack(world, before, { snapshot: entry.snapshot ?? '' });
});

test('an empty repository is a result and not a failure, and its first commit is captured', async () => {
  await using world = await openWorld();
  const app = await createRepository(world.origin('acme/app'));
  for (let run = 0; run < 2; run += 1) {
    const { report, entry } = await world.run('sync');
    expect(report.verdict).toBe('ok');
    expect(entry).toMatchObject({ status: 'empty', sources: { git: 'empty' } });
    expect(entry.note).toContain('nothing to store, and nothing to restore');
  }
  expect(await world.listing()).toEqual([]);
  for (const repositories of ['', 'acme/app'])
    await expect(world.run('restore', { repositories, to: './back.git' })).rejects.toMatchObject({
      kind: 'not-found',
      hint: expect.stringContaining('without a commit has no snapshot') as string,
    });
  await app.commit();
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'full' });
  await expectBack(world, await photograph(app.path));
});

test('a repository that becomes empty makes a snapshot without refs, and the history stays in the one before', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  const { entry } = await world.run('sync');
  const before = await photograph(app.path);
  await app.deleteRef('refs/heads/main');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  expect(await world.manifest()).toMatchObject({ commit_hash: null, git: { refs: { count: 0 } } });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'unchanged' });
  await expectBack(world, { ...(await photograph(app.path)), objects: [] });
  await expectBack(world, before, { snapshot: entry.snapshot ?? '' });
  await app.commit({ branch: 'again', parents: [] });
  await world.run('sync');
  await expectBack(world, await photograph(app.path));
});

test('a detached HEAD comes back, also on a commit that no branch reaches', async () => {
  await using world = await openWorld();
  const { repository: app, commit } = await detachedHead(world.origin('acme/app'));
  await world.run('sync');
  expect(await world.manifest()).toMatchObject({ commit_hash: commit, git: { head: commit } });
  await expectBack(world, await photograph(app.path));
  const lonely = await app.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'On no branch');
  await app.setHead(lonely);
  await world.run('sync');
  expect(await world.manifest()).toMatchObject({ commit_hash: lonely, commit_message: 'On no branch' });
  await expectBack(world, await photograph(app.path), { unbundle: true });
  await world.run('sync', { type: 'full' });
  expect((await world.run('snapshot', { type: 'full' })).entry).toMatchObject({ type: 'full' });
  await expectBack(world, await photograph(app.path), { unbundle: true });
});

test('a repository of which HEAD alone keeps a commit is not empty', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 2);
  await app.setHead(await app.git('rev-parse', 'main'));
  await app.deleteRef('refs/heads/main');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  await expectBack(world, await photograph(app.path), { unbundle: true });
});

test('a HEAD that names a missing branch comes back as it is', async () => {
  await using world = await openWorld();
  const app = await headAtMissingBranch(world.origin('acme/app'));
  await world.run('sync');
  expect(await world.manifest()).toMatchObject({
    commit_hash: null,
    commit_date: null,
    commit_message: null,
    git: { head: 'refs/heads/gone' },
  });
  await expectBack(world, await photograph(app.path));
});

test('notes, a stash and refs outside of the usual folders come back', async () => {
  await using world = await openWorld();
  const app = await notesAndOtherRefs(world.origin('acme/app'));
  await world.run('sync');
  await app.git('notes', 'add', '-m', 'one more', 'main~2');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  await expectBack(world, await photograph(app.path));
});

test('pull requests are left out, and come with `include-pull-refs`', async () => {
  await using world = await openWorld();
  const app = await pullRequestRefs(world.origin('acme/app'));
  await world.run('sync');
  const whole = await photograph(app.path);
  const without = { ...whole, refs: whole.refs.filter((ref) => !ref.includes(' refs/pull/')) };
  const hidden = (await app.git('rev-list', '--objects', '--no-object-names', '--branches')).split('\n').sort();
  expect(hidden.length).toBeLessThan(whole.objects.length);
  await expectBack(world, { ...without, objects: hidden });
  expect((await world.run('sync', { 'include-pull-refs': 'true' })).entry).toMatchObject({ status: 'stored' });
  await expectBack(world, whole);
  expect((await world.run('sync', { 'include-pull-refs': 'true' })).entry).toMatchObject({ status: 'unchanged' });
});

test('a SHA-256 repository comes back, full and incremental', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 5, { objectFormat: 'sha256' });
  await app.annotatedTag('v1');
  await world.run('sync');
  expect(await world.manifest()).toMatchObject({ git: { object_format: 'sha256', proven: 'connectivity' } });
  await expectBack(world, await photograph(app.path));
  await app.commit();
  await app.setHead('refs/heads/main');
  expect((await world.run('sync')).entry).toMatchObject({ type: 'incremental' });
  await expectBack(world, await photograph(app.path));
});

test('an origin that was made anew with another hash function starts a new chain', async () => {
  await using world = await openWorld();
  const old = await linearHistory(world.origin('acme/app'), 3);
  const { entry } = await world.run('sync');
  const before = await photograph(old.path);
  await rm(old.path, { recursive: true });
  const app = await linearHistory(world.origin('acme/app'), 3, { objectFormat: 'sha256' });
  const again = await world.run('sync');
  expect(again.entry.error).toBeUndefined();
  expect(again.entry).toMatchObject({ status: 'stored', type: 'full' });
  await expectBack(world, await photograph(app.path));
  await expectBack(world, before, { snapshot: entry.snapshot ?? '' });
});

test('messages that are not UTF-8 are readable in the manifest and unchanged in the repository', async () => {
  await using world = await openWorld();
  const { repository: app } = await oddMessages(world.origin('acme/app'));
  await world.run('sync');
  expect((await world.manifest()).commit_message).toBe('Bytes \ufffd\ufffd\ufffd(\ufffd\n\nand a body');
  await app.setHead('refs/heads/latin');
  await app.setRef('refs/heads/latin', 'main~1');
  await world.run('sync');
  expect((await world.manifest()).commit_message).toBe('Grüße aus Köln');
  await expectBack(world, await photograph(app.path));
});

test('submodules are kept as the links that they are, and not followed', async () => {
  await using world = await openWorld();
  const { repository: app, module } = await withSubmodule(world.origin('acme/app'));
  await world.run('sync');
  const other = 'decade'.repeat(6) + 'deca';
  await app.commit({ files: { lib: { mode: '160000', content: other } } });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  const after = await photograph(app.path);
  expect(after.objects).not.toEqual(expect.arrayContaining([module]));
  await expectBack(world, after);
});

test('old history with zero-padded modes is kept as it is, full and incremental', async () => {
  await using world = await openWorld();
  const app = await zeroPaddedModes(world.origin('acme/app'));
  await world.run('sync');
  const tree = await app.git('rev-parse', 'main^{tree}');
  await app.setRef('refs/heads/main', await app.git('commit-tree', tree, '-p', 'main', '-m', 'On top'));
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  await expectBack(world, await photograph(app.path));
});
