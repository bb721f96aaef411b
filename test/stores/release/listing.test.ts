// The listing of releases: all pages of it, also while they change, one reading a run, and no release of others in it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, keysOf } from '../../contract/bodies.ts';
import { startGitHub, type LabGitHub } from '../../lab/github/github.ts';
import { addAsset, addRelease } from '../../lab/github/releases.ts';
import { openReleases, type ReleasePlace } from '../../lab/release-store.ts';
import { tagOf } from '../../../src/domain/tags.ts';
import { snapshotName } from '../../../src/domain/names.ts';

let github: LabGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github[Symbol.asyncDispose]());

const DAY = 86_400_000;

/** Snapshots of so many days, among as many releases of the project itself. */
async function fill({ holder }: ReleasePlace, days: number): Promise<string[]> {
  const keys: string[] = [];
  for (let day = 0; day < days; day += 1) {
    const name = snapshotName(new Date(Date.UTC(2025, 0, 1) + day * DAY));
    const release = addRelease(holder, { tag: tagOf('acme/app', name), name: `acme/app ${name}` });
    await addAsset(github.state, release, `${name}.json`, Buffer.from('{}'));
    addRelease(holder, { tag: `v1.${day}` });
    keys.push(`acme/app/${name}.json`);
  }
  return keys;
}

const listings = (place: ReleasePlace) =>
  github.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(`/${place.holder.name}/releases`));

test('every page is read, and read again only to see that none has changed, which costs nothing', async () => {
  await using place = await openReleases(github);
  const keys = await fill(place, 120);
  const store = await place.open();
  expect(await keysOf(store)).toEqual(keys);
  expect(listings(place).map(({ query, status }) => [new URLSearchParams(query).get('page'), status])).toEqual([
    ['1', 200],
    ['2', 200],
    ['3', 200],
    ['1', 304],
    ['2', 304],
    ['3', 304],
  ]);
  await store.list('acme/app/');
  await store.list('runs/');
  expect(listings(place)).toHaveLength(6);
});

test('a snapshot is not missed because another run removes one while the pages are read', async () => {
  await using place = await openReleases(github);
  const keys = await fill(place, 120);
  const store = await place.open();
  const { releases } = place;
  // The newest goes when the first page was read: the first of each further page slips to the page before.
  const gone = releases.all.at(-2);
  const all = releases.all.toReversed().toReversed();
  let reads = 0;
  Object.defineProperty(releases, 'all', {
    configurable: true,
    get: () => ((reads += 1) > 1 ? all.filter((release) => release !== gone) : all),
  });
  expect(await keysOf(store)).toEqual(keys.slice(0, -1));
  Object.defineProperty(releases, 'all', { configurable: true, writable: true, value: all });
});

test('what this run stored is listed anew, in case another one has pruned what it builds on', async () => {
  await using place = await openReleases(github);
  const [store, other] = [await place.open(), await place.open()];
  const [base, next] = ['acme/app/snapshot-20261120-020000.tar', 'acme/app/snapshot-20261121-020000.tar'];
  await other.put(base, bodyOf('base'));
  expect(await keysOf(store)).toEqual([base]);
  await store.put(next, bodyOf('next'));
  await other.delete(base);
  expect(await keysOf(store, 'acme/app/')).toEqual([next]);
});

test('after a removal a new snapshot of another run is seen, which may be built on what went', async () => {
  await using place = await openReleases(github);
  const [store, other] = [await place.open(), await place.open()];
  const [base, next] = ['acme/app/snapshot-20261120-020000.tar', 'acme/app/snapshot-20261121-020000.tar'];
  await store.put(base, bodyOf('base'));
  expect(await keysOf(store)).toEqual([base]);
  await other.put(next, bodyOf('next'));
  await store.delete(base);
  expect(await keysOf(store, 'acme/app/')).toEqual([next]);
});

test('records fill one draft after the other', async () => {
  await using place = await openReleases(github);
  const store = await place.open();
  await store.put('runs/2026-11-01T00-00-00Z-1.json', bodyOf('1'));
  const [first] = place.releases.all;
  if (!first) throw new Error('no draft');
  const one = first.assets[0];
  if (!one) throw new Error('no asset');
  for (let at = 2; at <= 960; at += 1)
    first.assets.push({ ...one, id: one.id + at * 1000, name: `runs__2026-11-01T00-00-00Z-${at}.json` });
  const other = await place.open();
  expect(await keysOf(other, 'runs/')).toHaveLength(960);
  await other.put('runs/2026-11-02T00-00-00Z-1.json', bodyOf('2'));
  expect(place.releases.all.map(({ assets }) => assets.length)).toEqual([960, 1]);
  expect(await keysOf(await place.open(), 'runs/')).toHaveLength(961);
});
