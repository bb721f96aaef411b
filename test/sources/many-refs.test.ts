// Refs by the thousand and refs with every name that git allows: none is lost, none is changed.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { everyRefName } from '../lab/ref-names.ts';
import { linearHistory, manyRefs } from '../lab/repository-shapes.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';

test('10,000 refs come back, and the day after costs only what changed', async () => {
  await using world = await openWorld();
  const app = await manyRefs(world.origin('acme/app'), 10_000, 60);
  await world.run('sync');
  expect((await world.manifest()).git.refs.count).toBe(10_000);
  const asked = world.server.requests.findLast(({ operation }) => operation === 'fetch');
  expect(asked?.lines.filter((line) => line.startsWith('want '))).toHaveLength(60);
  await app.commit();
  await app.deleteRef('refs/heads/topic/10');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  const { archives } = await world.manifest();
  expect(archives[0]?.members.find(({ name }) => name === 'repo.bundle')?.size).toBeLessThan(2000);
  expect((await world.run('sync')).entry).toMatchObject({ status: 'unchanged' });
  await expectBack(world, await photograph(app.path));
});

test('thousands of tips that are all different are asked for in one compressed request', async () => {
  await using world = await openWorld();
  const app = await manyRefs(world.origin('acme/app'), 2000, 2000);
  await world.run('sync');
  await app.commit();
  await world.run('sync');
  const fetches = world.server.requests.filter(({ operation }) => operation === 'fetch');
  expect(fetches).toHaveLength(2);
  for (const { headers, bodyBytes } of fetches) {
    expect(headers['content-encoding']).toBe('gzip');
    expect(bodyBytes).toBeLessThan(60_000);
  }
});

test('every branch is claimed, but of thousands of tags only some: a server looks each one up before its first byte', async () => {
  await using world = await openWorld();
  const app = await manyRefs(world.origin('acme/app'), 2000, 2000);
  await world.run('sync');
  const branches = await app.git('for-each-ref', '--format=%(objectname)', 'refs/heads');
  await app.commit();
  await world.run('sync');
  const fetches = world.server.requests.filter(({ operation }) => operation === 'fetch');
  const haves = (fetches[1]?.lines ?? [])
    .filter((line) => line.startsWith('have '))
    .map((line) => line.slice(5).trim());
  const unclaimed = branches.split('\n').filter((id) => !haves.includes(id));
  expect(unclaimed).toEqual([]);
  expect(haves.length).toBeLessThan(branches.split('\n').length + 300);
});

test('every legal ref name comes back to the byte, raw bytes included, in full and incremental snapshots', async () => {
  await using world = await openWorld();
  const { repository: app, names } = await everyRefName(world.origin('acme/app'));
  await world.run('sync');
  const first = await photograph(app.path);
  expect(first.refs.length).toBeGreaterThan(names.length);
  await expectBack(world, first);
  await app.commit();
  await app.setRefs(names.map((name) => [name, 'main'] as const));
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  await expectBack(world, await photograph(app.path));
});

test('a HEAD on a branch with any UTF-8 name comes back', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  await app.setRef('refs/heads/größe/日本語', 'main~1');
  await app.setHead('refs/heads/größe/日本語');
  await world.run('sync');
  expect(await world.manifest()).toMatchObject({
    git: { head: 'refs/heads/größe/日本語' },
    repository: { default_branch: 'größe/日本語' },
  });
  await expectBack(world, await photograph(app.path));
});

test('a HEAD on a branch whose name is no text is kept as the commit that it leads to', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  const name = Buffer.from('refs/heads/byte-\xff', 'latin1');
  await app.setRef(name, 'main~1');
  await writeFile(join(app.path, 'HEAD'), Buffer.concat([Buffer.from('ref: '), name, Buffer.from('\n')]));
  await world.run('sync');
  const id = await app.git('rev-parse', 'main~1');
  expect(await world.manifest()).toMatchObject({ commit_hash: id, git: { head: id } });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'unchanged' });
  await expectBack(world, { ...(await photograph(app.path)), head: id });
});
