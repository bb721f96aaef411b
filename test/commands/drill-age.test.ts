// A backup that nobody has ever brought back is a hope: status tells when a drill last proved it, and can insist on one.
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRun } from '../../src/vault/runs.ts';
import type { Store } from '../../src/stores/store.ts';
import type { Report } from '../../src/commands/report.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
  await (await place.origin('acme/app')).commit();
  await place.run('sync');
});
afterEach(() => place[Symbol.asyncDispose]());

const DAY = 24;
const maxAgeHours = 876_000;
const status = async (changes = {}) => (await place.status({ maxAgeHours, ...changes }))['acme/app'];

test('before the first drill nothing is proven, and that is an alarm only for those who ask for drills', async () => {
  expect(await status()).toMatchObject({ healthy: true, last_drill_at: null, rto_ms: null });
  expect(await status({ maxDrillAgeDays: 30 })).toMatchObject({
    healthy: false,
    problems: ['never proven restorable: run `drill`'],
  });
});

test('a drill counts for so many days, and tells how long the restore took', async () => {
  await place.run('drill');
  place.pass(30 * DAY);
  expect(await status({ maxDrillAgeDays: 30 })).toMatchObject({
    healthy: true,
    last_drill_at: '2026-11-01T02:00:00Z',
    rto_ms: 0,
  });
  place.pass(1);
  expect(await status({ maxDrillAgeDays: 30 })).toMatchObject({
    healthy: false,
    problems: ['last proven restorable 30 d 1 h ago, more than 30 days: run `drill`'],
  });
  await place.run('drill');
  expect(await status({ maxDrillAgeDays: 30 })).toMatchObject({ healthy: true });
});

test('a drill that failed proves nothing', async () => {
  const [archive = ''] = (await place.store.list('acme/app/'))
    .map(({ key }) => key)
    .filter((key) => key.endsWith('.tar'));
  await chmod(`${place.root}/${archive}`, 0o644);
  await writeFile(`${place.root}/${archive}`, 'not what it was');
  expect((await place.ledger('drill'))['acme/app']).toMatchObject({ status: 'failed' });
  expect(await status({ maxDrillAgeDays: 30 })).toMatchObject({ last_drill_at: null, healthy: false });
});

test('a backup that came back once and does not any more is not called healthy, whoever asks for drills', async () => {
  await place.run('drill');
  place.pass(DAY);
  const [archive = ''] = (await readdir(`${place.root}/acme/app`)).filter((name) => name.endsWith('.tar'));
  const file = `${place.root}/acme/app/${archive}`;
  const whole = await readFile(file);
  await writeFile(file, Buffer.alloc(whole.length));
  await place.run('drill');
  for (const maxDrillAgeDays of [0, 30])
    expect(await status({ maxDrillAgeDays })).toMatchObject({
      healthy: false,
      last_drill_at: '2026-11-01T02:00:00Z',
      problems: [expect.stringMatching(/^its last drill, on 2026-11-02T02:00:00Z, failed: .*\.tar/) as string],
    });
  // Once it comes back again all is well.
  await writeFile(file, whole);
  place.pass(1);
  await place.run('drill');
  expect(await status({ maxDrillAgeDays: 30 })).toMatchObject({ healthy: true, problems: [] });
});

test('each repository has a drill of its own', async () => {
  await (await place.origin('acme/site')).commit();
  await place.run('sync');
  await place.run('drill', { patterns: ['acme/app'] });
  const { repositories, verdict } = await place.run('status', { maxAgeHours, maxDrillAgeDays: 30 });
  expect(verdict).toBe('partial');
  expect(repositories).toMatchObject([
    { repository: 'acme/app', healthy: true },
    { repository: 'acme/site', healthy: false },
  ]);
});

test('a drill that a wrong clock dated into the future is no proof until then', async () => {
  place.pass(400 * DAY);
  await place.run('drill');
  place.pass(-400 * DAY);
  expect(await status({ maxDrillAgeDays: 30 })).toMatchObject({
    healthy: false,
    problems: [expect.stringContaining('into the future') as string],
  });
});

test('hundreds of nightly runs since then do not hide the drill, and are not read for it', async () => {
  await place.run('drill');
  const created = { name: 'repo-backup', version: '0', run_url: null };
  for (let day = 1; day <= 250; day += 1) {
    const record = { command: 'sync', started_at: '2026-11-02T20:00:00Z', duration_ms: 1, verdict: 'ok' as const };
    const repositories = [{ repository: 'acme/app', status: 'unchanged' as const }];
    await writeRun(place.store, { ...record, repositories, created_by: created }, `r-${day}`);
  }
  const read: string[] = [];
  const counting: Store = { ...place.store, get: (key, range) => (read.push(key), place.store.get(key, range)) };
  const report: Report = await place.runOn(counting, 'status', { maxAgeHours });
  expect(report.repositories).toMatchObject([{ last_drill_at: '2026-11-01T02:00:00Z' }]);
  expect(read.filter((key) => key.startsWith('runs/'))).toHaveLength(2);
});
