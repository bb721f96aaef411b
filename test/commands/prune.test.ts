// prune: removes what the policy no longer wants and nothing else, says why, and stops where it cannot know what is needed.
import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snapshotName } from '../../src/domain/names.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { keysOf } from '../contract/bodies.ts';
import { copyStore, type DamagedStore } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let tests = 0;
const DAY = 24;

// Full 60 days ago with an increment, full 40 days ago with an increment 35 days ago and one yesterday.
beforeAll(async () => {
  place = await openPlace();
  const app = await place.origin('acme/app');
  for (const [type, hours] of [
    ['full', DAY],
    ['incremental', 19 * DAY],
    ['full', 5 * DAY],
    ['incremental', 34 * DAY],
    ['incremental', DAY],
  ] as const) {
    await app.commit();
    await place.run('snapshot', { type });
    place.pass(hours);
  }
});
afterAll(() => place[Symbol.asyncDispose]());

const copy = () => copyStore(place.root, place.folder.join('copies', String((tests += 1))));
const prune = async ({ root }: { root: string }, changes: Parameters<Place['ledger']>[1] = {}) =>
  (await place.ledger('prune', { stores: [root], ...changes }))['acme/app'];
const filesOf = async ({ root }: DamagedStore) => (await readdir(join(root, 'acme/app'))).toSorted();
const filesFor = (names: string[]) => names.flatMap((name) => [`${name}.json`, `${name}.tar`]).toSorted();

describe('what is due', () => {
  test('goes, manifest and archive, and what is kept still verifies deep', async () => {
    const store = await copy();
    const entry = await prune(store);
    expect(entry).toMatchObject({
      status: 'pruned',
      removed: store.names.slice(0, 2),
      note: expect.stringMatching(/^removed 2 \(.+\), 3 kept$/) as string,
    });
    expect(await filesOf(store)).toEqual(filesFor(store.names.slice(2)));
    expect((await place.ledger('verify', { stores: [store.root], deep: true }))['acme/app']).toMatchObject({
      status: 'verified',
    });
    expect(await prune(store)).toMatchObject({ status: 'pruned', removed: [] });
  });

  test('is told with --dry-run, with every reason, and nothing goes', async () => {
    const store = await copy();
    const before = [await filesOf(store), await readdir(join(store.root, 'runs'))];
    place.log.length = 0;
    const entry = await prune(store, { dryRun: true });
    expect(entry).toMatchObject({
      status: 'pruned',
      removed: store.names.slice(0, 2),
      note: expect.stringMatching(/^would remove 2/) as string,
    });
    expect([await filesOf(store), await readdir(join(store.root, 'runs'))]).toEqual(before);
    const [a, b, c, d, e] = store.names;
    expect(place.log).toEqual([
      `acme/app: remove ${a} (older than 30 days)`,
      `acme/app: remove ${b} (older than 30 days)`,
      `acme/app: keep   ${c} (needed by ${e})`,
      `acme/app: keep   ${d} (the state 30 days ago)`,
      `acme/app: keep   ${e} (younger than 30 days; the newest good)`,
    ]);
  });

  test('is counted in bytes before and after alike', async () => {
    const store = await copy();
    const would = await prune(store, { dryRun: true });
    expect((await prune(store))?.bytes).toBe(would?.bytes);
    expect(would?.bytes).toBeGreaterThan(1000);
  });

  test('stays where keep-last asks for it', async () => {
    const store = await copy();
    expect(await prune(store, { retention: { days: 1, keepLast: 5 } })).toMatchObject({ removed: [] });
    expect(await prune(store, { retention: { days: 1, keepLast: 4 } })).toMatchObject({ removed: [] });
    expect(await prune(store, { retention: { days: 1, keepLast: 3 } })).toMatchObject({
      removed: store.names.slice(0, 2),
    });
  });
});

describe('a snapshot that cannot be read', () => {
  test.each([
    ['damaged', 'corrupt', (text: string) => text.slice(0, -10)],
    ['of a newer version', 'unsupported', (text: string) => text.replace('"format": 1', '"format": 2')],
  ])('because its manifest is %s stops the pruning of its repository, and of no other', async (_, kind, change) => {
    const store = await copy();
    await cp(join(place.root, 'acme/app'), join(store.root, 'acme/other'), { recursive: true });
    const damaged = store.names[3] ?? '';
    await store.rewrite(damaged, change);
    const report = await place.run('prune', { stores: [store.root] });
    expect(report.verdict).toBe('partial');
    expect(report.repositories).toMatchObject([
      {
        repository: 'acme/app',
        status: 'failed',
        error: { kind, message: expect.stringContaining(damaged) as string },
      },
      { repository: 'acme/other', status: 'pruned', removed: store.names.slice(0, 2) },
    ]);
    expect(await filesOf(store)).toEqual(filesFor(store.names));
  });

  test('because its archive is gone never counts as the newest good one: what is whole stays, however old', async () => {
    const store = await copy();
    const [, b = '', c = '', d = '', e = ''] = store.names;
    for (const name of [c, d, e]) await store.remove(store.file(name, '.tar'));
    expect(await prune(store, { retention: { days: 1, keepLast: 1 } })).toMatchObject({ removed: [] });
    const choice = { snapshot: b, at: undefined };
    const restored = await place.ledger('restore', {
      stores: [store.root],
      patterns: ['acme/app'],
      to: `${store.root}.git`,
      choice,
    });
    expect(restored['acme/app']).toMatchObject({ status: 'restored' });
  });
});

describe('leftovers', () => {
  const orphan = async (store: DamagedStore, hoursAgo: number) => {
    const name = snapshotName(new Date(place.context.now().getTime() - hoursAgo * 3_600_000));
    await writeFile(store.file(name, '.tar'), 'left by a crash');
    return `${name}.tar`;
  };

  test('of a crash go when they are a day old; younger ones may be another run’s', async () => {
    const store = await copy();
    const old = await orphan(store, 25);
    const young = await orphan(store, 23);
    expect(await prune(store, { dryRun: true })).toMatchObject({
      note: expect.stringContaining('1 leftovers') as string,
    });
    expect(await filesOf(store)).toContain(old);
    expect(await prune(store)).toMatchObject({ note: expect.stringContaining('1 leftovers') as string });
    const files = await filesOf(store);
    expect([files.includes(old), files.includes(young)]).toEqual([false, true]);
  });

  test('that a chain is built on stay, however old: they may be all that is left of it', async () => {
    const store = await copy();
    const base = store.names[2] ?? '';
    await store.remove(store.file(base, '.json'));
    expect(await prune(store, { retention: { days: 1, keepLast: 1 } })).toMatchObject({ status: 'pruned' });
    expect(await filesOf(store)).toContain(`${base}.tar`);
  });

  test('of a history that lost every manifest stay as long as the history would have', async () => {
    const store = await copy();
    for (const name of store.names) await store.remove(store.file(name, '.json'));
    const [entry] = (await place.run('sync', { stores: [store.root] })).repositories;
    expect(entry).toMatchObject({ status: 'stored', type: 'full' });
    const files = await filesOf(store);
    expect(store.names.map((name) => files.includes(`${name}.tar`))).toEqual([false, false, false, false, true]);
  });

  test('are not touched where files are not ours', async () => {
    const store = await copy();
    const [a = ''] = store.names;
    const foreign = [`${a}.tar.bak`, `${a}.txt`, `copy of ${a}.tar`, 'notes.tar', `${a}.json~`];
    for (const name of foreign) await writeFile(join(store.root, 'acme/app', name), 'mine');
    await prune(store);
    expect(await filesOf(store)).toEqual([...filesFor(store.names.slice(2)), ...foreign].toSorted());
  });
});

test('a store that fails in the middle is a failed prune, and the next one finishes it', async () => {
  const store = await copy();
  const real = await openDirectoryStore(store.root, './store', false);
  let deletes = 0;
  const failing: Store = {
    ...real,
    delete: (key) => ((deletes += 1) === 2 ? Promise.reject(new Error('gone')) : real.delete(key)),
  };
  const report = await place.runOn(failing, 'prune');
  expect(report.verdict).toBe('failed');
  expect(await prune(store)).toMatchObject({ removed: store.names.slice(0, 1) });
  expect((await keysOf(real, 'acme/app/')).map((key) => key.slice('acme/app/'.length))).toEqual(
    filesFor(store.names.slice(2)),
  );
});
