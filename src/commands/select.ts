// Selecting from a store: which of its repositories, and which snapshot of each.
import { BackupError } from '../domain/errors.ts';
import { isoSecond } from '../domain/names.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { selectNames } from '../domain/patterns.ts';
import type { Store } from '../stores/store.ts';
import type { Log } from '../system/log.ts';
import { formatDuration } from '../system/units.ts';
import { isSuccessor, readCurrentNames } from '../vault/home.ts';
import { listVault, openSnapshot, type ListedSnapshot, type RepositoryListing } from '../vault/listing.ts';
import type { StoredSnapshot } from '../vault/read.ts';
import type { Choice } from './settings.ts';

/** A repository's part of a store, and the names under which it keeps others that took over its name on GitHub. */
export type SelectedListing = RepositoryListing & { successors: string[] };

/**
 * The selected repositories that have at least one snapshot or a leftover of one. A repository that was renamed is found
 * under its new name too.
 *
 * @throws `not-found` for a pattern without a match.
 */
export async function selectListings(store: Store, patterns: readonly string[]): Promise<SelectedListing[]> {
  const listings = await listVault(store);
  const kept = listings.map(({ repository }) => repository);
  const names = new Set(selectNames(kept, await asKept(store, listings, patterns), store.address));
  return listings
    .filter(({ repository }) => names.has(repository))
    .map((listing) => ({ ...listing, successors: kept.filter((name) => isSuccessor(name, listing.repository)) }));
}

/** The patterns, with the store's own name in the place of a name that it does not know. */
async function asKept(
  store: Store,
  listings: readonly RepositoryListing[],
  patterns: readonly string[],
): Promise<string[]> {
  const kept = new Set(listings.map(({ repository }) => repository.toLowerCase()));
  const isUnknown = (pattern: string) => !/[*!]/.test(pattern) && !kept.has(pattern.toLowerCase());
  if (!patterns.some(isUnknown)) return [...patterns];
  const current = await readCurrentNames(store, listings);
  return patterns.map((pattern) => (isUnknown(pattern) ? current.get(pattern.toLowerCase()) : undefined) ?? pattern);
}

/** When the snapshot that a user means was taken, in milliseconds; undefined where there is none. */
export function newestFitting({ snapshots }: RepositoryListing, choice: Choice): number | undefined {
  return snapshots.findLast((entry) => fits(entry, choice))?.at.getTime();
}

function fits({ name, at: taken }: ListedSnapshot, { snapshot, at }: Choice): boolean {
  return (isAny(snapshot) || name === snapshot) && (at === undefined || taken <= at);
}

function isAny(snapshot: string | undefined): boolean {
  return snapshot === undefined || snapshot === 'latest';
}

/** The snapshot that a user means, unopened. @throws `not-found` where there is none, with what there is instead. */
export function chooseListed(listing: RepositoryListing, choice: Choice): ListedSnapshot {
  const { snapshots, repository } = listing;
  const { snapshot, at } = choice;
  const chosen = snapshots.findLast((entry) => fits(entry, choice));
  if (chosen) return chosen;
  const wanted = isAny(snapshot) ? (at ? `snapshot at or before ${isoSecond(at)}` : 'snapshot') : snapshot;
  const range =
    snapshots.length > 0
      ? `The oldest is ${snapshots[0]?.name}, the newest ${snapshots.at(-1)?.name}.`
      : 'It has none: run `sync` first.';
  throw new BackupError('not-found', `${repository} has no ${wanted}`, { hint: range });
}

/**
 * Opens the snapshot that a user means. One whose manifest was altered is opened with a warning: all that is read by it is
 * compared with digests, and on the worst day it may be all there is.
 *
 * @throws `not-found`, `corrupt` (with a whole one to use instead), `unsupported`.
 */
export async function chooseSnapshot(
  store: Store,
  listing: RepositoryListing,
  choice: Choice,
  log: Log,
): Promise<StoredSnapshot> {
  const chosen = chooseListed(listing, choice);
  const { manifest, altered, problem } = await openSnapshot(store, listing, chosen);
  if (manifest) return { store, repository: listing.repository, manifest };
  if (altered) {
    log.warn(problem.message);
    return { store, repository: listing.repository, manifest: altered };
  }
  const other = await nearestWhole(store, listing, chosen);
  const hint = other
    ? `Give \`snapshot\` as ${other.name}: that one is whole.`
    : (problem.hint ?? 'No other snapshot is whole.');
  throw new BackupError(problem.kind, problem.message, { hint, cause: problem });
}

async function nearestWhole(
  store: Store,
  listing: RepositoryListing,
  broken: ListedSnapshot,
): Promise<ListedSnapshot | undefined> {
  const older = listing.snapshots.filter(({ name }) => name < broken.name).toReversed();
  const younger = listing.snapshots.filter(({ name }) => name > broken.name);
  for (const candidate of [...older, ...younger]) {
    if ((await openSnapshot(store, listing, candidate)).manifest) return candidate;
  }
  return undefined;
}

/** How far a chosen snapshot is from the instant that was asked for: in words, and for the ledger. */
export type Distance = { words: string; fields: Pick<LedgerEntry, 'distance_ms'> };

/**
 * The distance from the chosen snapshot to the instant asked for, on both sides: what the repository was at that
 * instant lies between this snapshot and the next. Undefined where no instant was asked for.
 */
export function distanceTo({ at }: Choice, { snapshots }: RepositoryListing, chosen: string): Distance | undefined {
  const index = snapshots.findIndex(({ name }) => name === chosen);
  const taken = snapshots[index]?.at;
  if (!at || !taken) return undefined;
  const distance = at.getTime() - taken.getTime();
  const next = snapshots[index + 1];
  const before =
    distance === 0 ? `taken at ${isoSecond(at)}` : `taken ${formatDuration(distance)} before ${isoSecond(at)}`;
  const after = next
    ? `the next one, ${next.name}, ${formatDuration(next.at.getTime() - at.getTime())} after it`
    : 'there is no later one';
  return { words: `${before}; ${after}`, fields: { distance_ms: distance } };
}
