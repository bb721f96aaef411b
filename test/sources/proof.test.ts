// An increment is proven against the chain in the store: where that is not what it should be, a full snapshot is made.
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Manifest } from '../../src/domain/manifest.ts';
import { corruptAt } from '../lab/faults.ts';
import { openRepository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

/** A world with a full snapshot and two increments. */
async function withChain(): Promise<{ world: World; app: Repository; snapshots: string[] }> {
  const world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 40);
  const snapshots: string[] = [];
  for (let day = 0; day < 3; day += 1) {
    await app.commit({ files: { [`day-${day}/file.txt`]: `day ${day}\n` } });
    snapshots.push((await world.run('sync')).entry.snapshot ?? '');
  }
  expect((await world.manifest()).git).toMatchObject({ proven: 'links', chain: [{}, {}, {}] });
  return { world, app, snapshots };
}

async function change(world: World, snapshot: string, edit: (manifest: Manifest) => void): Promise<void> {
  const path = join(world.store, 'acme/app', `${snapshot}.json`);
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

test('without a kept index the server is asked whether anything is new, and the manifest says how it was proven', async () => {
  const { world, app, snapshots } = await withChain();
  await using _ = world;
  // As an older program, or a person who saved space, would leave it.
  await change(world, snapshots[2] ?? '', ({ git }) => {
    for (const link of git.chain) link.index = null;
  });
  await app.commit();
  await app.setRef('refs/heads/old', 'main~20');
  const { entry } = await world.run('sync');
  expect(entry).toMatchObject({ status: 'stored', type: 'incremental' });
  expect((await world.manifest()).git.proven).toBe('boundary');
  await expectBack(world, await photograph(app.path));
});

test('a chain that lost a link without a word is noticed, and a new one begins', async () => {
  const { world, app, snapshots } = await withChain();
  await using _ = world;
  await change(world, snapshots[2] ?? '', ({ git }) => {
    git.chain = git.chain.filter(({ snapshot }) => snapshot !== snapshots[1]);
  });
  await app.commit();
  const { entry, log } = await world.run('sync');
  expect(log.join('\n')).toMatch(/neither in the new bundle nor in the chain.* making a full snapshot instead/);
  expect(entry).toMatchObject({ status: 'stored', type: 'full' });
  expect((await world.manifest()).git).toMatchObject({ proven: 'connectivity', chain: [{}] });
  await expectBack(world, await photograph(app.path));
});

test.each(['repo.idx', 'refs.gz'])('a damaged %s in the store is noticed, and a new chain begins', async (name) => {
  const { world, app, snapshots } = await withChain();
  await using _ = world;
  const manifest = await world.manifest(snapshots[2]);
  const member = manifest.archives[0]?.members.find((one) => one.name === name);
  await using file = await open(join(world.store, 'acme/app', `${snapshots[2]}.tar`), 'r+');
  await file.write(Buffer.from('damage'), 0, 6, (member?.offset ?? 0) + 20);
  await app.commit();
  const { entry, log } = await world.run('sync');
  expect(log.join('\n')).toMatch(/making a full snapshot instead/);
  expect(entry).toMatchObject({ status: 'stored', type: 'full' });
  await expectBack(world, await photograph(app.path));
});

test('an increment that arrives damaged is fetched again, and does not cost a full snapshot', async () => {
  const { world, app } = await withChain();
  await using _ = world;
  await app.commit();
  world.server.faults.next({ when: 'fetch', fault: corruptAt(30, { of: 'pack' }) });
  const { entry, waits } = await world.run('sync');
  expect(waits).toEqual([1000]);
  expect(entry).toMatchObject({ status: 'stored', type: 'incremental' });
});

test('a renamed repository goes on with its chain, and the user is told the new name', async () => {
  const { world, app } = await withChain();
  await using _ = world;
  const moved = world.origin('acme/new-name');
  await app.git('repack', '-adq');
  await rename(app.path, moved);
  world.server.rename('/acme/app.git', '/acme/new-name.git');
  await openRepository(moved).commit();
  const { entry } = await world.run('sync');
  const to = `${world.server.url}/acme/new-name.git`;
  expect(entry).toMatchObject({
    repository: 'acme/app',
    status: 'stored',
    type: 'incremental',
    warnings: [`acme/app has moved to ${to}: write the new name in \`repositories\``],
  });
  expect((await world.run('sync')).entry).toMatchObject({
    status: 'unchanged',
    warnings: [expect.stringContaining(to)],
  });
  await expectBack(world, await photograph(moved));
});
