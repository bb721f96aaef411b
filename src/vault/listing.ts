// What is in a vault: the store's objects sorted into snapshots, and what belongs to none.
import { BackupError, isKind } from '../domain/errors.ts';
import { holdsBundle, MANIFEST_LIMIT, type Manifest } from '../domain/manifest.ts';
import { parseManifest } from '../domain/manifest-text.ts';
import { digestFits } from '../domain/manifest-digest.ts';
import { manifestKey, parseKey, repositoryPrefix, snapshotInstant } from '../domain/names.ts';
import { archiveName } from '../domain/sealed.ts';
import type { Store, StoredObject } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { readWhole } from './read.ts';

/** Manifests read at once. */
const PARALLEL_READS = 16;

/** A snapshot as the store lists it: its manifest is there, unread. */
export type ListedSnapshot = { name: string; at: Date };

/** One repository's part of a store. */
export type RepositoryListing = {
  repository: string;
  /** Oldest first. */
  snapshots: ListedSnapshot[];
  /** Size in bytes of every archive, by file name. */
  archives: Map<string, number>;
  /** Archives without a manifest: a crash left them, or another run is just writing them. */
  orphans: { key: string; at: Date; size: number }[];
  /** The names of pinned snapshots, also of those that are no longer there. */
  pins: Set<string>;
  /** When the store will remove the first part of a snapshot by itself, by the snapshot's name. */
  expires: Map<string, Date>;
};

/** Lists one repository. @throws what the store throws: a listing that fails is never "nothing there". */
export async function listRepository(store: Store, repository: string): Promise<RepositoryListing> {
  const objects = await store.list(repositoryPrefix(repository));
  return sortObjects(objects).get(repository) ?? emptyListing(repository);
}

function emptyListing(repository: string): RepositoryListing {
  return { repository, snapshots: [], archives: new Map(), orphans: [], pins: new Set(), expires: new Map() };
}

/** Lists every repository that has a snapshot, an orphan or a pin, by name. */
export async function listVault(store: Store): Promise<RepositoryListing[]> {
  const found = sortObjects(await store.list(''));
  return [...found.values()].toSorted((a, b) => (a.repository < b.repository ? -1 : 1));
}

function sortObjects(objects: readonly StoredObject[]): Map<string, RepositoryListing> {
  const found = new Map<string, RepositoryListing>();
  const manifests = new Set(objects.map(({ key }) => key).filter((key) => key.endsWith('.json')));
  for (const { key, size, expires } of objects) {
    const parts = parseKey(key);
    if (!parts) continue;
    const listing = found.get(parts.repository) ?? emptyListing(parts.repository);
    found.set(parts.repository, listing);
    const at = instantOf(parts.snapshot);
    noteExpiry(listing, parts.snapshot, parts.kind === 'pin' ? undefined : expires);
    if (parts.kind === 'manifest') listing.snapshots.push({ name: parts.snapshot, at });
    else if (parts.kind === 'pin') listing.pins.add(parts.snapshot);
    else {
      listing.archives.set(parts.file, size);
      if (!manifests.has(manifestKey(parts.repository, parts.snapshot))) listing.orphans.push({ key, at, size });
    }
  }
  for (const listing of found.values()) listing.snapshots.sort((a, b) => (a.name < b.name ? -1 : 1));
  return found;
}

function noteExpiry({ expires }: RepositoryListing, snapshot: string, at: Date | undefined): void {
  const first = expires.get(snapshot);
  if (at && (!first || at < first)) expires.set(snapshot, at);
}

function instantOf(snapshot: string): Date {
  return snapshotInstant(snapshot) ?? new Date(0);
}

/** A manifest, its bytes as they are stored, and what speaks against it where its own digest does. */
type ReadManifest = { manifest: Manifest; bytes: Buffer; altered: BackupError | undefined };

async function readAnyManifest(store: Store, repository: string, snapshot: string): Promise<ReadManifest> {
  const where = `${repository} ${snapshot}.json`;
  const bytes = await readWhole(await store.get(manifestKey(repository, snapshot)), MANIFEST_LIMIT, where);
  const text = bytes.toString('utf8');
  const manifest = parseManifest(text, where);
  if (manifest.snapshot_name !== snapshot)
    throw new BackupError('corrupt', `${where} describes ${manifest.snapshot_name}: it was renamed or replaced`);
  return { manifest, bytes, altered: digestFits(text) ? undefined : alteredError(where) };
}

function alteredError(where: string): BackupError {
  return new BackupError('corrupt', `${where} is not what was written: its own digest does not fit`, {
    hint: 'Bring the file back from another copy of the store. Until then it restores only what its digests confirm.',
  });
}

/**
 * Reads a manifest that can be relied on: one that was altered could have the next snapshot build on what is not there.
 *
 * @throws `corrupt`, `unsupported`, `not-found`, or what the store throws.
 */
export async function readManifest(store: Store, repository: string, snapshot: string): Promise<Manifest> {
  const { manifest, altered } = await readAnyManifest(store, repository, snapshot);
  if (altered) throw altered;
  return manifest;
}

/** What the snapshot needs and the listing does not show, in words; empty where it is whole. */
export function missingParts(manifest: Manifest, listing: RepositoryListing): string[] {
  const own = manifest.archives
    .filter(({ name, size }) => listing.archives.get(name) !== size)
    .map(({ name, size }) =>
      listing.archives.has(name) ? `${name} has ${listing.archives.get(name)} of ${size} bytes` : `${name} is missing`,
    );
  const earlier = manifest.git.chain.filter(({ snapshot }) => snapshot !== manifest.snapshot_name);
  const needed = earlier.flatMap((link) => {
    const name = archiveName({ snapshot_name: link.snapshot, sealed: manifest.sealed });
    const size = listing.archives.get(name);
    if (size === undefined) return [`${name} is missing`];
    return holdsBundle(link, size) ? [] : [`${name} is not of its size`];
  });
  return [...own, ...needed];
}

/** The names of a listing's snapshots. */
export function namesOf({ snapshots }: RepositoryListing): Set<string> {
  return new Set(snapshots.map(({ name }) => name));
}

/**
 * What a new snapshot builds on and another run is just removing, in words: its manifest was among those that `had` names
 * and has gone, its archive will. That run looks for new snapshots after it has removed manifests (`remove.ts`), so one of
 * the two always sees the other.
 */
export function beingRemoved({ git }: Manifest, had: ReadonlySet<string>, now: RepositoryListing): string[] {
  const has = namesOf(now);
  const gone = git.chain.map(({ snapshot }) => snapshot).filter((name) => had.has(name) && !has.has(name));
  return gone.map((name) => `${name}.json is being removed`);
}

/**
 * A snapshot that was opened, or why it could not be; `incomplete` is its manifest where only files are missing, `altered`
 * where only the manifest's own digest does not fit: all that it says may be wrong, and restoring from it can be tried.
 * `bytes` is the manifest as it is stored, with fields of later versions that this one does not read.
 */
export type OpenedSnapshot = ListedSnapshot &
  (
    | { manifest: Manifest; bytes: Buffer; problem?: undefined; incomplete?: undefined; altered?: undefined }
    | { manifest?: undefined; bytes?: undefined; problem: BackupError; incomplete?: Manifest; altered?: Manifest }
  );

/** Reads a listed snapshot and checks that all it needs is listed. One that cannot be read is a result; a store that fails throws. */
export async function openSnapshot(
  store: Store,
  listing: RepositoryListing,
  snapshot: ListedSnapshot,
): Promise<OpenedSnapshot> {
  try {
    const { manifest, bytes, altered } = await readAnyManifest(store, listing.repository, snapshot.name);
    const missing = missingParts(manifest, listing);
    if (altered) return { ...snapshot, problem: altered, ...(missing.length === 0 ? { altered: manifest } : {}) };
    if (missing.length === 0) return { ...snapshot, manifest, bytes };
    const problem = new BackupError(
      'corrupt',
      `${listing.repository} ${snapshot.name} is not whole: ${missing.join(', ')}`,
      {
        hint: 'Bring the files back from another copy of the store.',
      },
    );
    return { ...snapshot, problem, incomplete: manifest };
  } catch (error) {
    if (isKind(error, 'corrupt') || isKind(error, 'not-found') || isKind(error, 'unsupported'))
      return { ...snapshot, problem: error };
    throw error;
  }
}

/**
 * Does `work` on a listing. Where it fails and another run has pruned since, that may be why: it is done again on a fresh
 * one.
 */
export async function onListing<R>(
  store: Store,
  listing: RepositoryListing,
  work: (listing: RepositoryListing) => Promise<R>,
): Promise<R> {
  try {
    return await work(listing);
  } catch (error) {
    const fresh = await listRepository(store, listing.repository);
    const names = new Set(fresh.snapshots.map(({ name }) => name));
    if (listing.snapshots.every(({ name }) => names.has(name))) throw error;
    return onListing(store, fresh, work);
  }
}

/** Opens every snapshot of a listing but those that another run has removed since. */
export async function openAll(store: Store, listing: RepositoryListing): Promise<OpenedSnapshot[]> {
  const opened = await mapConcurrently(listing.snapshots, PARALLEL_READS, (listed) =>
    openSnapshot(store, listing, listed),
  );
  if (opened.every(({ problem }) => problem?.kind !== 'not-found')) return opened;
  const fresh = await listRepository(store, listing.repository);
  const names = new Set(fresh.snapshots.map(({ name }) => name));
  return opened.filter(({ name, problem }) => problem?.kind !== 'not-found' || names.has(name));
}

/** The newest snapshot that can be built on, the damaged ones that are younger, and the newest manifest that can be read. */
export type Newest = { newest: Manifest | undefined; damaged: BackupError[]; latest: Manifest | undefined };

/**
 * Finds the newest snapshot that can be built on.
 *
 * @throws `unsupported` where a newer version has written here: it may keep things in ways that this one would break.
 */
export async function newestWhole(store: Store, listing: RepositoryListing): Promise<Newest> {
  const damaged: BackupError[] = [];
  let latest: Manifest | undefined;
  for (const snapshot of listing.snapshots.toReversed()) {
    const { manifest, incomplete, altered, problem } = await openSnapshot(store, listing, snapshot);
    latest ??= manifest ?? incomplete ?? altered;
    if (manifest) return { newest: manifest, damaged, latest };
    if (problem.kind === 'unsupported') throw problem;
    damaged.push(problem);
  }
  return { newest: undefined, damaged, latest };
}
