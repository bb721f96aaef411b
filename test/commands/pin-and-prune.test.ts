// A pin and a prune at the same time: a pin that was confirmed is kept, at whatever step of the other it came.
import { cp } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pin } from '../../src/commands/pin.ts';
import { prune } from '../../src/commands/prune.ts';
import { BackupError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { listRepository, openSnapshot } from '../../src/vault/listing.ts';
import { createDatedStore, REPOSITORY, settingsFor, type DatedStore } from './dated-store.ts';
import { contextIn } from './place.ts';

const OLD = 'snapshot-20250301-020000';
const MIDDLE = 'snapshot-20250302-020000';
const YOUNG = 'snapshot-20250303-020000';
const NEW = 'snapshot-20260303-020000';
const NOW = new Date('2026-11-25T12:00:00Z');
let dated: DatedStore;
let copies = 0;

beforeAll(async () => {
  dated = await createDatedStore();
  await dated.take('2025-03-01T02:00:00Z', 'full');
  await dated.take('2025-03-02T02:00:00Z');
  await dated.take('2025-03-03T02:00:00Z');
  await dated.take('2026-03-03T02:00:00Z', 'full');
});
afterAll(() => dated[Symbol.asyncDispose]());

/** A fresh copy of the store: of its four snapshots a prune would remove the first three. */
async function freshStore(): Promise<Store> {
  copies += 1;
  const path = dated.folder.join(`copy-${copies}`);
  await cp(dated.path, path, { recursive: true });
  return openDirectoryStore(path, path, false);
}

/** The same store, where `before` is awaited before each operation, counted from 1. */
function stepped(store: Store, before: (step: number) => Promise<void>): Store & { readonly steps: number } {
  let steps = 0;
  const step = () => before((steps += 1));
  return {
    address: store.address,
    get steps() {
      return steps;
    },
    put: (key, body) => step().then(() => store.put(key, body)),
    get: (key, range) => step().then(() => store.get(key, range)),
    list: (prefix) => step().then(() => store.list(prefix)),
    delete: (key) => step().then(() => store.delete(key)),
  };
}

const runPin = (store: Store) =>
  pin(
    contextIn(dated.folder, () => NOW, []),
    settingsFor(dated.folder, { command: 'pin', repositories: REPOSITORY, snapshot: MIDDLE }),
    store,
  );
const runPrune = (store: Store) =>
  prune(
    contextIn(dated.folder, () => NOW, []),
    settingsFor(dated.folder, { command: 'prune', repositories: REPOSITORY }),
    store,
  );

/** What is wrong with a store after a pin of MIDDLE beside a prune: it must be kept whole if the pin was confirmed. */
async function brokenPromises(store: Store, pinned: LedgerEntry[]): Promise<string[]> {
  const confirmed = pinned[0]?.status === 'pinned';
  const broken: string[] = [];
  for (const round of ['after both', 'after the next prune']) {
    const listing = await listRepository(store, REPOSITORY);
    const opened = await Promise.all(listing.snapshots.map((listed) => openSnapshot(store, listing, listed)));
    const names = listing.snapshots.map(({ name }) => name);
    const wanted = confirmed ? [OLD, MIDDLE, NEW] : [NEW];
    broken.push(
      ...opened.flatMap(({ problem }) => (problem ? [`${round}: ${problem.message}`] : [])),
      ...wanted.filter((name) => !names.includes(name)).map((name) => `${round}: ${name} is gone`),
      ...(listing.pins.has(MIDDLE) === confirmed ? [] : [`${round}: the pin says otherwise`]),
    );
    await runPrune(store);
  }
  return broken;
}

test('a pin at any step of a prune is kept whole or refused, never confirmed and lost', async () => {
  const quiet = stepped(await freshStore(), async () => {});
  await runPrune(quiet);
  expect(quiet.steps).toBeGreaterThan(12);
  const outcomes = new Set<string | undefined>();
  for (let at = 1; at <= quiet.steps; at += 1) {
    const store = await freshStore();
    let pinned: LedgerEntry[] = [];
    const beside = stepped(store, async (step) => {
      if (step === at) pinned = await runPin(store);
    });
    const pruned = await runPrune(beside);
    expect(pruned).toMatchObject([{ status: 'pruned' }]);
    expect(await brokenPromises(store, pinned)).toEqual([]);
    outcomes.add(pinned[0]?.status);
  }
  expect(outcomes).toEqual(new Set(['pinned', 'failed']));
});

test('a prune at any step of a pin leaves it whole or refused', async () => {
  const quiet = stepped(await freshStore(), async () => {});
  await runPin(quiet);
  const outcomes = new Set<string | undefined>();
  for (let at = 1; at <= quiet.steps; at += 1) {
    const store = await freshStore();
    const pinned = await runPin(
      stepped(store, async (step) => {
        if (step === at) await runPrune(store);
      }),
    );
    expect(await brokenPromises(store, pinned)).toEqual([]);
    outcomes.add(pinned[0]?.status);
  }
  expect(outcomes).toEqual(new Set(['pinned', 'failed']));
});

test('a prune that finds a new pin says so, and keeps all that is older', async () => {
  const store = await freshStore();
  let deleted = 0;
  const beside: Store = {
    ...store,
    async delete(key) {
      deleted += 1;
      // The youngest of the three goes first; the pin comes as the second is about to go.
      if (key.endsWith(`${MIDDLE}.json`)) await runPin(store);
      await store.delete(key);
    },
  };
  const [entry] = await runPrune(beside);
  expect(deleted).toBe(3);
  expect(entry?.removed).toEqual([YOUNG]);
  expect(entry?.decisions?.map(({ keep, reasons }) => `${keep}: ${reasons.join()}`)).toEqual([
    `true: ${MIDDLE} was pinned just now`,
    'true: pinned just now',
    'false: older than 30 days',
    'true: the state 30 days ago,the newest good',
  ]);
});

test('a prune that dies at any step leaves only whole snapshots, and a pin that came before holds', async () => {
  const quiet = stepped(await freshStore(), async () => {});
  await runPin(quiet);
  const before = quiet.steps;
  await runPrune(quiet);
  for (let at = before + 1; at <= quiet.steps; at += 1) {
    const store = await freshStore();
    const pinned = await runPin(store);
    const dying = stepped(store, async (step) => {
      if (step >= at - before) throw new Error('the machine is gone');
    });
    await runPrune(dying).catch(() => []);
    expect(await brokenPromises(store, pinned)).toEqual([]);
  }
});

test('a pin that another run is writing still, or has died of, is not told as one that holds', async () => {
  const store = await freshStore();
  const refusing = async () => {
    throw new BackupError('exists', 'the pin is being written by another run');
  };
  const report = await runPin({ ...store, put: refusing });
  expect(report).toMatchObject([{ status: 'failed', error: { message: 'the pin is being written by another run' } }]);
});
