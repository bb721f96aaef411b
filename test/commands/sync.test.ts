// sync, snapshot and init: every repository gets what it needs, what goes wrong for one stays with it, and all is on record.
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BackupError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Store } from '../../src/stores/store.ts';
import { readManifest } from '../../src/vault/listing.ts';
import { refsOf } from '../lab/inspection.ts';
import type { Repository } from '../lab/repositories.ts';
import { keysOf } from '../contract/bodies.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  await app.commit();
});
afterEach(() => place[Symbol.asyncDispose]());

const one = async (command: 'sync' | 'snapshot', changes = {}) => (await place.ledger(command, changes))['acme/app'];
const snapshotsOf = async (repository = 'acme/app') =>
  (await keysOf(place.store, `${repository}/`)).filter((key) => key.endsWith('.json'));
const restoredRefs = async (snapshot: string | undefined) => {
  const to = place.folder.join('restored', String(Math.random()));
  await place.run('restore', { patterns: ['acme/app'], to, choice: { snapshot, at: undefined } });
  return refsOf(to);
};

describe('what there is to do', () => {
  test('is a full snapshot first, nothing while nothing changes, and an increment after a change', async () => {
    expect(await one('sync')).toMatchObject({
      status: 'stored',
      type: 'full',
      sources: { git: 'ok' },
      note: expect.stringContaining('connectivity') as string,
    });
    place.pass(1);
    expect(await one('sync')).toMatchObject({ status: 'unchanged', snapshot: 'snapshot-20261101-020000', bytes: 0 });
    await app.annotatedTag('v1', 'main');
    expect(await one('sync', { type: 'incremental' })).toMatchObject({
      status: 'stored',
      type: 'incremental',
      snapshot: 'snapshot-20261101-030000',
      note: expect.stringContaining('links') as string,
    });
    expect(await snapshotsOf()).toHaveLength(2);
  });

  test('is one more snapshot each time for `snapshot`, and without a bundle where nothing is new', async () => {
    await one('snapshot');
    place.pass(1);
    expect(await one('snapshot')).toMatchObject({ status: 'stored', type: 'incremental' });
    const { bytes = 0 } = (await one('snapshot')) ?? {};
    expect(bytes).toBeLessThan(3000);
    expect(await restoredRefs(undefined)).toEqual(await refsOf(app.path));
  });

  test('is nothing for an empty repository, which is a result and no error; and a snapshot when it becomes empty', async () => {
    await place.origin('acme/empty');
    expect((await place.ledger('sync'))['acme/empty']).toMatchObject({ status: 'empty' });
    expect(await snapshotsOf('acme/empty')).toEqual([]);
    place.pass(1);
    await app.deleteRef('refs/heads/main');
    const emptied = await one('sync');
    expect(emptied).toMatchObject({ status: 'stored' });
    expect(await restoredRefs(emptied?.snapshot)).toEqual([]);
    expect(await restoredRefs('snapshot-20261101-020000')).toHaveLength(1);
    place.pass(1);
    expect(await one('sync')).toMatchObject({ status: 'unchanged' });
  });

  test('keeps its order when the clock is turned back', async () => {
    await one('sync');
    place.pass(-72);
    await app.commit();
    expect(await one('sync', { type: 'incremental' })).toMatchObject({
      status: 'stored',
      snapshot: 'snapshot-20261101-020001',
    });
    expect((await place.ledger('verify', { deep: true }))['acme/app']).toMatchObject({ status: 'verified' });
    expect(await restoredRefs('latest')).toEqual(await refsOf(app.path));
  });
});

describe('a repository that fails', () => {
  test('does not stop the others: they are stored, and the run is partial', async () => {
    const web = await place.origin('acme/web');
    await web.commit();
    place.target('acme/gone', place.folder.join('nowhere.git'));
    const report = await place.run('sync', { concurrency: 1 });
    expect(report.verdict).toBe('partial');
    expect(report.repositories).toMatchObject([
      { repository: 'acme/app', status: 'stored' },
      { repository: 'acme/web', status: 'stored' },
      { repository: 'acme/gone', status: 'failed', error: { kind: 'not-found' } },
    ]);
  });

  test('is not pruned: what is old may be all that will ever be there', async () => {
    for (const hours of [24, 24 * 59]) {
      await app.commit();
      await one('snapshot', { type: 'full' });
      place.pass(hours);
    }
    await one('snapshot', { type: 'full' });
    const before = await snapshotsOf();
    await rm(app.path, { recursive: true });
    expect((await place.run('sync')).verdict).toBe('failed');
    expect(await snapshotsOf()).toEqual(before);
  });

  test('by a bug of ours is told as one, with its stack, and stays with its repository', async () => {
    await (await place.origin('acme/web')).commit();
    const odd: Store = {
      ...place.store,
      list: (prefix) => (prefix === 'acme/app/' ? Promise.reject(new TypeError('odd')) : place.store.list(prefix)),
    };
    const [broken, web] = (await place.runOn(odd, 'sync')).repositories as LedgerEntry[];
    expect(broken?.error).toMatchObject({
      kind: 'bug',
      message: expect.stringContaining('TypeError: odd\n    at ') as string,
    });
    expect(web).toMatchObject({ status: 'stored' });
  });

  test('because its listing failed makes no full snapshot of what is there already', async () => {
    await one('sync');
    const failing: Store = {
      ...place.store,
      list: () => Promise.reject(new BackupError('denied', 'the listing was refused')),
    };
    const report = await place.runOn(failing, 'sync');
    expect(report).toMatchObject({
      verdict: 'failed',
      repositories: [{ status: 'failed', error: { kind: 'denied' } }],
    });
    expect(await snapshotsOf()).toHaveLength(1);
  });
});

describe('a store that is damaged', () => {
  test('at its newest snapshot is built on before it, and the damage is told each time', async () => {
    await one('sync');
    place.pass(1);
    await app.commit();
    const broken = await one('sync', { type: 'incremental' });
    await rm(join(place.root, `acme/app/${broken?.snapshot}.tar`));
    place.pass(1);
    const next = await one('sync', { type: 'incremental' });
    expect(next).toMatchObject({
      status: 'stored',
      warnings: [expect.stringContaining(broken?.snapshot ?? '') as string],
    });
    const { git } = await readManifest(place.store, 'acme/app', next?.snapshot ?? '');
    expect(git.chain.map(({ snapshot }) => snapshot)).toEqual(['snapshot-20261101-020000', next?.snapshot]);
    expect(await restoredRefs(next?.snapshot)).toEqual(await refsOf(app.path));
  });

  test('where it would build on it makes a full snapshot instead, and says so', async () => {
    const first = await one('sync');
    const manifest = JSON.parse(await readFile(join(place.root, `acme/app/${first?.snapshot}.json`), 'utf8')) as {
      git: { chain: { index: { offset: number } }[] };
    };
    await flipBit(
      join(place.root, `acme/app/${first?.snapshot}.tar`),
      (manifest.git.chain[0]?.index.offset ?? 0) + 1100,
    );
    place.pass(1);
    await app.commit();
    const next = await one('sync', { type: 'incremental' });
    expect(next).toMatchObject({ status: 'stored' });
    expect(place.log.join('\n')).toMatch(/warn: acme\/app: .*snapshot-20261101-020000/);
    expect(await restoredRefs(next?.snapshot)).toEqual(await refsOf(app.path));
    const choice = { snapshot: next?.snapshot, at: undefined };
    expect((await place.ledger('drill', { choice }))['acme/app']).toMatchObject({ status: 'restored' });
  });

  test('while it is built on leaves no snapshot that could not be restored', async () => {
    const first = await one('sync');
    place.pass(1);
    await app.commit();
    // Another run prunes what this one builds on, just before it commits.
    const racing: Store = {
      ...place.store,
      async put(key, body) {
        if (key.endsWith('.json') && key.startsWith('acme'))
          for (const ending of ['.json', '.tar']) await place.store.delete(`acme/app/${first?.snapshot}${ending}`);
        return place.store.put(key, body);
      },
    };
    const report = await place.runOn(racing, 'sync', { type: 'incremental' });
    expect(report).toMatchObject({
      verdict: 'failed',
      repositories: [{ error: { kind: 'store', hint: expect.stringContaining('run it again') as string } }],
    });
    expect(await snapshotsOf()).toEqual([]);
    expect(await one('sync')).toMatchObject({ status: 'stored', type: 'full' });
  });

  test('so that it cannot be pruned is partial: the new snapshot is there, and the error is too', async () => {
    await one('snapshot', { type: 'full' });
    place.pass(24);
    const { snapshot = '' } = (await one('snapshot', { type: 'full' })) ?? {};
    place.pass(24 * 60);
    await app.commit();
    await one('snapshot', { type: 'full' });
    await writeFile(join(place.root, `acme/app/${snapshot}.json`), '{');
    await app.commit();
    const report = await place.run('sync');
    expect(report).toMatchObject({
      verdict: 'partial',
      repositories: [
        { status: 'stored', error: { kind: 'corrupt', message: expect.stringContaining('was not pruned') as string } },
      ],
    });
    expect(await snapshotsOf()).toHaveLength(4);
  });
});

async function flipBit(file: string, offset: number): Promise<void> {
  await using handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, offset);
}
