// Another run prunes while this one reads: what it removed is neither damage nor a reason to stop.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Store } from '../../src/stores/store.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let names: string[];
// Four full snapshots, of which the first two are due for removal.
beforeEach(async () => {
  place = await openPlace();
  const app = await place.origin('acme/app');
  names = [];
  for (const days of [10, 20, 40, 1]) {
    await app.commit();
    names.push((await place.ledger('snapshot', { type: 'full' }))['acme/app']?.snapshot ?? '');
    place.pass(24 * days);
  }
});
afterEach(() => place[Symbol.asyncDispose]());

/** The store; another run prunes it when the `nth` object is read. */
function prunedAt(nth: number): Store {
  let reads = 0;
  return {
    ...place.store,
    async get(key, range) {
      if ((reads += 1) === nth) await place.run('prune');
      return place.store.get(key, range);
    },
  };
}

test.each([1, 2, 3, 4, 5, 6, 8])('verify tells no damage where it is pruned at the read of object %d', async (nth) => {
  for (const deep of [false, true]) {
    const report = await place.runOn(prunedAt(nth), 'verify', { deep });
    expect(report).toMatchObject({ verdict: 'ok', repositories: [{ status: 'verified' }] });
  }
});

test.each([1, 2, 3])(
  'status does not call a repository damaged where it is pruned at the read of object %d',
  async (nth) => {
    const report = await place.runOn(prunedAt(nth), 'status', { maxAgeHours: 1000 });
    expect(report.repositories).toMatchObject([{ healthy: true, problems: [] }]);
  },
);

test.each([1, 2, 3])('prune agrees with another prune at the read of object %d', async (nth) => {
  const report = await place.runOn(prunedAt(nth), 'prune');
  expect(report).toMatchObject({ verdict: 'ok', repositories: [{ status: 'pruned' }] });
  const left = (await place.store.list('acme/app/')).map(({ key }) => key);
  expect(left.filter((key) => key.includes(names[0] ?? '') || key.includes(names[1] ?? ''))).toEqual([]);
  expect(left).toHaveLength(4);
});

test('what was asked for by name and is removed meanwhile is not-found, not verified', async () => {
  const report = await place.runOn(prunedAt(1), 'verify', { choice: { snapshot: names[0], at: undefined } });
  const [entry] = report.repositories as LedgerEntry[];
  expect(entry).toMatchObject({ status: 'failed', error: { kind: 'not-found' } });
});
