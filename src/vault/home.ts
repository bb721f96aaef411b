// Where a store keeps a repository: under the name that its history began with, also when GitHub knows it by another now.
import type { Manifest } from '../domain/manifest.ts';
import type { Store } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { listRepository, listVault, newestWhole, type Newest, type RepositoryListing } from './listing.ts';

/** Newest manifests read at once. */
const PARALLEL_READS = 16;

/** A repository's part of a store, with the snapshot to build on and what is known of those that are younger. */
export type Home = Newest & { listing: RepositoryListing };

/** Finds the home of a repository of which GitHub's id is known, or undefined where there is no GitHub to tell it. */
export type FindHome = (store: Store, repository: string, id: number | undefined) => Promise<Home>;

/**
 * Finds homes for the repositories of one run. What a store keeps under other names is looked at only where a repository
 * has no history under its own, once for each store.
 *
 * A repository that was renamed or transferred goes on under the name that its history began with. One that took over the
 * name of another gets a folder of its own, `<owner>/<name>.id-<id>`: two histories are never mixed.
 */
export function openHomes(): FindHome {
  const names = new Map<Store, Promise<Map<number, string>>>();
  const namesIn = (store: Store) => {
    const known = names.get(store) ?? readNames(store);
    names.set(store, known);
    return known;
  };
  return async (store, repository, id) => {
    const home = await openHome(store, repository);
    const kept = home.newest?.repository.id;
    if (id === undefined || kept === id) return home;
    // Snapshots that tell no id were made without GitHub's API: the name is all that there is to go by.
    if (home.listing.snapshots.length > 0 && (kept === null || kept === undefined)) return home;
    const elsewhere = (await namesIn(store)).get(id);
    if (elsewhere !== undefined) return openHome(store, elsewhere);
    return home.newest ? openHome(store, successorName(repository, id)) : home;
  };
}

/** The id in the name of a home that stands beside another one of the same name. */
export function idInHome(name: string): number | undefined {
  const id = /\.id-([1-9]\d*)$/.exec(name)?.[1];
  return id === undefined ? undefined : Number(id);
}

function successorName(repository: string, id: number): string {
  return `${repository}.id-${id}`;
}

/** True where `name` is how a store keeps a repository that took over the name `repository`. */
export function isSuccessor(name: string, repository: string): boolean {
  const id = idInHome(name);
  return id !== undefined && name === successorName(repository, id);
}

async function openHome(store: Store, repository: string): Promise<Home> {
  const listing = await listRepository(store, repository);
  return { listing, ...(await newestWhole(store, listing)) };
}

/** The name that a store keeps each repository under, by id. */
async function readNames(store: Store): Promise<Map<number, string>> {
  const manifests = await newestOfEach(store, await listVault(store));
  return new Map(
    [...manifests].flatMap(
      ([
        name,
        {
          repository: { id },
        },
      ]) => (id === null ? [] : [[id, name]]),
    ),
  );
}

/** What GitHub called each repository when it was last stored, in lower case, and the name that the store keeps it under. */
export async function readCurrentNames(
  store: Store,
  listings: readonly RepositoryListing[],
): Promise<Map<string, string>> {
  const manifests = await newestOfEach(store, listings);
  return new Map([...manifests].map(([name, { repository }]) => [repository.full_name.toLowerCase(), name]));
}

async function newestOfEach(store: Store, listings: readonly RepositoryListing[]): Promise<Map<string, Manifest>> {
  const found = await mapConcurrently(listings, PARALLEL_READS, async (listing) => ({
    repository: listing.repository,
    ...(await newestWhole(store, listing)),
  }));
  return new Map(found.flatMap(({ repository, newest }) => (newest ? [[repository, newest]] : [])));
}
