// Another run prunes the source or the destination while a copy is on its way: no damage is told, and nothing listed lies.
import { beforeEach, expect, test } from 'vitest';
import { runOn } from '../../src/commands/run.ts';
import { BackupError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { setCopies } from './copies.ts';

const scene = setCopies();
let destination: Store;
beforeEach(async () => {
  destination = await openDirectoryStore(scene.target, scene.target, true);
});

const copyOn = (source: Store, to: Store) => {
  const { context, settings } = scene.place;
  return runOn([source, to], context, settings('copy', { copyTo: [scene.target] }));
};

/** A store that calls `act` before its `nth` operation of that kind. */
function before(store: Store, kind: 'get' | 'put', nth: number, act: () => Promise<unknown>): Store {
  let count = 0;
  const reach = async () => {
    if ((count += 1) === nth) await act();
  };
  return {
    ...store,
    async get(key, range) {
      if (kind === 'get') await reach();
      return store.get(key, range);
    },
    async put(key, body) {
      if (kind === 'put') await reach();
      return store.put(key, body);
    },
  };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('the source is pruned at the read of object %d', async (nth) => {
  scene.place.pass(24 * 40);
  const prune = () => scene.place.run('prune', { retention: { days: 1, keepLast: 1 } });
  const report = await copyOn(before(scene.place.store, 'get', nth, prune), destination);
  expect(report).toMatchObject({ verdict: 'ok', repositories: [{ status: 'copied', missing: 0 }] });
  const [line] = report.repositories as LedgerEntry[];
  expect(line?.copied).toEqual(expect.arrayContaining(scene.names.slice(2)));
  expect(await scene.place.run('verify', { stores: [scene.target], deep: true })).toMatchObject({ verdict: 'ok' });
});

// Every second object is a manifest. Its archive, which is old and has none yet, looks to a prune like what a crash left.
test.each([2, 3, 4, 5, 6, 7, 8])('the destination is pruned before object %d is stored', async (nth) => {
  scene.place.pass(24 * 40);
  const prune = () => scene.place.run('prune', { stores: [scene.target], retention: { days: 1, keepLast: 1 } });
  const report = await copyOn(scene.place.store, before(destination, 'put', nth, prune));
  const [line] = report.repositories as LedgerEntry[];
  expect([report.verdict, line?.error?.kind]).toEqual(nth % 2 === 0 ? ['partial', 'store'] : ['ok', undefined]);
  expect(await scene.place.run('verify', { stores: [scene.target], deep: true })).toMatchObject({ verdict: 'ok' });
  expect(await scene.line()).toMatchObject({ missing: 0 });
  expect(await scene.place.run('verify', { stores: [scene.target], deep: true })).toMatchObject({ verdict: 'ok' });
});

test('a file that another run is writing still, or has died of, is told as that and not as one that is missing', async () => {
  const writing = new BackupError('exists', 'it is being written by another run', { hint: 'Run it again after noon.' });
  let busy = true;
  const half: Store = {
    ...destination,
    put: async (key, body) => {
      if (busy && key.endsWith(`${scene.names[1]}.tar`)) throw writing;
      return destination.put(key, body);
    },
  };
  const report = await copyOn(scene.place.store, half);
  const [line] = report.repositories as LedgerEntry[];
  expect(line?.error).toMatchObject({ kind: 'exists', message: writing.message, hint: writing.hint });
  expect(line?.copied).toEqual(scene.names.filter((name) => name !== scene.names[1]));
  busy = false;
  expect(await copyOn(scene.place.store, half)).toMatchObject({ verdict: 'ok', repositories: [{ missing: 0 }] });
});
