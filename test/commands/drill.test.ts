// drill: a restore that is timed, compared and thrown away; what it says would work has just worked.
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runOn } from '../../src/commands/run.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Repository } from '../lab/repositories.ts';
import { copyStore } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  for (const type of ['full', 'incremental'] as const) {
    await app.commit();
    await app.annotatedTag(`v-${type}`, 'main');
    await place.run('snapshot', { type });
    place.pass(24);
  }
});
afterEach(() => place[Symbol.asyncDispose]());

const drill = async (changes = {}) => (await place.ledger('drill', changes))['acme/app'];

test('tells what was restored, and leaves nothing of it on the disk', async () => {
  expect(await drill()).toMatchObject({
    status: 'restored',
    snapshot: 'snapshot-20261102-020000',
    note: expect.stringMatching(/^restored in .+ \(RTO\): 3 refs, 8 objects$/) as string,
  });
  expect(await readdir(place.context.scratch)).toEqual([]);
  expect((await readdir(place.folder.path)).toSorted()).toEqual(['origins', 'scratch', 'store']);
});

test('measures the time that the restore took', async () => {
  let now = place.context.now().getTime();
  const context = { ...place.context, now: () => new Date((now += 100)) };
  const report = await runOn([place.store], context, place.settings('drill'));
  const [entry] = report.repositories as LedgerEntry[];
  expect(entry?.rto_ms).toBeGreaterThanOrEqual(100);
  expect(entry?.duration_ms).toBeGreaterThan(entry?.rto_ms ?? 0);
});

test('takes the snapshot that is asked for, by name and by time', async () => {
  const choices = [
    { snapshot: 'snapshot-20261101-020000', at: undefined },
    { snapshot: undefined, at: new Date('2026-11-01T12:00:00Z') },
  ];
  for (const choice of choices)
    expect(await drill({ choice })).toMatchObject({ snapshot: 'snapshot-20261101-020000', type: 'full' });
});

test('fails on what a restore would fail on, and leaves nothing then either', async () => {
  const store = await copyStore(place.root, place.folder.join('copy'));
  const [base] = (await store.manifest(store.names[0] ?? '')).git.chain;
  await store.flip(store.file(store.names[0] ?? '', '.tar'), (base?.pack.offset ?? 0) + 40);
  expect(await drill({ stores: [store.root] })).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
  expect(await readdir(place.context.scratch)).toEqual([]);
});

test('finds a restored repository that holds another number of objects than was stored', async () => {
  const store = await copyStore(place.root, place.folder.join('copy'));
  for (const name of store.names)
    await store.rewrite(name, (text) => text.replace(/"objects": (\d+)/, '"objects": 1$1'));
  expect(await drill({ stores: [store.root] })).toMatchObject({
    status: 'failed',
    error: { kind: 'corrupt', message: expect.stringMatching(/objects were restored instead of/) as string },
  });
});

test('of several repositories goes on after one that fails, also where nothing but leftovers is stored', async () => {
  await (await place.origin('acme/web')).commit();
  await place.run('sync');
  const store = await copyStore(place.root, place.folder.join('copy'), 'acme/web');
  await store.remove(store.file(store.names[0] ?? '', '.json'));
  const report = await place.run('drill', { stores: [store.root] });
  expect(report).toMatchObject({
    verdict: 'partial',
    repositories: [
      { repository: 'acme/app', status: 'restored' },
      { repository: 'acme/web', status: 'failed', error: { kind: 'not-found' } },
    ],
  });
});
