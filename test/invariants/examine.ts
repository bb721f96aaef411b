// Examines a store after a run that was struck: nothing listed lies, nothing protected is gone, and the next run mends all.
import { expect } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import { listRepository } from '../../src/vault/listing.ts';
import { refsOf } from '../lab/inspection.ts';
import { fingerprint, HISTORY_SETTINGS, type History } from './history.ts';

// Most blows leave one of a few states. Each is examined once.
const examined = new WeakMap<History, Set<string>>();
let restores = 0;

/** Examines the store at `root` after a run whose ledger said `entry`, or that was killed before it could say anything. */
export async function examine(history: History, root: string, entry?: LedgerEntry): Promise<void> {
  const { place } = history;
  const before = await listed(root);
  // What a run says it stored is there, and what a run did not remove is too.
  if (entry?.status === 'stored') expect(before).toContain(entry.snapshot);
  const known = examined.get(history) ?? new Set();
  examined.set(history, known);
  const state = await fingerprint(root);
  if (known.has(state)) return;
  await proveAll(history, root, before);
  place.pass(1);
  const report = await place.runOn(await openDirectoryStore(root, './store', true), 'sync', HISTORY_SETTINGS);
  expect([report.verdict, report.repositories]).toMatchObject(['ok', [{ repository: 'acme/app' }]]);
  const after = await listed(root);
  await proveAll(history, root, after);
  const [oldest = ''] = history.refs.keys();
  if (before.length > 0 && before.includes(history.protectedNames[0] ?? '')) expect(after).not.toContain(oldest);
  place.pass(-1);
  known.add(state);
}

async function listed(root: string): Promise<string[]> {
  const store = await openDirectoryStore(root, './store', true);
  return (await listRepository(store, 'acme/app')).snapshots.map(({ name }) => name);
}

/** Every listed snapshot verifies deep, and the newest restores to the refs that the origin had then. */
async function proveAll({ place, refs, protectedNames, now }: History, root: string, names: string[]): Promise<void> {
  const newest = names.at(-1);
  if (newest === undefined) return;
  const verified = await place.ledger('verify', { stores: [root], deep: true });
  expect(verified['acme/app']).toMatchObject({ status: 'verified' });
  const to = place.folder.join('restored', String((restores += 1)));
  const restored = await place.ledger('restore', { stores: [root], patterns: ['acme/app'], to });
  expect(restored['acme/app']).toMatchObject({ status: 'restored', snapshot: newest });
  expect(await refsOf(to)).toEqual(refs.get(newest) ?? now);
  const started = names.some((name) => refs.has(name));
  if (started) expect(names).toEqual(expect.arrayContaining(protectedNames));
}
