// The promises of src/stores/store.ts as one suite: every store joins with a few lines and keeps all of them.
//
//   storeContract('a folder', async () => ({ store, reopen: () => openDirectoryStore(...), [Symbol.asyncDispose]() {...} }));
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isKind } from '../../src/domain/errors.ts';
import type { Store } from '../../src/stores/store.ts';
import { bodyOf, brokenBody, countedBody, keysOf, readAll } from './bodies.ts';

/** An empty store, and another client of the same place, as a second run would open it. */
export type StoreUnderTest = AsyncDisposable & { store: Store; reopen: () => Promise<Store> };

const KEY = 'acme/app/snapshot-20261121-020000.tar';
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

// What a manifest or a name from the network could try. The empty one, and one segment too many, are bugs of ours.
const NOT_KEYS = [
  '',
  '/',
  '..',
  '../outside',
  'acme/../../outside',
  'acme/app/..',
  'acme/./app',
  '/etc/passwd',
  'acme//app',
  'acme/app/',
  String.raw`acme\..\outside`,
  'acme/app/a\0b',
  'acme/app/a b',
  'acme/app/ünï',
  'acme/app/a\nb',
  'C:/windows',
  'a/b/c/d',
  '.hidden/app/file',
  'acme/app/.part-1',
];

/** Declares the suite for one kind of store. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the contract of a store: ${name}`, () => {
    let place: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      place = await open();
      store = place.store;
    });
    afterEach(() => place[Symbol.asyncDispose]());

    test('what was put is confirmed by size and SHA-256, listed, and comes back to the byte', async () => {
      const bytes = randomBytes(700_001);
      expect(await store.put(KEY, bodyOf(bytes, 64 * 1024))).toEqual({ size: bytes.length, sha256: digest(bytes) });
      const [listed, ...others] = await store.list('');
      expect({ listed, others }).toMatchObject({ listed: { key: KEY, size: bytes.length }, others: [] });
      // A store need not tell it. Where it does, it is the digest of these bytes.
      expect(listed?.sha256 ?? digest(bytes)).toBe(digest(bytes));
      expect((await readAll(store, KEY)).equals(bytes)).toBe(true);
      expect((await readAll(await place.reopen(), KEY)).equals(bytes)).toBe(true);
    });

    test('an object without a byte is an object', async () => {
      expect(await store.put('runs/empty.json', bodyOf(Buffer.alloc(0)))).toEqual({
        size: 0,
        sha256: digest(Buffer.alloc(0)),
      });
      expect(await store.list('runs/')).toMatchObject([{ key: 'runs/empty.json', size: 0 }]);
      expect(await readAll(store, 'runs/empty.json')).toHaveLength(0);
      expect(await readAll(store, 'runs/empty.json', { start: 0, length: 0 })).toHaveLength(0);
    });

    test.each([
      ['the first byte', 0, 1],
      ['the last byte', 299_999, 1],
      ['a piece across the blocks in which it is read', 262_100, 100],
      ['all of it', 0, 300_000],
      ['nothing, at the end', 300_000, 0],
    ])('a range is what it says: %s', async (_, start, length) => {
      const bytes = randomBytes(300_000);
      await store.put(KEY, bodyOf(bytes));
      expect((await readAll(store, KEY, { start, length })).equals(bytes.subarray(start, start + length))).toBe(true);
    });

    test.each([
      ['begins behind the end', 11, 1],
      ['ends behind the end', 5, 6],
      ['is larger than any file', 0, Number.MAX_SAFE_INTEGER],
    ])('a range that %s is corrupt, never a shorter answer', async (_, start, length) => {
      await store.put(KEY, bodyOf('0123456789'));
      await expect(readAll(store, KEY, { start, length })).rejects.toMatchObject({ kind: 'corrupt' });
    });

    test('an object that is not there is not-found', async () => {
      await expect(readAll(store, KEY)).rejects.toMatchObject({ kind: 'not-found' });
      await expect(readAll(store, KEY, { start: 0, length: 1 })).rejects.toMatchObject({ kind: 'not-found' });
    });

    test('an object is never overwritten, not even by the same bytes', async () => {
      await store.put(KEY, bodyOf('first'));
      for (const content of ['second', 'first', '']) {
        await expect(store.put(KEY, bodyOf(content))).rejects.toMatchObject({ kind: 'exists' });
      }
      expect((await readAll(store, KEY)).toString()).toBe('first');
      expect(await store.list('')).toHaveLength(1);
    });

    test('of many writers of one key exactly one wins, and what is read is whole and the winner’s', async () => {
      const bodies = Array.from({ length: 8 }, (_, index) => Buffer.alloc(200_000, 65 + index));
      const stores = await Promise.all(bodies.map(() => place.reopen()));
      const results = await Promise.allSettled(
        bodies.map((bytes, index) => (stores[index] as Store).put(KEY, bodyOf(bytes, 10_000))),
      );
      const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const losers = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      expect(winners).toHaveLength(1);
      expect(losers.every((error) => isKind(error, 'exists'))).toBe(true);
      expect(digest(await readAll(store, KEY))).toBe(winners[0]?.sha256);
      expect(await keysOf(store)).toEqual([KEY]);
    });

    test('a body that breaks leaves nothing, its error arrives as it is, and the key is free', async () => {
      const reason = new Error('the wire was cut');
      for (const after of [0, 1, 150_000, 200_000]) {
        await expect(store.put(KEY, brokenBody(200_000, after, reason))).rejects.toBe(reason);
        expect(await keysOf(store)).toEqual([]);
        await expect(readAll(store, KEY)).rejects.toMatchObject({ kind: 'not-found' });
      }
      await store.put(KEY, bodyOf('whole'));
      expect((await readAll(store, KEY)).toString()).toBe('whole');
    });

    test.each([
      ['short', 9, 10],
      ['empty', 0, 10],
      ['long', 11, 10],
      ['longer than nothing', 1, 0],
    ])('a body that is %s of what it said is refused and leaves nothing', async (_, sent, said) => {
      await expect(store.put(KEY, { ...bodyOf(Buffer.alloc(sent)), size: said })).rejects.toMatchObject({
        kind: 'store',
      });
      expect(await keysOf(store)).toEqual([]);
      await store.put(KEY, bodyOf('whole'));
    });

    test('what is being written is neither listed nor read before it is whole', async () => {
      const seen: unknown[] = [];
      const watched = countedBody(4, async () => {
        seen.push(await keysOf(store), await readAll(store, KEY).catch((error: unknown) => error));
      });
      await store.put(KEY, watched);
      expect(seen.filter((_, index) => index % 2 === 0)).toEqual([[], [], [], []]);
      expect(seen.filter((_, index) => index % 2 === 1).every((error) => isKind(error, 'not-found'))).toBe(true);
    });

    test('a listing is sorted, complete, and keeps to its prefix', async () => {
      const keys = [
        'acme/app/b',
        'acme/app/a',
        'acme/app-web/a',
        'acme/ap/a',
        'acme/app.git/a',
        'runs/x',
        'top',
        'Acme/A/a',
      ];
      for (const key of keys) await store.put(key, bodyOf(key));
      expect(await keysOf(store)).toEqual(keys.toSorted());
      expect(await keysOf(store, 'acme/app/')).toEqual(['acme/app/a', 'acme/app/b']);
      expect(await keysOf(store, 'acme/')).toEqual(keys.filter((key) => key.startsWith('acme/')).toSorted());
      expect(await keysOf(store, 'nobody/nothing/')).toEqual([]);
      expect(await store.list('runs/')).toMatchObject([{ key: 'runs/x', size: 6 }]);
    });

    test('names that look like dots or parts are kept like any other', async () => {
      const keys = ['acme/.github/a', 'acme/..app/a', 'acme/.part-1/a', 'acme/app/a..', 'acme/-/--'];
      for (const key of keys) await store.put(key, bodyOf(key));
      expect(await keysOf(store)).toEqual(keys.toSorted());
      for (const key of keys) expect((await readAll(store, key)).toString()).toBe(key);
    });

    test('what is removed is gone, its neighbours stay, and removing it again is no error', async () => {
      await store.put(KEY, bodyOf('one'));
      await store.put(`${KEY}.age`, bodyOf('two'));
      await store.delete(KEY);
      await store.delete(KEY);
      await store.delete('nobody/nothing/here');
      expect(await keysOf(store)).toEqual([`${KEY}.age`]);
      await store.put(KEY, bodyOf('again'));
      expect((await readAll(store, KEY)).toString()).toBe('again');
    });

    test.each(NOT_KEYS)('%j is no key: it is refused before anything is touched', async (key) => {
      const opened = countedBody(1, async () => undefined);
      await expect(store.put(key, opened)).rejects.toThrow('not a key');
      await expect(store.get(key)).rejects.toThrow('not a key');
      await expect(store.delete(key)).rejects.toThrow('not a key');
      expect(opened.count).toBe(0);
      expect(await keysOf(store)).toEqual([]);
    });

    test.each(['..', '../', 'acme', 'acme/../', '/', '//', 'acme/app/deeper/', './'])(
      '%j is no prefix: a listing of another place is never given',
      async (prefix) => {
        await expect(store.list(prefix)).rejects.toThrow('not a prefix');
      },
    );
  });
}
