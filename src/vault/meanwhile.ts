// What other runs have stored while this one prunes: seen before an archive goes, and once more when it has gone.
import { manifestKey } from '../domain/names.ts';
import type { Store } from '../stores/store.ts';
import { listRepository, namesOf, openSnapshot, type ListedSnapshot, type RepositoryListing } from './listing.ts';
import { takeBack } from './save.ts';

/**
 * What snapshots need that were stored since the store was listed, and which one needs it. Another run may have planned its
 * snapshot on what is being removed: it looks for those manifests once its own is written, as here is looked for its own
 * once those are gone. A copy may also have brought back a manifest that is in `gone`.
 */
export async function neededSince(
  store: Store,
  listing: RepositoryListing,
  gone: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const fresh = await listRepository(store, listing.repository);
  const needed = new Map<string, string>();
  for (const snapshot of storedSince(listing, fresh, gone)) {
    const { manifest, incomplete, altered } = await openSnapshot(store, fresh, snapshot);
    const chain = (manifest ?? incomplete ?? altered)?.git.chain;
    // It cannot be read, so it may need anything.
    const names = chain ? chain.map((link) => link.snapshot) : listing.snapshots.map(({ name }) => name);
    for (const name of [...names, snapshot.name]) needed.set(name, snapshot.name);
  }
  return needed;
}

/**
 * Takes back the manifests of snapshots that were stored too late for `neededSince` to see and need what has been removed,
 * the youngest first. Whoever stored one looks, once it is written, whether all that it needs is there: so at least one of
 * the two sees the other, and nothing stays listed that does not restore. Their archives stay for whoever brings the rest.
 */
export async function takeBackBroken(
  store: Store,
  listing: RepositoryListing,
  removed: ReadonlySet<string>,
): Promise<string[]> {
  const { repository } = listing;
  const fresh = await listRepository(store, repository);
  const broken: string[] = [];
  for (const listed of storedSince(listing, fresh, removed)) {
    const { incomplete } = await openSnapshot(store, fresh, listed);
    const needs = incomplete ? [listed.name, ...incomplete.git.chain.map(({ snapshot }) => snapshot)] : [];
    if (needs.some((name) => removed.has(name))) broken.push(listed.name);
  }
  for (const name of broken.toReversed()) await takeBack(store, manifestKey(repository, name));
  return broken;
}

function storedSince(then: RepositoryListing, now: RepositoryListing, gone: ReadonlySet<string>): ListedSnapshot[] {
  const known = namesOf(then);
  return now.snapshots.filter(({ name }) => !known.has(name) || gone.has(name));
}
