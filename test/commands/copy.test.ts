// copy: snapshots from one store in another, to the byte, with all that they need, and as often as one likes.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { fingerprint } from '../invariants/history.ts';
import { refsOf } from '../lab/inspection.ts';
import { setCopies } from './copies.ts';

const scene = setCopies();

test('every snapshot comes, to the byte, with its chain; verify, restore and drill find a whole store', async () => {
  const report = await scene.copy();
  expect(report).toMatchObject({ verdict: 'ok', stores: [scene.place.root, scene.target] });
  const total = (report.repositories as LedgerEntry[])[0];
  expect(total).toMatchObject({
    repository: 'acme/app',
    store: scene.target,
    status: 'copied',
    snapshot: scene.names[3],
    type: 'incremental',
    copied: scene.names,
    present: 0,
    missing: 0,
  });
  expect(total?.bytes).toBe(report.bytes);
  expect(await fingerprint(scene.target)).toBe(await fingerprint(scene.place.root));
  expect(await scene.place.run('verify', { stores: [scene.target], deep: true })).toMatchObject({ verdict: 'ok' });
  const to = scene.place.folder.join('restored');
  await scene.place.run('restore', { stores: [scene.target], patterns: ['acme/app'], to });
  expect(await refsOf(to)).toEqual(await refsOf(scene.app.path));
  expect(await scene.place.run('drill', { stores: [scene.target] })).toMatchObject({ verdict: 'ok' });
});

test('a second run copies only the rest, and says so; with nothing new it is unchanged and green', async () => {
  await scene.copy();
  expect(await scene.copy()).toMatchObject({
    verdict: 'ok',
    bytes: 0,
    repositories: [{ status: 'unchanged', copied: [], present: 4, missing: 0 }],
  });
  const more = await scene.take('incremental');
  expect(await scene.line()).toMatchObject({ status: 'copied', copied: [more], present: 4, missing: 0 });
});

test('the record of the copy is written to where it was copied, and not to the source', async () => {
  const before = await readdir(join(scene.place.root, 'runs'));
  await scene.copy();
  expect(await readdir(join(scene.place.root, 'runs'))).toEqual(before);
  const [name = ''] = await readdir(join(scene.target, 'runs'));
  const record = JSON.parse(await readFile(join(scene.target, 'runs', name), 'utf8')) as Record<string, unknown>;
  expect(record).toMatchObject({
    command: 'copy',
    verdict: 'ok',
    repositories: [{ status: 'copied', copied: scene.names }],
  });
  expect(JSON.stringify(record)).not.toContain('"store"');
});

test('a sync to the copy alone builds on the copied chain, and prune there keeps what chains need', async () => {
  await scene.copy();
  await scene.app.commit();
  const synced = (await scene.place.run('sync', { stores: [scene.target] })).repositories as LedgerEntry[];
  expect(synced).toMatchObject([{ status: 'stored', type: 'incremental' }]);
  expect(synced[0]?.bytes).toBeLessThan(20_000);
  scene.place.pass(24 * 60);
  expect(await scene.place.run('prune', { stores: [scene.target] })).toMatchObject({
    verdict: 'ok',
    repositories: [{ removed: scene.names.slice(0, 2) }],
  });
  expect(await scene.place.run('verify', { stores: [scene.target], deep: true })).toMatchObject({ verdict: 'ok' });
});

test('one snapshot, by name or by instant, brings what it builds on and no more', async () => {
  expect(await scene.line({ choice: { snapshot: scene.names[1], at: undefined } })).toMatchObject({
    copied: scene.names.slice(0, 2),
  });
  expect(await scene.place.run('verify', { stores: [scene.target], deep: true })).toMatchObject({ verdict: 'ok' });
  const other = scene.place.folder.join('other');
  const at = new Date('2026-11-03T12:00:00Z');
  expect(await scene.line({ copyTo: [other], choice: { snapshot: undefined, at } })).toMatchObject({
    copied: [scene.names[2]],
  });
  const unknown = { snapshot: 'snapshot-20200101-000000', at: undefined };
  expect(await scene.copy({ choice: unknown })).toMatchObject({
    verdict: 'failed',
    repositories: [{ status: 'failed', error: { kind: 'not-found' } }],
  });
});

test('pins come along, also to what is there already, and a pin of the copy stays as it is', async () => {
  await scene.copy();
  await scene.place.run('pin', { choice: { snapshot: scene.names[0], at: undefined }, reason: 'the audit' });
  await scene.place.run('pin', { choice: { snapshot: scene.names[2], at: undefined }, reason: 'here' });
  await scene.place.run('pin', {
    stores: [scene.target],
    choice: { snapshot: scene.names[2], at: undefined },
    reason: 'there',
  });
  expect(await scene.line()).toMatchObject({
    status: 'copied',
    copied: [],
    present: 4,
    note: expect.stringContaining('1 pin') as unknown,
  });
  const { 'acme/app': status } = await scene.place.status({ stores: [scene.target], maxAgeHours: 900 });
  expect(status?.pins.map(({ reason }) => reason)).toEqual(['the audit', 'there']);
  expect(await scene.line()).toMatchObject({ status: 'unchanged' });
});

test('several destinations have a line each, and one that is away makes it partial and stops no other', async () => {
  const away = scene.place.folder.join('away');
  await writeFile(away, 'a mount that failed');
  const report = await scene.copy({ copyTo: [away, scene.target] });
  expect(report).toMatchObject({
    verdict: 'partial',
    repositories: [
      { store: away, status: 'failed', error: { kind: 'store' } },
      { store: scene.target, status: 'copied', copied: scene.names },
    ],
  });
});

test('the only destination, or the source, cannot be opened: nothing is done and it fails', async () => {
  await expect(scene.copy({ stores: [scene.place.folder.join('nowhere')] })).rejects.toMatchObject({
    kind: 'not-found',
  });
  expect(await readdir(scene.place.folder.path)).not.toContain('nowhere');
  await writeFile(scene.target, 'a mount that failed');
  await expect(scene.copy()).rejects.toMatchObject({ kind: 'store' });
});

test('a source without a snapshot is an error, never an empty copy that looks good', async () => {
  const empty = scene.place.folder.join('empty');
  await mkdir(empty);
  await expect(scene.copy({ stores: [empty] })).rejects.toMatchObject({ kind: 'not-found' });
  await expect(scene.copy({ patterns: ['acme/typo'] })).rejects.toMatchObject({ kind: 'not-found' });
});

test('patterns choose the repositories', async () => {
  const web = await scene.place.origin('acme/web');
  await web.commit();
  await scene.place.run('sync');
  expect(await scene.copy({ patterns: ['acme/*', '!acme/app'] })).toMatchObject({
    repositories: [{ repository: 'acme/web' }],
  });
  expect(await readdir(join(scene.target, 'acme'))).toEqual(['web']);
});

test('a dry run tells what would be copied, and makes nothing, not even the folder', async () => {
  const entry = await scene.line({ dryRun: true });
  expect(entry).toMatchObject({ status: 'copied', copied: scene.names, present: 0 });
  expect(entry.note).toMatch(/^would copy 4 snapshots \(/);
  expect(await readdir(scene.place.folder.path)).not.toContain('copy');
  expect((await scene.line()).bytes).toBe(entry.bytes);
  const more = await scene.take('incremental');
  expect(await scene.line({ dryRun: true })).toMatchObject({ copied: [more], present: 4 });
  expect((await scene.files()).filter((name) => name.startsWith(more))).toEqual([]);
  expect(await readdir(join(scene.target, 'runs'))).toHaveLength(1);
});
