// status: healthy means that the newest state is stored whole and was looked at lately, and nothing less.
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeRun } from '../../src/vault/runs.ts';
import type { Repository } from '../lab/repositories.ts';
import { copyStore } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  await app.commit();
  await place.run('sync');
});
afterEach(() => place[Symbol.asyncDispose]());

const status = async (changes = {}) => (await place.status(changes))['acme/app'];
const DAY = 24;

test('tells number, kinds, newest, age and bytes of what is stored', async () => {
  place.pass(DAY);
  await app.commit();
  await place.run('snapshot', { type: 'incremental' });
  place.pass(3);
  const bytes = (await place.store.list('acme/app/'))
    .filter(({ key }) => key.endsWith('.tar'))
    .reduce((sum, { size }) => sum + size, 0);
  expect(await status()).toMatchObject({
    repository: 'acme/app',
    snapshots: 2,
    full: 1,
    incremental: 1,
    latest: 'snapshot-20261102-020000',
    latest_at: '2026-11-02T02:00:00Z',
    age_hours: 3,
    last_check_at: '2026-11-02T02:00:00Z',
    bytes,
    healthy: true,
    problems: [],
  });
  expect(await place.run('status')).toMatchObject({ verdict: 'ok', bytes });
});

describe('age', () => {
  test('a repository that nobody has looked at for too long is not healthy', async () => {
    place.pass(48);
    expect(await status()).toMatchObject({ healthy: true });
    place.pass(1);
    expect(await status()).toMatchObject({
      healthy: false,
      problems: [expect.stringContaining('more than 48 h') as string],
    });
    expect(await status({ maxAgeHours: 49 })).toMatchObject({ healthy: true });
    expect((await place.run('status')).verdict).toBe('failed');
  });

  test('one that does not change stays healthy by its last check, however old its snapshot', async () => {
    for (let day = 0; day < 5; day += 1) {
      place.pass(DAY);
      expect((await place.ledger('sync'))['acme/app']).toMatchObject({ status: 'unchanged' });
    }
    expect(await status()).toMatchObject({ healthy: true, age_hours: 5 * DAY, last_check_at: '2026-11-06T02:00:00Z' });
  });

  test('a check that failed is no check', async () => {
    await rm(app.path, { recursive: true });
    for (let day = 0; day < 3; day += 1) {
      place.pass(DAY);
      expect((await place.ledger('sync'))['acme/app']).toMatchObject({ status: 'failed' });
    }
    expect(await status()).toMatchObject({ healthy: false, last_check_at: '2026-11-01T02:00:00Z' });
  });

  test('verify, prune and drill are no checks of the origin', async () => {
    place.pass(3 * DAY);
    for (const command of ['verify', 'prune', 'drill'] as const) await place.run(command);
    expect(await status()).toMatchObject({ healthy: false });
  });

  test('hundreds of other runs since then do not hide the last check', async () => {
    place.pass(40);
    await place.run('sync');
    const created = { name: 'repo-backup', version: '0', run_url: null };
    for (let run = 0; run < 150; run += 1) {
      const record = { command: 'sync', started_at: '2026-11-02T20:00:00Z', duration_ms: 1, verdict: 'ok' as const };
      await writeRun(
        place.store,
        { ...record, repositories: [{ repository: `other/app-${run}`, status: 'unchanged' }], created_by: created },
        `r-${run}`,
      );
    }
    place.pass(20);
    expect(await status()).toMatchObject({ healthy: true, last_check_at: '2026-11-02T18:00:00Z' });
  });

  test('a snapshot dated into the future by a wrong clock does not make its repository healthy until then', async () => {
    await app.commit();
    place.pass(400 * DAY);
    await place.run('sync');
    place.pass(-390 * DAY);
    expect(await status()).toMatchObject({
      healthy: false,
      problems: [expect.stringContaining('into the future') as string],
    });
  });

  test('names that were moved on by a second or two are not the future', async () => {
    await Promise.all([1, 2, 3].map(() => place.run('snapshot')));
    expect(await status()).toMatchObject({ healthy: true, snapshots: 4 });
  });
});

describe('damage', () => {
  const twoSnapshots = async () => {
    place.pass(1);
    await app.commit();
    await place.run('snapshot', { type: 'incremental' });
    return copyStore(place.root, place.folder.join('copy'));
  };

  test.each([
    ['a lost archive', '.tar', (text: Buffer | undefined) => text],
    ['a damaged manifest', '.json', () => Buffer.from('{')],
  ])('%s makes the repository not healthy, and is told', async (_, ending, replace) => {
    for (const index of [0, 1]) {
      const store = await twoSnapshots();
      const file = store.file(store.names[index] ?? '', ending);
      await store.remove(file);
      const bytes = replace(undefined);
      if (bytes) await writeFile(file, bytes);
      const entry = await status({ stores: [store.root] });
      expect(entry).toMatchObject({ healthy: false });
      expect(entry?.problems.join()).toContain(store.names[index]);
      await rm(store.root, { recursive: true });
    }
  });

  test('a newest snapshot that vanished with its record still there is told', async () => {
    const store = await twoSnapshots();
    const newest = store.names.at(-1) ?? '';
    for (const ending of ['.json', '.tar']) await store.remove(store.file(newest, ending));
    expect(await status({ stores: [store.root] })).toMatchObject({
      healthy: false,
      problems: [`acme/app ${newest} was the newest on 2026-11-01T03:00:00Z and is not there`],
    });
    // The next run stores it again, and that mends it.
    place.pass(1);
    await place.run('sync', { stores: [store.root] });
    expect(await status({ stores: [store.root] })).toMatchObject({ healthy: true });
  });

  test('of which nothing but leftovers is there has no whole snapshot', async () => {
    const store = await copyStore(place.root, place.folder.join('copy'));
    await store.remove(store.file(store.names[0] ?? '', '.json'));
    expect(await status({ stores: [store.root] })).toMatchObject({
      snapshots: 0,
      latest: null,
      age_hours: null,
      healthy: false,
    });
  });

  test('of one repository does not stop the report on the others, also where a newer version wrote it', async () => {
    const store = await copyStore(place.root, place.folder.join('copy'));
    await cp(join(store.root, 'acme/app'), join(store.root, 'acme/other'), { recursive: true });
    await store.rewrite(store.names[0] ?? '', (text) => text.replace('"format": 1', '"format": 9'));
    const report = await place.run('status', { stores: [store.root] });
    expect(report).toMatchObject({
      verdict: 'partial',
      repositories: [
        { healthy: false, problems: [expect.stringContaining('format 9') as string, expect.any(String) as string] },
        { repository: 'acme/other', healthy: true },
      ],
    });
  });
});

test('a store that is empty or gone is an error, never a clean report over nothing', async () => {
  await expect(place.run('status', { stores: [place.folder.join('gone')] })).rejects.toMatchObject({
    kind: 'not-found',
    hint: expect.stringContaining('mounted') as string,
  });
  await rm(join(place.root, 'acme'), { recursive: true });
  await expect(place.run('status')).rejects.toMatchObject({
    kind: 'not-found',
    message: expect.stringContaining('holds no snapshot') as string,
  });
  expect(await readdir(place.root)).toEqual(['runs']);
});

test('writes nothing: a report may be made of a store that is read-only', async () => {
  const before = await place.store.list('');
  await place.run('status');
  expect(await place.store.list('')).toEqual(before);
});
