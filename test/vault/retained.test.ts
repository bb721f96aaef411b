// How much of a store a prune reads: next to nothing where nothing goes, everything before anything goes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { listRepository } from '../../src/vault/listing.ts';
import { decideRetention } from '../../src/vault/retained.ts';
import { createDatedStore, REPOSITORY, type DatedStore } from '../commands/dated-store.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const days = [1, 2, 3, 4, 5, 6, 7, 8].map((day) => `2026-09-0${day}T02:00:00Z`);
let dated: DatedStore;

beforeAll(async () => {
  dated = await createDatedStore();
  // Two chains of four.
  for (const [index, instant] of days.entries()) await dated.take(instant, index % 4 === 0 ? 'full' : 'incremental');
});
afterAll(() => dated[Symbol.asyncDispose]());

async function countReads(count: number, readAll = false) {
  const read: string[] = [];
  const opened = await openDirectoryStore(dated.path, dated.path, false);
  const store: Store = {
    ...opened,
    get(key, range) {
      read.push(key);
      return opened.get(key, range);
    },
  };
  const policy = { days: 0, keepLast: 1, periods: { daily: count } };
  const listing = await listRepository(store, REPOSITORY);
  const { decisions, needs } = await decideRetention({ store, listing, policy, now: NOW, readAll });
  return {
    read,
    needed: needs && new Set([...needs.values()].flat()),
    removed: decisions.filter(({ keep }) => !keep).length,
  };
}

test('where every snapshot is young enough, no manifest is read', async () => {
  expect(await countReads(8)).toEqual({ read: [], needed: undefined, removed: 0 });
});

test('where what is old is the chain of what stays, one manifest tells it', async () => {
  const { read, removed } = await countReads(5);
  expect(read).toEqual([`${REPOSITORY}/snapshot-20260904-020000.json`]);
  expect(removed).toBe(0);
});

test('before anything is removed, all manifests are read', async () => {
  const { read, needed, removed } = await countReads(4);
  expect(new Set(read).size).toBe(8);
  expect(read).toHaveLength(8);
  expect(removed).toBe(4);
  expect(needed?.size).toBe(8);
});

test('what the chains need is known where it is asked for, also if nothing goes', async () => {
  expect((await countReads(8, true)).needed?.size).toBe(8);
});
