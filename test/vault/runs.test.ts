// The audit trail: a record a run, read from the newest back, whatever else lies beside it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { readRuns, writeRun, type RunRecord } from '../../src/vault/runs.ts';
import { bodyOf, keysOf } from '../contract/bodies.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
let store: Store;
beforeEach(async () => {
  folder = await temporaryFolder();
  store = await openDirectoryStore(folder.join('store'), './store', true);
});
afterEach(() => folder[Symbol.asyncDispose]());

const recordAt = (startedAt: string): RunRecord => ({
  command: 'sync',
  started_at: startedAt,
  duration_ms: 12,
  verdict: 'ok',
  repositories: [{ repository: 'acme/app', status: 'unchanged', bytes: 0 }],
  created_by: { name: 'repo-backup', version: '1.0.0', run_url: null },
});

async function startsOf(): Promise<string[]> {
  const starts: string[] = [];
  for await (const { started_at: started } of readRuns(store)) starts.push(started);
  return starts;
}

test('records come from the newest back, as they were written', async () => {
  for (const day of ['03', '01', '02']) await writeRun(store, recordAt(`2026-11-${day}T02:00:00Z`), 'a-0');
  expect(await startsOf()).toEqual(['2026-11-03T02:00:00Z', '2026-11-02T02:00:00Z', '2026-11-01T02:00:00Z']);
  expect(await keysOf(store)).toContain('runs/2026-11-03T02-00-00Z-sync-a-0.json');
  const { value } = await readRuns(store).next();
  expect(value).toEqual(recordAt('2026-11-03T02:00:00Z'));
});

test('runs of the same second keep their records apart, and none is ever written over', async () => {
  await writeRun(store, recordAt('2026-11-01T02:00:00Z'), 'a-0');
  await writeRun(store, recordAt('2026-11-01T02:00:00Z'), 'b-0');
  await expect(writeRun(store, recordAt('2026-11-01T02:00:00Z'), 'a-0')).rejects.toMatchObject({ kind: 'exists' });
  expect(await startsOf()).toHaveLength(2);
});

test.each([
  ['nothing', ''],
  ['half a record', '{"command":"sync","started_at"'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a record of nothing', '{}'],
  ['no instant', JSON.stringify({ ...recordAt('yesterday') })],
  ['null among the repositories', JSON.stringify({ ...recordAt('2026-11-09T02:00:00Z'), repositories: [null] })],
  ['a number among the repositories', JSON.stringify({ ...recordAt('2026-11-09T02:00:00Z'), repositories: [7] })],
  [
    'an entry without a status',
    JSON.stringify({ ...recordAt('2026-11-09T02:00:00Z'), repositories: [{ repository: 'a/b' }] }),
  ],
])('a damaged record (%s) is passed over', async (_, text) => {
  await writeRun(store, recordAt('2026-11-01T02:00:00Z'), 'a-0');
  await store.put('runs/2026-11-09T02-00-00Z-x-0.json', bodyOf(text));
  expect(await startsOf()).toEqual(['2026-11-01T02:00:00Z']);
});

test('other files of the folder, and a repository whose owner is called runs, are no records', async () => {
  await writeRun(store, recordAt('2026-11-01T02:00:00Z'), 'a-0');
  for (const key of ['runs/probe-1234', 'runs/notes.json', 'runs/app/snapshot-20261101-020000.json'])
    await store.put(key, bodyOf(JSON.stringify(recordAt('2026-11-09T02:00:00Z'))));
  expect(await startsOf()).toEqual(['2026-11-01T02:00:00Z']);
});

test('no more records are read than are asked for', async () => {
  for (const day of ['01', '02', '03']) await writeRun(store, recordAt(`2026-11-${day}T02:00:00Z`), 'a-0');
  const read: string[] = [];
  const counting: Store = { ...store, get: (key, range) => (read.push(key), store.get(key, range)) };
  for await (const { started_at: started } of readRuns(counting)) if (started.startsWith('2026-11-02')) break;
  expect(read).toEqual(['runs/2026-11-03T02-00-00Z-sync-a-0.json', 'runs/2026-11-02T02-00-00Z-sync-a-0.json']);
});

test('the name tells the command, so that a look for the last drill reads no other record', async () => {
  for (const day of ['01', '02', '03']) await writeRun(store, recordAt(`2026-11-${day}T02:00:00Z`), 'a-0');
  await writeRun(store, { ...recordAt('2026-10-01T02:00:00Z'), command: 'drill' }, 'a-0');
  // As versions before 0.2 named them.
  await store.put(
    'runs/2026-09-01T02-00-00Z-1000001.1-backup-4711.json',
    bodyOf(JSON.stringify(recordAt('2026-09-01T02:00:00Z'))),
  );
  const read: string[] = [];
  const counting: Store = { ...store, get: (key, range) => (read.push(key), store.get(key, range)) };
  for await (const record of readRuns(counting, ({ command }) => command !== 'sync')) expect(record).toBeDefined();
  expect(read).toEqual([
    'runs/2026-10-01T02-00-00Z-drill-a-0.json',
    'runs/2026-09-01T02-00-00Z-1000001.1-backup-4711.json',
  ]);
});

test('a line that somebody has made up keeps no report from being made', async () => {
  const base = { repository: 'acme/app', status: 'failed' };
  const made = [{ warnings: 'x' }, { removed: { length: 1 } }, { error: 'x' }, { error: null }, { healthy: false }];
  for (const [index, line] of made.entries()) {
    const record = { ...recordAt('2026-11-03T02:00:00Z'), repositories: [{ ...base, ...line }] };
    await store.put(`runs/2026-11-03T02-00-0${index}Z-sync-a-0.json`, bodyOf(JSON.stringify(record)));
  }
  const good = { ...base, warnings: ['w'], error: { kind: 'denied' as const, message: 'm' }, removed: ['s'] };
  const record = { ...recordAt('2026-11-02T02:00:00Z'), repositories: [{ ...good, status: 'failed' as const }] };
  await writeRun(store, record, 'b-0');
  expect(await startsOf()).toEqual(['2026-11-02T02:00:00Z']);
});

test('a record that is small and would be large in memory is passed over unparsed', async () => {
  const lines = Array.from({ length: 500_000 }, () => '{}').join(',');
  const text = JSON.stringify({ ...recordAt('2026-11-03T02:00:00Z'), repositories: [] }).replace(
    '"repositories":[',
    () => `"more":[${lines}],"repositories":[`,
  );
  await store.put('runs/2026-11-03T02-00-00Z-sync-a-0.json', bodyOf(text));
  await writeRun(store, recordAt('2026-11-02T02:00:00Z'), 'b-0');
  expect(await startsOf()).toEqual(['2026-11-02T02:00:00Z']);
});
