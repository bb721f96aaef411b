// A crash at any point leaves orphans, never a snapshot that lies: every operation of a run fails once, in every way it can.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { BackupError } from '../../src/domain/errors.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { examine } from './examine.ts';
import { HISTORY_SETTINGS, makeHistory, type History } from './history.ts';
import { MOMENTS, struckStore, type Blow, type Moment } from './struck-store.ts';

let history: History;
beforeAll(async () => {
  history = await makeHistory();
});
afterAll(() => history[Symbol.asyncDispose]());

const broken = () => {
  throw new BackupError('store', 'the store broke');
};
let copies = 0;

/** Runs `sync` on a store that is struck; a store that stays broken fails at everything that comes after the blow. */
async function runStruck(from: 'history' | 'nothing', blow: Omit<Blow, 'strike'> | undefined, staysBroken: boolean) {
  const root = await history.copy(String((copies += 1)), from);
  const real = await openDirectoryStore(root, './store', true);
  let fallen = false;
  const strike = () => {
    fallen = true;
    broken();
  };
  const store = struckStore(staysBroken ? brokenOnce(real, () => fallen) : real, blow && { ...blow, strike });
  const report = await history.place.runOn(store, 'sync', HISTORY_SETTINGS);
  const [entry] = report.repositories as LedgerEntry[];
  if (!entry) throw new Error('no ledger entry');
  return { root, store, report, entry, fallen };
}

function brokenOnce(store: Store, isBroken: () => boolean): Store {
  const guard = () => (isBroken() ? Promise.reject(new BackupError('store', 'the store stayed broken')) : undefined);
  return {
    address: store.address,
    put: (key, body) => guard() ?? store.put(key, body),
    get: (key, range) => guard() ?? store.get(key, range),
    list: (prefix) => guard() ?? store.list(prefix),
    delete: (key) => guard() ?? store.delete(key),
  };
}

describe.each(['history', 'nothing'] as const)('a run over %s', (from) => {
  test('has everything in it that can be struck', async () => {
    const { store, entry, report, root } = await runStruck(from, undefined, false);
    expect([entry.status, report.verdict, entry.removed?.length ?? 0]).toEqual([
      'stored',
      'ok',
      from === 'history' ? 2 : 0,
    ]);
    const kinds = new Set(
      store.operations.map((operation) => operation.replace(/acme\/app\/snapshot-\d{8}-\d{6}|runs\/.*/, '*')),
    );
    const expected =
      from === 'history'
        ? [
            'list acme/app/',
            'get *.json',
            'get *.tar',
            'get *.pin',
            'put *.tar',
            'put *.json',
            'delete *.json',
            'delete *.tar',
            'put *',
          ]
        : ['list acme/app/', 'put *.tar', 'put *.json', 'put *'];
    expect([...kinds].toSorted()).toEqual(expected.toSorted());
    await examine(history, root, entry);
  });

  const WAYS = [
    ...MOMENTS.map((moment) => [moment, 'then works again', false] as const),
    ['before', 'stays broken', true] as const,
  ];

  test.each(WAYS)(
    'that breaks %s any operation and %s tells no lie, loses nothing, and the next run succeeds',
    async (moment, _, staysBroken) => {
      const { store } = await runStruck(from, undefined, false);
      expect(store.operations.length).toBeGreaterThan(3);
      for (const at of store.operations.keys()) await strikeAt(from, { at, moment }, staysBroken);
    },
    180_000,
  );
});

async function strikeAt(
  from: 'history' | 'nothing',
  blow: { at: number; moment: Moment },
  staysBroken: boolean,
): Promise<void> {
  const { root, report, entry, store, fallen } = await runStruck(from, blow, staysBroken);
  const what = `${blow.moment} ${store.operations[blow.at] ?? 'nothing'}`;
  // Green means that nothing went wrong. The record of the run is all that may be missing, and that is not green either.
  expect({ what, green: fallen && report.verdict === 'ok' && entry.note === undefined }).toEqual({
    what,
    green: false,
  });
  await examine(history, root, entry);
}
