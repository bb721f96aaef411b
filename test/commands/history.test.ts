// status --history: the audit trail as it was written, the newest run first, and nothing that a record claims is trusted.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { historySummary, historyTable } from '../../src/report/history.ts';
import { reportText } from '../../src/report/text.ts';
import { BackupError } from '../../src/domain/errors.ts';
import type { Store } from '../../src/stores/store.ts';
import { writeRun } from '../../src/vault/runs.ts';
import { bodyOf } from '../contract/bodies.ts';
import { runOn } from '../../src/commands/run.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
  await (await place.origin('acme/app')).commit();
});
afterEach(() => place[Symbol.asyncDispose]());

const history = async (patterns: string[] = []) =>
  (await place.run('status', { history: true, patterns })).history ?? [];

test('every run, the newest first: what it was, how it ended, and who failed and why', async () => {
  place.target('acme/gone', place.folder.join('nowhere.git'));
  await place.run('sync');
  place.pass(1);
  await place.run('verify');
  expect(await history()).toMatchObject([
    { started_at: '2026-11-01T03:00:00Z', command: 'verify', verdict: 'ok', repositories: 1, failed: [] },
    {
      started_at: '2026-11-01T02:00:00Z',
      command: 'sync',
      verdict: 'partial',
      actor: null,
      repositories: 2,
      failed: [{ repository: 'acme/gone', message: expect.stringContaining('nowhere.git') as string }],
    },
  ]);
});

test('a first run that failed is told, although the store holds no snapshot yet', async () => {
  place.target('acme/gone', place.folder.join('nowhere.git'));
  await place.run('sync', { targets: place.settings('sync').targets.slice(1) });
  expect(await history()).toMatchObject([{ command: 'sync', verdict: 'failed' }]);
});

test('of some repositories: only the runs that were about them, and only what those did to them', async () => {
  await (await place.origin('acme/site')).commit();
  await place.run('sync');
  place.pass(1);
  await place.run('verify', { patterns: ['acme/app'] });
  expect(await history(['acme/site'])).toMatchObject([{ command: 'sync', repositories: 1 }]);
  expect(await history(['!acme/site'])).toHaveLength(2);
  expect(await history(['acme/none'])).toEqual([]);
});

test('a hundred runs are told, however many there are', async () => {
  const created = { name: 'repo-backup', version: '0', run_url: null };
  const record = { command: 'sync', duration_ms: 1, verdict: 'ok' as const, created_by: created };
  const repositories = [{ repository: 'acme/app', status: 'unchanged' as const }];
  for (let run = 100; run < 230; run += 1)
    await writeRun(place.store, { ...record, started_at: '2026-11-02T20:00:00Z', repositories }, `r-${run}`);
  await writeRun(place.store, { ...record, started_at: '2026-11-03T20:00:00Z', repositories }, 'newest');
  const told = await history();
  expect(told).toHaveLength(100);
  expect(told[0]?.started_at).toBe('2026-11-03T20:00:00Z');
});

test('of several stores the trails are one, and a store that cannot be read does not hide the others', async () => {
  const stores = [place.folder.join('one'), place.folder.join('two')];
  await place.run('sync', { stores });
  const both = await place.run('status', { history: true, stores });
  expect(both).toMatchObject({ verdict: 'ok', history: [{ store: stores[0] }, { store: stores[1] }] });
  await place.run('sync');
  const fail = () => Promise.reject(new BackupError('denied', 'no right to list'));
  const broken: Store = { address: 's3://b', put: fail, get: fail, list: fail, delete: fail };
  const report = await runOn([place.store, broken], place.context, place.settings('status', { history: true }));
  expect(report).toMatchObject({ verdict: 'partial', history: [{ command: 'sync' }] });
  expect(place.log).toContain('warn: s3://b: no right to list');
});

test('a record that somebody made up is shown as text, and cannot rewrite the table', async () => {
  const record = {
    command: 'sy|nc',
    started_at: '2026-11-01T01:00:00Z',
    duration_ms: 'long',
    verdict: { a: 1 },
    repositories: [{ repository: 'acme/app', status: 'failed', error: { kind: 'x', message: 'n\no' }, bytes: '9' }],
    created_by: 7,
    started_by: { actor: 'x'.repeat(10_000), event: 5 },
  };
  await place.run('sync');
  await place.store.put('runs/2026-11-01T01-00-00Z-sync-z-0.json', bodyOf(JSON.stringify(record)));
  const [, made] = await history();
  expect(made).toMatchObject({ verdict: 'unknown', duration_ms: null, event: null, run_url: null, bytes: 0 });
  expect(made?.actor).toHaveLength(500);
  expect(made?.failed).toEqual([{ repository: 'acme/app', message: 'n\no' }]);
});

test('as people read it', async () => {
  const entry = {
    started_at: '2026-11-21T02:00:00Z',
    command: 'sync',
    verdict: 'partial',
    duration_ms: 1500,
    actor: 'ada',
    event: 'schedule',
    workflow: null,
    run_url: null,
    repositories: 5,
    failed: ['a/a', 'a/b', 'a/c', 'a/d'].map((repository) => ({ repository, message: 'no' })),
    bytes: 1536,
  };
  const good = { ...entry, verdict: 'ok', actor: null, event: null, failed: [], duration_ms: null };
  expect(historyTable([entry, good]).rows).toEqual([
    ['2026-11-21T02:00:00Z', 'sync', 'partial', 'ada (schedule)', '5', 'a/a, a/b, a/c and 1 more', '1.50 KiB', '1.5 s'],
    ['2026-11-21T02:00:00Z', 'sync', 'ok', '-', '5', '-', '1.50 KiB', '-'],
  ]);
  expect(historySummary([])).toBe('no run is recorded');
  await place.run('sync');
  const text = reportText(await place.run('status', { history: true }));
  expect(text).toMatch(/^WHEN +COMMAND +RESULT +WHO .*\n2026-11-01T02:00:00Z +sync +ok .*\nOK: 1 run, 0 not ok$/);
});
