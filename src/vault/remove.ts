// Removing snapshots: manifest first, files after, and never one that is pinned, locked or needed by one that stays.
import { isKind } from '../domain/errors.ts';
import { MANIFEST_LIMIT } from '../domain/manifest.ts';
import { manifestKey, parseKey } from '../domain/names.ts';
import { reachInDays, type RetentionDecision, type RetentionPolicy } from '../domain/retention.ts';
import type { Store } from '../stores/store.ts';
import { listRepository, onListing, openSnapshot, type RepositoryListing } from './listing.ts';
import { readPin } from './pins.ts';
import { readWhole } from './read.ts';
import { decideRetention } from './retained.ts';
import { bodyOf } from './save.ts';

/** An archive without a manifest is left alone for this long, in milliseconds: another run may be just writing it. */
const DAY = 24 * 3_600_000;

/**
 * What pruning decided and did. With `dryRun` nothing was removed, but everything is reported as if. What the store keeps
 * locked is among the kept, with that as the reason; only trying tells, so a dry run does not know of it.
 */
export type PruneResult = {
  decisions: RetentionDecision[];
  removed: string[];
  locked: string[];
  bytes: number;
  orphans: number;
};

export type PruneInput = {
  store: Store;
  listing: RepositoryListing;
  policy: RetentionPolicy;
  now: Date;
  dryRun: boolean;
};

/**
 * Prunes one repository by the policy, the youngest first, so that a crash never leaves a snapshot without its chain.
 *
 * @throws `corrupt` or `unsupported` where a manifest cannot be read, or a pinned one is gone: what it needs is unknown,
 *   so nothing is removed.
 */
export async function pruneRepository(input: PruneInput): Promise<PruneResult> {
  const { store, policy, now, dryRun } = input;
  const { listing, due, decisions, needs } = await onListing(store, input.listing, async (current) => {
    const orphans = current.orphans.filter(({ at }) => now.getTime() - at.getTime() > lifetimeOf(at, current, policy));
    const decided = await decideRetention({ store, listing: current, policy, now, readAll: orphans.length > 0 });
    return { listing: current, due: orphans, ...decided };
  });
  const doomed = decisions.filter(({ keep }) => !keep).map(({ snapshot }) => snapshot);
  const stayed = dryRun ? new Map<string, string>() : await removeSnapshots(store, listing, doomed.toReversed(), needs);
  // An archive that lost its manifest may still be what a chain is built on: then it is all that is left of it.
  const needed = new Set([...(needs?.values() ?? [])].flat());
  const orphans = due.filter(({ key }) => !needed.has(parseKey(key)?.snapshot ?? ''));
  const gone = dryRun ? orphans : await removeUnlocked(store, orphans);
  const removed = doomed.filter((snapshot) => !stayed.has(snapshot));
  const files = removed.flatMap((snapshot) => filesOf(listing, snapshot));
  return {
    decisions: decisions.map((decision) => keepIf(stayed.get(decision.snapshot), decision)),
    removed,
    locked: [...stayed].filter(([, why]) => why.includes(LOCKED)).map(([snapshot]) => snapshot),
    bytes: [...files, ...gone].reduce((sum, { size }) => sum + size, 0),
    orphans: gone.length,
  };
}

const LOCKED = 'locked';
const PINNED = 'pinned just now';

/** A manifest that was removed, for putting it back. */
type Removed = { snapshot: string; manifest: Buffer };

/**
 * Removes snapshots, the youngest first, all manifests before any archive. Gives those that stay after all, with the
 * reason: a lock of the store, a pin since the store was listed, or a new snapshot that is built on them.
 */
async function removeSnapshots(
  store: Store,
  listing: RepositoryListing,
  doomed: readonly string[],
  needs: ReadonlyMap<string, readonly string[]> | undefined,
): Promise<Map<string, string>> {
  const stayed = new Map<string, string>();
  const gone: Removed[] = [];
  let pinned: string | undefined;
  for (const snapshot of doomed) {
    const dependent = [...stayed.keys()].find((name) => needs?.get(name)?.includes(snapshot));
    let why: string | undefined;
    // It is needed now, and so may be everything older: the next prune, which sees the pin, decides anew.
    if (pinned !== undefined) why = `${pinned} was ${PINNED}`;
    else if (dependent !== undefined) why = `needed by ${dependent}, which is ${LOCKED}`;
    else why = await removeManifest(store, listing, snapshot, gone);
    if (why === PINNED) pinned = snapshot;
    if (why !== undefined) stayed.set(snapshot, why);
  }
  const needed = gone.length > 0 ? await neededSince(store, listing) : new Map<string, string>();
  for (const { snapshot, manifest } of gone) {
    const by = needed.get(snapshot);
    if (by === undefined) continue;
    await putBack(store, listing, snapshot, manifest);
    stayed.set(snapshot, `needed by ${by}, which was stored just now`);
  }
  for (const { snapshot } of gone) if (!stayed.has(snapshot)) await removeUnlocked(store, filesOf(listing, snapshot));
  return stayed;
}

/**
 * Removes a manifest; gives the reason where it stays: a lock of the store, or a pin since the store was listed. A pin is
 * written before its writer looks whether the manifest is still there, and here the manifest is removed before looking
 * for the pin: so one of the two always sees the other, and no pin that was confirmed is lost.
 */
async function removeManifest(
  store: Store,
  listing: RepositoryListing,
  snapshot: string,
  gone: Removed[],
): Promise<string | undefined> {
  const { repository } = listing;
  const key = manifestKey(repository, snapshot);
  const manifest = await readIfThere(store.direct ?? store, key);
  // Another run is removing it: what that one leaves behind is an orphan, and removed tomorrow.
  if (!manifest) return undefined;
  const locked = await lockOf(store.delete(key));
  if (locked !== undefined) return locked;
  if (await readPin(store, repository, snapshot)) {
    await putBack(store, listing, snapshot, manifest);
    return PINNED;
  }
  gone.push({ snapshot, manifest });
  return undefined;
}

async function putBack(
  store: Store,
  { repository, expires }: RepositoryListing,
  snapshot: string,
  manifest: Buffer,
): Promise<void> {
  const key = manifestKey(repository, snapshot);
  await store.put(key, bodyOf(manifest), { expires: expires.get(snapshot) }).catch((error: unknown) => {
    if (!isKind(error, 'exists')) throw error;
  });
}

/**
 * What snapshots need that were stored since the store was listed, and which one needs it. Another run may have planned its
 * snapshot on what is being removed: it looks for those manifests once its own is written, as here is looked for its own
 * once those are gone.
 */
async function neededSince(store: Store, listing: RepositoryListing): Promise<Map<string, string>> {
  const known = new Set(listing.snapshots.map(({ name }) => name));
  const fresh = await listRepository(store, listing.repository);
  const needed = new Map<string, string>();
  for (const snapshot of fresh.snapshots.filter(({ name }) => !known.has(name))) {
    const { manifest, incomplete, altered } = await openSnapshot(store, fresh, snapshot);
    const chain = (manifest ?? incomplete ?? altered)?.git.chain;
    // It cannot be read, so it may need anything.
    const names = chain ? chain.map((link) => link.snapshot) : [...known];
    for (const name of names) needed.set(name, snapshot.name);
  }
  return needed;
}

function filesOf({ repository, archives }: RepositoryListing, snapshot: string): { key: string; size: number }[] {
  const files = [...archives].filter(([file]) => file.startsWith(`${snapshot}.`));
  return files.map(([file, size]) => ({ key: `${repository}/${file}`, size }));
}

/** Removes objects and gives those that went. What is locked stays behind for a later prune. */
async function removeUnlocked<T extends { key: string }>(store: Store, objects: readonly T[]): Promise<T[]> {
  const gone: T[] = [];
  for (const object of objects) if ((await lockOf(store.delete(object.key))) === undefined) gone.push(object);
  return gone;
}

/** Why an object could not be removed, where that is a lock. */
async function lockOf(removal: Promise<void>): Promise<string | undefined> {
  try {
    await removal;
    return undefined;
  } catch (error) {
    if (isKind(error, LOCKED)) return `skipped: ${error.message}`;
    throw error;
  }
}

function keepIf(why: string | undefined, decision: RetentionDecision): RetentionDecision {
  return why === undefined ? decision : { ...decision, keep: true, reasons: [why] };
}

/** With no snapshot before it, an orphan may be the rest of a history that lost its manifests: it stays as that would have. */
function lifetimeOf(at: Date, { snapshots }: RepositoryListing, policy: RetentionPolicy): number {
  return snapshots[0] && snapshots[0].at < at ? DAY : Math.max(1, reachInDays(policy)) * DAY;
}

async function readIfThere(store: Store, key: string): Promise<Buffer | undefined> {
  try {
    return await readWhole(await store.get(key), MANIFEST_LIMIT, key);
  } catch (error) {
    if (isKind(error, 'not-found')) return undefined;
    throw error;
  }
}
