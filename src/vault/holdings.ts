// What a store was seen to hold while a run listed it anyway: how much, since when, and how it grew.
import { isoSecond, parseKey, repositoryPrefix, snapshotInstant } from '../domain/names.ts';
import type { Store, StoredObject } from '../stores/store.ts';

/** What the repositories of a run have in its stores, manifests not counted. Sizes in bytes, instants in UTC. */
export type Holdings = {
  snapshots: number;
  bytes: number;
  /** When the newest snapshot of any of them was made; null where there is none. */
  newest_at: string | null;
  /** What the snapshots of each day added, by `2026-11-21`, the oldest first. Days without a snapshot are left out. */
  days: { day: string; snapshots: number; bytes: number }[];
};

/** A store, and what it was seen to hold. */
export type NotedStore = { store: Store; holdings: () => Holdings };

/** Bytes by the instant of the snapshot, in milliseconds: ten thousand repositories with all their snapshots stay small. */
type Sizes = Map<number, number>;

/** The same store, which notes what its listings say. It asks for nothing by itself. */
export function noteHoldings(store: Store): NotedStore {
  const repositories = new Map<string, Sizes>();
  const noted: Store = {
    ...store,
    async list(prefix) {
      const objects = await store.list(prefix);
      if (prefix === '') repositories.clear();
      else repositories.delete(prefix.replace(/\/$/, ''));
      for (const [repository, sizes] of sizesOf(objects)) {
        if (prefix === '' || prefix === repositoryPrefix(repository)) repositories.set(repository, sizes);
      }
      return objects;
    },
    async delete(key) {
      await store.delete(key);
      const parts = parseKey(key);
      if (parts && parts.kind !== 'pin') repositories.get(parts.repository)?.delete(instantOf(parts.snapshot));
    },
  };
  return { store: noted, holdings: () => sum([...repositories.values()]) };
}

function sizesOf(objects: readonly StoredObject[]): Map<string, Sizes> {
  const found = new Map<string, Sizes>();
  const complete = new Set<string>();
  for (const { key, size } of objects) {
    const parts = parseKey(key);
    if (!parts || parts.kind === 'pin') continue;
    const sizes = found.get(parts.repository) ?? new Map<number, number>();
    found.set(parts.repository, sizes);
    const at = instantOf(parts.snapshot);
    if (parts.kind === 'manifest') complete.add(`${parts.repository} ${at}`);
    sizes.set(at, (sizes.get(at) ?? 0) + (parts.kind === 'archive' ? size : 0));
  }
  // An archive without a manifest is no snapshot.
  for (const [repository, sizes] of found)
    for (const at of sizes.keys()) if (!complete.has(`${repository} ${at}`)) sizes.delete(at);
  return found;
}

function instantOf(snapshot: string): number {
  return snapshotInstant(snapshot)?.getTime() ?? 0;
}

function sum(all: readonly Sizes[]): Holdings {
  const days = new Map<string, { snapshots: number; bytes: number }>();
  let newest = 0;
  for (const sizes of all) {
    for (const [at, bytes] of sizes) {
      const day = new Date(at).toISOString().slice(0, 10);
      const known = days.get(day) ?? { snapshots: 0, bytes: 0 };
      days.set(day, { snapshots: known.snapshots + 1, bytes: known.bytes + bytes });
      newest = Math.max(newest, at);
    }
  }
  const list = [...days].map(([day, counts]) => ({ day, ...counts })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return total(list, newest > 0 ? isoSecond(new Date(newest)) : null);
}

function total(days: Holdings['days'], newest: string | null): Holdings {
  const add = (what: 'snapshots' | 'bytes') => days.reduce((all, one) => all + one[what], 0);
  return { snapshots: add('snapshots'), bytes: add('bytes'), newest_at: newest, days };
}
