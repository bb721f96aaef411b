// Stores that keep what they are given for a time: prune tells so, and never breaks what it must leave.
import { expect, test } from 'vitest';
import { BackupError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { openPlace } from '../commands/place.ts';

/** The same store, which does not give up what is locked. */
function locking(store: Store, isLocked: (key: string) => boolean): Store {
  return {
    ...store,
    async delete(key) {
      if (isLocked(key)) throw new BackupError('locked', `${key} is locked until 2027-01-01T00:00:00Z`);
      await store.delete(key);
    },
  };
}

test('a locked snapshot stays and is told, and so does what it is built on', async () => {
  await using place = await openPlace();
  const app = await place.origin('acme/app');
  const save = async (type: 'full' | 'incremental') => {
    await app.commit({ message: type });
    const [entry] = (await place.run('snapshot', { type })).repositories as LedgerEntry[];
    place.pass(24);
    return entry?.snapshot ?? '';
  };
  const [base, increment, other] = [await save('full'), await save('incremental'), await save('full')];
  place.pass(24 * 40);
  const [before, newest] = [await save('full'), await save('full')];
  const store = locking(place.store, (key) => key.includes(increment));
  const [pruned] = (await place.runOn(store, 'prune', { retention: { days: 1, keepLast: 1 } }))
    .repositories as LedgerEntry[];
  expect(pruned).toMatchObject({ status: 'pruned', removed: [other] });
  expect(pruned?.error).toBeUndefined();
  expect(pruned?.note).toContain('2 of them locked');
  const told = place.log.join('\n');
  expect(told).toContain(
    `keep   ${increment} (skipped: acme/app/${increment}.json is locked until 2027-01-01T00:00:00Z)`,
  );
  expect(told).toContain(`keep   ${base} (needed by ${increment}, which is locked)`);
  expect(told).toContain(`remove ${other}`);
  const verified = await place.run('verify', { deep: true });
  expect(verified.verdict).toBe('ok');
  const manifests = (await place.store.list('acme/app/')).map(({ key }) => key).filter((key) => key.endsWith('.json'));
  expect(manifests).toEqual([base, increment, before, newest].map((name) => `acme/app/${name}.json`));
  // Later, when nothing is locked any more.
  const [after] = (await place.run('prune', { retention: { days: 1, keepLast: 1 } })).repositories as LedgerEntry[];
  expect(after?.removed).toEqual([base, increment]);
});

test('a store that locks everything takes probes and backups all the same', async () => {
  await using place = await openPlace();
  const app = await place.origin('acme/app');
  await app.commit({ message: 'first' });
  const store = locking(place.store, () => true);
  for (const command of ['init', 'sync', 'snapshot', 'prune'] as const)
    expect((await place.runOn(store, command)).verdict).toBe('ok');
});

test('an archive whose manifest found its name taken stays behind locked, and the snapshot gets the next name', async () => {
  await using place = await openPlace();
  const app = await place.origin('acme/app');
  await app.commit({ message: 'first' });
  const second = await openDirectoryStore(place.root, './store', false);
  let taken = false;
  const store: Store = {
    ...locking(place.store, () => true),
    async put(key, body) {
      // Another run takes the name between the archive and the manifest.
      if (key.startsWith('acme/') && key.endsWith('.json') && !taken) {
        taken = true;
        await second.put(key, {
          size: 2,
          async *open() {
            yield Buffer.from('{}');
          },
        });
      }
      return place.store.put(key, body);
    },
  };
  const report = await place.runOn(store, 'sync');
  expect(report).toMatchObject({ verdict: 'ok', repositories: [{ snapshot: 'snapshot-20261101-020001' }] });
});
