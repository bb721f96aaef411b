// Several processes at once on one store: whatever they do to the same repository, no snapshot is lost and none lies.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { runCli } from '../lab/program.ts';
import { refsOf } from '../lab/inspection.ts';
import type { Repository } from '../lab/repositories.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  await app.commit();
});
afterEach(() => place[Symbol.asyncDispose]());

const CAPTURE = () => ['--repositories', `acme/app=${app.path}`];

/** Runs the command line in a process of its own. */
async function backup(...args: string[]): Promise<{ code: number | null; entries: LedgerEntry[] }> {
  const result = await runCli([...args, '--store', place.root, '--json'], { cwd: place.folder.path });
  return { code: result.code, entries: (result.json() as { repositories: LedgerEntry[] }).repositories };
}

async function expectAllWhole(): Promise<void> {
  expect(await backup('verify', '--deep')).toMatchObject({ code: 0, entries: [{ status: 'verified' }] });
  const to = place.folder.join('restored.git');
  expect((await backup('restore', '--repositories', 'acme/app', '--to', to)).code).toBe(0);
  expect(await refsOf(to)).toEqual(await refsOf(app.path));
}

test('six that begin a repository in the same second make six snapshots, each whole', async () => {
  const runs = await Promise.all(Array.from({ length: 6 }, () => backup('snapshot', ...CAPTURE())));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  const names = new Set(runs.map(({ entries }) => entries[0]?.snapshot));
  expect(names.size).toBe(6);
  const listed = (await place.store.list('acme/app/')).map(({ key }) => key.replace(/^.*\/|\.(json|tar)$/g, ''));
  expect(new Set(listed)).toEqual(names);
  expect(listed).toHaveLength(12);
  await expectAllWhole();
}, 60_000);

test('increments, prunes and a reader that meet lose nothing, and each run is on record', async () => {
  // A history that ends two months ago: its first half is due.
  place.pass((Date.now() - place.context.now().getTime()) / 3_600_000 - 24 * 90);
  for (const type of ['full', 'incremental', 'full', 'incremental'] as const) {
    await app.commit();
    await place.run('snapshot', { type });
    place.pass(24 * 10);
  }
  await app.commit();
  const before = (await place.store.list('runs/')).length;
  const runs = await Promise.all([
    ...Array.from({ length: 3 }, () =>
      backup('sync', ...CAPTURE(), '--type', 'incremental', '--full-every-days', '365'),
    ),
    backup('prune'),
    backup('prune'),
    backup('verify'),
  ]);
  const captures = runs.slice(0, 3);
  expect(captures.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const { entries } of captures) expect(['stored', 'unchanged']).toContain(entries[0]?.status);
  expect(runs.slice(3, 5).map(({ code }) => code)).toEqual([0, 0]);
  expect((await place.store.list('runs/')).length).toBe(before + runs.length);
  await expectAllWhole();
}, 60_000);
