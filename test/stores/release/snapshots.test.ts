// Snapshots as releases: published when they are whole, described for people, pruned with their tags, and never mixed up with others.
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CommandName, Settings } from '../../../src/commands/settings.ts';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';
import { openPlace, type Place } from '../../commands/place.ts';
import { bodyOf, keysOf } from '../../contract/bodies.ts';
import { startGitHub, type LabGitHub } from '../../lab/github/github.ts';
import { addAsset, addRelease } from '../../lab/github/releases.ts';
import { refsOf } from '../../lab/inspection.ts';
import { openReleases, type OpenedAs, type ReleasePlace } from '../../lab/release-store.ts';
import type { Repository } from '../../lab/repositories.ts';

let github: LabGitHub;
let place: Place;
let holder: ReleasePlace;
let app: Repository;
beforeAll(async () => {
  github = await startGitHub();
});
beforeEach(async () => {
  [place, holder] = [await openPlace(), await openReleases(github)];
  app = await place.origin('acme/app');
  await app.commit({ message: 'Close #7 for @octocat | `done`' });
});
afterEach(async () => {
  await holder[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});
afterAll(() => github[Symbol.asyncDispose]());

/** One command is one run: it opens the store anew. */
async function run(command: CommandName, changes: Partial<Settings> = {}, as: OpenedAs = {}): Promise<LedgerEntry> {
  const report = await place.runOn(await holder.open({ now: place.context.now, ...as }), command, changes);
  return report.repositories[0] as LedgerEntry;
}

async function restored(snapshot?: string): Promise<string[]> {
  const to = place.folder.join(`restored-${Math.random()}`);
  const choice = { snapshot, at: undefined };
  expect(await run('restore', { patterns: ['acme/app'], to, choice })).toMatchObject({ status: 'restored' });
  return refsOf(to);
}

const snapshots = () => holder.releases.all.filter(({ tag }) => tag.includes('.snapshot-'));
const records = () => holder.releases.all.filter(({ tag }) => tag.startsWith('repo-backup.records'));
const TAG = 'acme.app.snapshot-20261101-020000';

test('a snapshot is a published release with a tag, and what belongs to no snapshot is in a draft', async () => {
  expect(await run('sync')).toMatchObject({ status: 'stored', type: 'full' });
  expect(snapshots()).toMatchObject([
    { tag: TAG, name: 'acme/app snapshot-20261101-020000', draft: false, makeLatest: 'false' },
  ]);
  expect(snapshots()[0]?.assets.map(({ name }) => name)).toEqual([
    'snapshot-20261101-020000.tar',
    'snapshot-20261101-020000.json',
  ]);
  expect(await holder.tags()).toEqual([TAG]);
  expect(records()).toMatchObject([
    { tag: 'repo-backup.records-2026-11', draft: true, assets: [{ state: 'uploaded' }] },
  ]);
  expect(await run('sync')).toMatchObject({ status: 'unchanged' });
});

test('a repository that is backed up into releases of its own is not changed by their tags', async () => {
  const itself = [
    { repository: 'acme/self', address: { kind: 'local' as const, path: holder.holder.git.path, display: 'self' } },
  ];
  expect(await run('sync', { targets: itself })).toMatchObject({ status: 'stored' });
  expect(await holder.tags()).toEqual(['acme.self.snapshot-20261101-020000']);
  place.pass(24);
  expect(await run('sync', { targets: itself })).toMatchObject({ status: 'unchanged' });
});

test('an increment, verify, status, drill and restore work on what is there, with the origin gone', async () => {
  await run('sync');
  place.pass(24);
  await app.commit();
  expect(await run('sync')).toMatchObject({ status: 'stored', type: 'incremental' });
  expect(await run('verify', { deep: true })).toMatchObject({ status: 'verified' });
  expect(await run('drill')).toMatchObject({ status: 'restored' });
  expect(await run('status')).toMatchObject({ healthy: true, snapshots: 2 });
  const refs = await refsOf(app.path);
  await app.git('update-ref', '-d', 'refs/heads/main');
  expect(await restored()).toEqual(refs);
});

test('the notes tell what it is and how to restore it, and write to nobody', async () => {
  await run('sync');
  place.pass(24);
  await app.commit({ message: 'Close #7 for @octocat | `done`' });
  await run('sync');
  const notes = snapshots()[1]?.body ?? '';
  expect(notes).toContain('Snapshot of `acme/app` at 2026-11-02T02:00:00Z');
  expect(notes).toMatch(/\| Commit \| `[0-9a-f]{40}` \S+ `Close #7 for @octocat done` \|/);
  expect(notes).toContain(`| Builds on | \`${TAG}\` |`);
  expect(notes).toContain(
    `repo-backup restore --repositories acme/app --store release:${holder.holder.fullName} --snapshot snapshot-20261102-020000 --to ./restored.git`,
  );
  expect(notes).toContain(
    `for tag in ${TAG} acme.app.snapshot-20261102-020000; do gh release download "$tag" --repo ${holder.holder.fullName} --dir backups/acme/app; done`,
  );
  // The lines that it points to are where it says.
  expect(await readFile(new URL('../../../README.md', import.meta.url), 'utf8')).toContain('### Without this program');
});

test('the notes of a sealed snapshot tell nothing of its content', async () => {
  const encryptTo = { kind: 'passphrase' as const, passphrase: 'correct horse battery staple' };
  await run('sync', { encryptTo });
  const [release] = snapshots();
  expect(release?.body).toContain('| Type | full, encrypted |');
  expect(release?.body).toContain('docs/encryption.md');
  const commit = await app.git('rev-parse', 'main');
  for (const secret of [commit, 'octocat', 'main', 'horse'])
    expect(release?.body?.replaceAll('/blob/main/', '')).not.toContain(secret);
});

test('pruning removes release and tag of what is too old, and nothing that a kept snapshot needs', async () => {
  await run('snapshot', { type: 'full' });
  place.pass(24);
  await app.commit();
  await run('snapshot', { type: 'full' });
  place.pass(24 * 40);
  await app.commit();
  expect(await run('sync', { type: 'full' })).toMatchObject({ removed: ['snapshot-20261101-020000'] });
  const left = ['acme.app.snapshot-20261102-020000', 'acme.app.snapshot-20261212-020000'];
  expect(snapshots().map(({ tag }) => tag)).toEqual(left);
  expect(await holder.tags()).toEqual(left);
  expect(await run('verify')).toMatchObject({ status: 'verified' });
});

test('an immutable release is pruned as a whole, and a pin that is set meanwhile brings it back', async () => {
  holder.releases.immutable = true;
  await run('snapshot', { type: 'full' });
  place.pass(24);
  await app.commit();
  await run('snapshot', { type: 'full' });
  const pin = { choice: { snapshot: 'snapshot-20261102-020000', at: undefined } };
  expect(await run('pin', pin)).toMatchObject({ status: 'pinned' });
  place.pass(24 * 40);
  await app.commit();
  expect(await run('sync', { type: 'full' })).toMatchObject({ removed: ['snapshot-20261101-020000'] });
  expect(await holder.tags()).toEqual(['acme.app.snapshot-20261102-020000', 'acme.app.snapshot-20261212-020000']);
  expect(await run('unpin', pin)).toMatchObject({ status: 'unpinned' });
  const key = 'acme/app/snapshot-20261102-020000.json';
  const store = await holder.open();
  const manifest = await store.get(key);
  const bytes: Buffer[] = [];
  for await (const chunk of manifest) bytes.push(chunk);
  await store.delete(key);
  expect(await keysOf(store, 'acme/app/')).not.toContain(key);
  expect(await keysOf(store, 'acme/app/')).toContain('acme/app/snapshot-20261102-020000.tar');
  expect(snapshots()[0]?.name).toBe('acme/app snapshot-20261102-020000 (being removed)');
  await store.put(key, bodyOf(Buffer.concat(bytes)));
  expect(snapshots()[0]).toMatchObject({ name: 'acme/app snapshot-20261102-020000', draft: false, immutable: true });
  expect(await restored('snapshot-20261102-020000')).toHaveLength(1);
});

test('a file of an immutable snapshot stays, and the error says why', async () => {
  holder.releases.immutable = true;
  await run('sync');
  const store = await holder.open();
  const [archive = ''] = (await keysOf(store)).filter((key) => key.endsWith('.tar'));
  await expect(store.delete(archive)).rejects.toMatchObject({
    kind: 'locked',
    message: expect.stringContaining('immutable') as string,
  });
  await expect(store.put(archive.replace('.tar', '.lfs.tar'), bodyOf('more'))).rejects.toMatchObject({
    kind: 'locked',
  });
  expect(await run('verify')).toMatchObject({ status: 'verified' });
});

test('with draft=true nothing is ever published, and it works like any other store', async () => {
  const draft = { draft: true };
  expect(await run('sync', {}, draft)).toMatchObject({ status: 'stored' });
  place.pass(24 * 40);
  await app.commit();
  expect(await run('sync', { type: 'full' }, draft)).toMatchObject({ status: 'stored' });
  expect(await run('verify', { deep: true }, draft)).toMatchObject({ status: 'verified' });
  place.pass(24 * 40);
  expect(await run('sync', {}, draft)).toMatchObject({ status: 'unchanged', removed: ['snapshot-20261101-020000'] });
  expect(holder.releases.all.every((release) => release.draft)).toBe(true);
  expect(await holder.tags()).toEqual([]);
  // Whoever leaves the parameter out later on must not lose what is there.
  expect(await run('sync')).toMatchObject({ status: 'unchanged' });
  expect(await run('verify')).toMatchObject({ status: 'verified' });
});

test('releases, drafts and assets of others are neither listed nor touched', async () => {
  const foreign = [
    addRelease(holder.holder, { tag: 'v1.0.0', name: 'Our product' }),
    addRelease(holder.holder, { tag: 'v2.0.0', name: 'Next', draft: true }),
    addRelease(holder.holder, { tag: 'snapshot-20261101-020000', name: 'Nightly' }),
  ];
  for (const release of foreign)
    await addAsset(github.state, release, 'snapshot-20261101-020000.tar', Buffer.from('x'));
  await run('snapshot', { type: 'full' });
  const [own] = snapshots().filter(({ tag }) => tag === TAG);
  if (!own) throw new Error('no release');
  await addAsset(github.state, own, 'read-me.txt', Buffer.from('by hand'));
  place.pass(24 * 20);
  await app.commit();
  await run('snapshot', { type: 'full' });
  place.pass(24 * 40);
  await app.commit();
  await run('sync', { type: 'full' });
  expect(foreign.every((release) => holder.releases.all.includes(release) && release.assets.length === 1)).toBe(true);
  // What somebody has added to a release of ours keeps it.
  expect(own.assets.map(({ name }) => name)).toEqual(['read-me.txt']);
  expect(await keysOf(await holder.open(), 'acme/app/')).toHaveLength(4);
});
