// Objects larger than an asset may be: split on the way in, one object in every listing, and read as one.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, keysOf, readAll } from '../../contract/bodies.ts';
import { startGitHub, type LabGitHub } from '../../lab/github/github.ts';
import { openReleases } from '../../lab/release-store.ts';

const ARCHIVE = 'acme/app/snapshot-20261121-020000.tar';
const PART = 4096;

let github: LabGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github[Symbol.asyncDispose]());

test.each([
  ['one byte less than two parts', 2 * PART - 1, 2],
  ['two parts', 2 * PART, 2],
  ['one byte more', 2 * PART + 1, 3],
])('%s are stored, listed as one, and read across the cuts', async (_, size, count) => {
  await using place = await openReleases(github);
  const store = await place.open({ partSize: PART });
  const bytes = randomBytes(size);
  await store.put(ARCHIVE, bodyOf(bytes));
  const names = place.releases.all[0]?.assets.map(({ name }) => name) ?? [];
  expect(names).toEqual(
    Array.from({ length: count }, (_, at) => `snapshot-20261121-020000.tar.00${at + 1}-of-00${count}`),
  );
  const other = await place.open();
  expect(await other.list('')).toEqual([{ key: ARCHIVE, size }]);
  expect((await readAll(other, ARCHIVE)).equals(bytes)).toBe(true);
  for (const [start, length] of [
    [PART - 1, 2],
    [PART, 1],
    [10, size - 20],
    [size - 1, 1],
  ] as const)
    expect((await readAll(other, ARCHIVE, { start, length })).equals(bytes.subarray(start, start + length))).toBe(true);
  await other.delete(ARCHIVE);
  expect(place.releases.all).toEqual([]);
});

test('an object of which a part is missing is none', async () => {
  await using place = await openReleases(github);
  await (await place.open({ partSize: PART })).put(ARCHIVE, bodyOf(randomBytes(3 * PART)));
  place.releases.all[0]?.assets.splice(1, 1);
  expect(await keysOf(await place.open())).toEqual([]);
});

test('of two writers with other cuts, the one that began first wins', async () => {
  await using place = await openReleases(github);
  const [whole, split] = [await place.open(), await place.open({ partSize: PART })];
  const results = await Promise.allSettled(
    [whole, split].map((store) => store.put(ARCHIVE, bodyOf(randomBytes(2 * PART)))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'exists' } });
  expect(await keysOf(await place.open())).toEqual([ARCHIVE]);
});
