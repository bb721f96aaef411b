// What a summary says of a store: never more than what is there, and without one more request.
import { expect, test } from 'vitest';
import { openPlace } from '../commands/place.ts';
import { noteHoldings } from '../../src/vault/holdings.ts';
import type { StoredObject } from '../../src/stores/store.ts';
import { listedStore } from './listed-store.ts';

const object = (key: string, size: number): StoredObject => ({ key, size });

test('snapshots, their bytes and their days, as the last listing of each repository has them', async () => {
  let objects = [
    object('acme/app/snapshot-20261120-020000.json', 10),
    object('acme/app/snapshot-20261120-020000.tar', 1000),
    object('acme/app/snapshot-20261121-020000.json', 10),
    object('acme/app/snapshot-20261121-020000.tar.age', 200),
    object('acme/app/snapshot-20261121-020000.pin', 10),
    object('acme/app/snapshot-20261122-020000.tar', 5000),
    object('runs/2026-11-20T02-00-00Z-1.json', 10),
  ];
  const { store, holdings } = noteHoldings(
    listedStore((prefix) => objects.filter(({ key }) => key.startsWith(prefix))),
  );
  expect(holdings()).toEqual({ snapshots: 0, bytes: 0, newest_at: null, days: [] });
  await store.list('acme/app/');
  await store.list('runs/');
  expect(holdings()).toEqual({
    snapshots: 2,
    bytes: 1200,
    newest_at: '2026-11-21T02:00:00Z',
    days: [
      { day: '2026-11-20', snapshots: 1, bytes: 1000 },
      { day: '2026-11-21', snapshots: 1, bytes: 200 },
    ],
  });
  await store.delete('acme/app/snapshot-20261121-020000.json');
  expect(holdings()).toMatchObject({ snapshots: 1, bytes: 1000, newest_at: '2026-11-20T02:00:00Z' });
  objects = [];
  await store.list('');
  expect(holdings()).toMatchObject({ snapshots: 0 });
});

test('a sync tells what is held after it, pruned snapshots not counted', async () => {
  await using place = await openPlace();
  const app = await place.origin('acme/app');
  for (let month = 0; month < 3; month += 1) {
    await app.commit();
    await place.run('snapshot', { type: 'full' });
    place.pass(31 * 24);
  }
  await app.commit();
  const { held } = await place.run('sync', { type: 'full' });
  const { snapshots, bytes, latest_at: latest } = (await place.status())['acme/app'] ?? {};
  expect(held).toMatchObject([{ snapshots, bytes, newest_at: latest }]);
});
