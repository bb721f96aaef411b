// What is always true, one test each and named after it: the promises of docs/format.md that no feature may break.
// 9, that secrets appear nowhere, is held by test/sources/secrets.test.ts and test/doors/token.test.ts.
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BackupError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Store } from '../../src/stores/store.ts';
import { openPlace, type Place } from '../commands/place.ts';
import { refsOf } from '../lab/inspection.ts';
import type { Repository } from '../lab/repositories.ts';
import { struckStore } from './struck-store.ts';

let place: Place;
let app: Repository;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  await app.commit();
});
afterEach(() => place[Symbol.asyncDispose]());

/** Snapshots so many days apart, the newest a day ago, as `sync` makes them under a policy that keeps everything. */
async function makeHistory(...days: number[]): Promise<string[]> {
  const names: string[] = [];
  for (const gap of days) {
    await app.commit();
    const { 'acme/app': entry } = await place.ledger('sync', {
      type: 'incremental',
      retention: { days: 900, keepLast: 1 },
    });
    names.push(entry?.snapshot ?? '');
    place.pass(24 * gap);
  }
  return names;
}

const changesOf = (operations: readonly string[]) =>
  operations.filter((operation) => /^(put|delete) acme/.test(operation));
const endings = (operations: readonly string[]) =>
  changesOf(operations).map((operation) => operation.replace(/^(\w+) .*\.(\w+)$/, '$1 $2'));

test('1. files are stored before the manifest, and removed after it', async () => {
  await makeHistory(60, 40, 1);
  const store = struckStore(place.store);
  await place.runOn(store, 'snapshot', { type: 'full' });
  expect(endings(store.operations)).toEqual(['put tar', 'put json']);
  place.pass(24 * 40);
  const later = struckStore(place.store);
  const { repositories } = await place.runOn(later, 'prune');
  const { removed = [] } = (repositories as LedgerEntry[])[0] ?? {};
  expect(removed).toHaveLength(3);
  const doomed = removed.toReversed();
  const expected = ['json', 'tar'].flatMap((ending) => doomed.map((name) => `delete acme/app/${name}.${ending}`));
  expect(changesOf(later.operations)).toEqual(expected);
});

test('2. what is written once is never written again, whatever is run', async () => {
  const inodes = new Map<string, string>();
  const look = async () => {
    const files = (await readdir(place.root, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      const { ino, mtimeMs, size } = await stat(path);
      const now = `${ino} ${mtimeMs} ${size}`;
      expect(inodes.get(path) ?? now).toBe(now);
      inodes.set(path, now);
    }
  };
  for (const command of [
    'init',
    'sync',
    'snapshot',
    'snapshot',
    'verify',
    'drill',
    'prune',
    'status',
    'sync',
  ] as const) {
    await place.run(command);
    await look();
    if (command === 'sync') await app.commit();
  }
  expect(inodes.size).toBeGreaterThan(10);
});

test('3. a run is green only if every write was confirmed, and every repository has its line', async () => {
  for (const name of ['acme/web', 'acme/empty']) await place.origin(name);
  place.target('acme/gone', place.folder.join('nowhere.git'));
  const names = async (store: Store) =>
    ((await place.runOn(store, 'sync')).repositories as LedgerEntry[]).map(({ repository }) => repository);
  expect(await names(place.store)).toEqual(['acme/app', 'acme/web', 'acme/empty', 'acme/gone']);
  await app.commit();
  for (const [key, size] of [
    ['.tar', 1],
    ['.json', 1],
    ['.tar', 0],
    ['.json', 0],
  ] as const) {
    const unsure: Store = {
      ...place.store,
      async put(name, body) {
        const confirmed = await place.store.put(name, body);
        if (!name.startsWith('acme/app') || !name.endsWith(key)) return confirmed;
        return size ? { ...confirmed, size: confirmed.size - 1 } : { ...confirmed, sha256: '0'.repeat(64) };
      },
    };
    const report = await place.runOn(unsure, 'sync', { targets: place.settings('sync').targets.slice(0, 1) });
    expect(report).toMatchObject({ verdict: 'failed', repositories: [{ status: 'failed', error: { kind: 'store' } }] });
  }
  expect((await place.ledger('sync'))['acme/app']).toMatchObject({ status: 'stored' });
});

test('4. prune spares what failed, the newest good one and what chains need, and gives a reason for all', async () => {
  const [a = '', b = '', c = ''] = await makeHistory(60, 40, 40);
  await rm(join(place.root, `acme/app/${c}.tar`));
  const { 'acme/app': dry } = await place.ledger('prune', { dryRun: true, retention: { days: 1, keepLast: 1 } });
  // The newest is damaged: the newest good one is b, which is built on a.
  expect(dry?.removed).toEqual([]);
  expect(dry?.decisions?.map(({ snapshot, keep }) => [snapshot, keep])).toEqual([a, b, c].map((name) => [name, true]));
  expect(dry?.decisions?.every(({ reasons }) => reasons.length > 0)).toBe(true);
  await rm(app.path, { recursive: true });
  const struck = struckStore(place.store);
  expect((await place.runOn(struck, 'sync', { retention: { days: 1, keepLast: 1 } })).verdict).toBe('failed');
  expect(changesOf(struck.operations)).toEqual([]);
});

test('5. the state at any instant of the window can be restored', async () => {
  const states: { at: number; refs: string[] }[] = [];
  for (let day = 0; day < 12; day += 1) {
    if (day % 3 !== 1) await app.commit();
    await place.run('sync', { retention: { days: 5, keepLast: 1 }, fullEveryDays: 4 });
    states.push({ at: place.context.now().getTime(), refs: await refsOf(app.path) });
    place.pass(24);
    if (day % 4 !== 3) continue;
    for (const ago of [0, 12, 36, 60, 84, 108, 119].map((hours) => hours * 3_600_000)) {
      const at = new Date(place.context.now().getTime() - 24 * 3_600_000 - ago);
      const state = states.findLast((known) => known.at <= at.getTime());
      if (!state) continue;
      const to = place.folder.join('restored', `${day}-${ago}`);
      await place.run('restore', { patterns: ['acme/app'], to, choice: { snapshot: undefined, at } });
      expect(await refsOf(to)).toEqual(state.refs);
    }
  }
  expect((await place.status())['acme/app']?.snapshots).toBeLessThan(9);
}, 60_000);

test.each(['sync', 'snapshot', 'prune', 'status', 'verify', 'restore', 'drill'] as const)(
  '6. a listing that fails is never "nothing there": %s',
  async (command) => {
    await makeHistory(1);
    await app.commit();
    const blind: Store = {
      ...place.store,
      list: () => Promise.reject(new BackupError('denied', 'the token has expired')),
    };
    const struck = struckStore(blind);
    const run = place.runOn(struck, command, { to: place.folder.join('out') });
    const verdict = await run.then(
      (report) => report.verdict,
      (error: unknown) => (error as BackupError).kind,
    );
    expect(['failed', 'denied']).toContain(verdict);
    expect(changesOf(struck.operations)).toEqual([]);
  },
);

test('7. verify, restore and drill read the store and nothing else: the origin may be gone', async () => {
  const names = await makeHistory(1, 1, 1);
  const refs = await refsOf(app.path);
  await rm(place.folder.join('origins'), { recursive: true });
  await rm(place.context.scratch, { recursive: true });
  await mkdir(place.context.scratch);
  const to = place.folder.join('out');
  for (const command of ['verify', 'drill', 'restore'] as const) {
    const store = struckStore(place.store);
    expect(await place.runOn(store, command, { patterns: ['acme/app'], to, deep: true })).toMatchObject({
      verdict: 'ok',
    });
    const read = new Set(store.operations.filter((operation) => operation.startsWith('get acme')));
    for (const name of names) expect(read).toContain(`get acme/app/${name}.tar`);
  }
  expect(await refsOf(to)).toEqual(refs);
});

test('8. restore overwrites nothing unless it is told to', async () => {
  await makeHistory(1);
  const to = place.folder.join('mine');
  await writeFile(to, 'mine');
  expect((await place.run('restore', { patterns: ['acme/app'], to })).verdict).toBe('failed');
  expect((await stat(to)).size).toBe(4);
  expect((await place.run('restore', { patterns: ['acme/app'], to, overwrite: true })).verdict).toBe('ok');
});

test('10. one repository’s failure never stops the others, whatever is run', async () => {
  await (await place.origin('acme/web')).commit();
  await makeHistory(60, 1);
  // Whatever is asked of acme/app from here on fails.
  const broken: Store = {
    ...place.store,
    get: (key, range) =>
      key.startsWith('acme/app/')
        ? Promise.reject(new BackupError('store', 'a bad disk'))
        : place.store.get(key, range),
  };
  const told = await place.runOn(broken, 'status', { maxAgeHours: 10_000 });
  expect(told).toMatchObject({
    verdict: 'partial',
    repositories: [
      { healthy: false, problems: ['a bad disk'] },
      { repository: 'acme/web', healthy: true },
    ],
  });
  for (const command of ['sync', 'snapshot', 'verify', 'restore', 'drill'] as const) {
    const report = await place.runOn(broken, command, { to: place.folder.join(command), concurrency: 1 });
    expect([command, report.verdict]).toEqual([command, 'partial']);
    expect(report.repositories).toMatchObject([
      { repository: 'acme/app', status: 'failed', error: { message: 'a bad disk' } },
      { repository: 'acme/web', status: expect.not.stringMatching('failed') as string },
    ]);
  }
});
