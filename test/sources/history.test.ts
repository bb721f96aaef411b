// What happens to a repository from day to day, and that every day of it comes back.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import type { RecordedRequest } from '../lab/recorded-request.ts';
import { createRepository } from '../lab/repositories.ts';
import type { Repository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';

/** What was asked of the server since the last time. */
const operations = (requests: RecordedRequest[]) => requests.splice(0).map(({ operation }) => operation);

test('the first snapshot is full, proven, and brings the repository back', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 12);
  const { report, entry } = await world.run('sync');
  expect(report.verdict).toBe('ok');
  expect(entry).toMatchObject({ status: 'stored', type: 'full' });
  const tip = await app.git('rev-parse', 'main');
  expect(await world.manifest()).toMatchObject({
    source: `${world.server.url}/acme/app.git`,
    commit_hash: tip,
    commit_date: await isoDate(app, tip),
    commit_message: 'Change 12\n\nWhy change 12 was made.',
    type: 'full',
    repository: { full_name: 'acme/app', default_branch: 'main' },
    git: { object_format: 'sha1', head: 'refs/heads/main', refs: { count: 1 }, proven: 'connectivity' },
  });
  await expectBack(world, await photograph(app.path));
});

async function isoDate(app: Repository, id: string): Promise<string> {
  const seconds = Number(await app.git('show', '-s', '--format=%ct', id));
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}

test('a repository in which nothing changed costs one request and stores nothing', async () => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 3);
  await world.run('sync');
  const before = await world.listing();
  expect(operations(world.server.requests)).toEqual(['info-refs', 'ls-refs', 'fetch']);
  const { report, entry } = await world.run('sync');
  expect(report.verdict).toBe('ok');
  expect(entry).toMatchObject({ status: 'unchanged', bytes: 0 });
  expect(operations(world.server.requests)).toEqual(['ls-refs']);
  expect(await world.listing()).toEqual(before);
});

test('`snapshot` makes one although nothing changed, without a bundle, and it restores by itself', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  await world.run('sync');
  const { entry } = await world.run('snapshot');
  expect(entry).toMatchObject({ status: 'stored', type: 'incremental' });
  const { archives, commit_message: message } = await world.manifest();
  expect(archives[0]?.members.map(({ name }) => name)).toEqual(['refs.gz']);
  expect(message).toBe('Change 3\n\nWhy change 3 was made.');
  await expectBack(world, await photograph(app.path));
});

test('each day of commits, branches and merges comes back from its own snapshot', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 30);
  const days: { snapshot: string; photo: Awaited<ReturnType<typeof photograph>> }[] = [];
  const day = async () => {
    const { entry } = await world.run('sync');
    expect(entry).toMatchObject({ status: 'stored', type: days.length === 0 ? 'full' : 'incremental' });
    days.push({ snapshot: entry.snapshot ?? '', photo: await photograph(app.path) });
    return entry;
  };
  await day();
  await app.commit({ files: { 'src/part-1/note-1.txt': 'changed\n' } });
  expect((await day()).bytes).toBeLessThan(12_000);
  const topic = await app.commit({ branch: 'topic', parents: ['main~1'] });
  await app.commit({ parents: ['main', topic], message: 'Merge topic\n' });
  await day();
  await app.commit({ branch: 'orphan', parents: [], files: { 'docs.md': 'another root\n' } });
  await day();
  for (const { snapshot, photo } of days) await expectBack(world, photo, { snapshot });
  expect((await world.manifest()).git.proven).toBe('links');
  expect((await world.run('verify', { deep: 'true' })).report.verdict).toBe('ok');
});

test('a HEAD that moves to another branch on the same commit is a change', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  await app.setRef('refs/heads/trunk', 'main');
  await world.run('sync');
  await app.setHead('refs/heads/trunk');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  await expectBack(world, await photograph(app.path));
});

test('the bundle of an increment names the commits that it builds on, and is refused without them', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 30);
  await world.run('sync');
  const base = await app.git('rev-parse', 'main');
  await app.commit();
  const { entry } = await world.run('sync');
  const archive = join(world.store, 'acme/app', `${entry.snapshot}.tar`);
  const untar = ['-xf', archive, '-C', world.folder.path, 'repo.bundle'];
  await runProcess('tar', untar, { env: { PATH: process.env['PATH'] } });
  const bundle = await readFile(world.folder.join('repo.bundle'), 'latin1');
  expect(bundle).toMatch(
    new RegExp(`^# v2 git bundle\n-${base} \n[0-9a-f]{40} HEAD\n[0-9a-f]{40} refs/heads/main\n\nPACK`),
  );
  const empty = await createRepository(world.folder.join('empty.git'));
  expect((await git(empty.path, ['bundle', 'verify', world.folder.join('repo.bundle')])).code).not.toBe(0);
});

test('a new branch at an old commit is a snapshot without a bundle', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 5);
  await world.run('sync');
  await app.setRef('refs/heads/release', 'main~3');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  expect((await world.manifest()).archives[0]?.members).toHaveLength(1);
  expect((await world.manifest()).git.chain).toHaveLength(1);
  await expectBack(world, await photograph(app.path));
});

test('a new branch at an old commit rides along with new commits', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 5);
  await world.run('sync');
  await app.setRef('refs/heads/release', 'main~3');
  await app.commit();
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  await expectBack(world, await photograph(app.path));
});

test('a deleted branch makes a snapshot without a bundle, and stays in the one before', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  await app.commit({ branch: 'doomed', parents: ['main'] });
  const { entry } = await world.run('sync');
  const before = await photograph(app.path);
  await app.deleteRef('refs/heads/doomed');
  world.server.requests.splice(0);
  await world.run('sync');
  expect(operations(world.server.requests)).toEqual(['ls-refs']);
  expect((await world.manifest()).archives[0]?.members.map(({ name }) => name)).toEqual(['refs.gz']);
  await expectBack(world, await photograph(app.path));
  await expectBack(world, before, { snapshot: entry.snapshot ?? '' });
});

test('history that a force push dropped comes back from the older snapshot, also when the origin forgot it', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 6);
  const { entry } = await world.run('sync');
  const before = await photograph(app.path);
  await app.commit({ parents: ['main~4'], message: 'Rewritten\n' });
  await app.git('reflog', 'expire', '--expire=now', '--all');
  await app.git('gc', '--quiet', '--prune=now');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  const rewritten = await photograph(app.path);
  expect(rewritten.objects).not.toEqual(expect.arrayContaining([...before.objects]));
  // New work on the rewritten history and on the dropped one, whose commits are in the first bundle only.
  await app.commit();
  await world.run('sync');
  await expectBack(world, await photograph(app.path));
  await expectBack(world, before, { snapshot: entry.snapshot ?? '' });
});

test('a branch that becomes a folder of branches does not stop the restore', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  await app.setRef('refs/heads/work', 'main~1');
  await world.run('sync');
  await app.deleteRef('refs/heads/work');
  await app.commit({ branch: 'work/part', parents: ['main'] });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  await expectBack(world, await photograph(app.path), { unbundle: true });
});

test('a differential snapshot builds on the full one alone', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 5);
  await world.run('sync');
  for (let day = 0; day < 2; day += 1) {
    await app.commit();
    expect((await world.run('sync', { type: 'differential' })).entry).toMatchObject({ type: 'differential' });
    expect((await world.manifest()).git.chain).toHaveLength(2);
  }
  await expectBack(world, await photograph(app.path));
});

test('HEAD that moved to an old commit is described in the manifest, with and without filters on the server', async () => {
  for (const filter of ['true', 'false']) {
    await using world = await openWorld({ config: { 'uploadpack.allowFilter': filter } });
    const app = await linearHistory(world.origin('acme/app'), 5);
    await app.setRef('refs/heads/old', 'main~3');
    await app.setRef('refs/heads/older', 'main~4');
    await world.run('sync');
    await app.setHead('refs/heads/old');
    await world.run('sync');
    expect(await world.manifest()).toMatchObject({
      commit_hash: await app.git('rev-parse', 'main~3'),
      commit_message: 'Change 2\n\nWhy change 2 was made.',
      commit_date: await isoDate(app, 'main~3'),
      git: { head: 'refs/heads/old' },
    });
    const asked = world.server.requests.findLast(({ operation }) => operation === 'fetch')?.lines ?? [];
    expect(asked.includes('filter tree:0')).toBe(filter === 'true');
    // The same with new commits elsewhere: the new pack does not hold HEAD's commit either.
    await app.commit();
    await app.setHead('refs/heads/older');
    await world.run('sync');
    expect(await world.manifest()).toMatchObject({ commit_message: 'Change 1\n\nWhy change 1 was made.' });
    await expectBack(world, await photograph(app.path));
  }
});
