// Removing snapshots: manifest first, files after, and never one that is pinned, locked or needed by one that stays.
import { isKind } from '../domain/errors.ts';
import { MANIFEST_LIMIT } from '../domain/manifest.ts';
import { manifestKey, parseKey } from '../domain/names.ts';
import { reachInDays, type RetentionDecision, type RetentionPolicy } from '../domain/retention.ts';
import type { Store } from '../stores/store.ts';
import { onListing, type RepositoryListing } from './listing.ts';
import { neededSince, takeBackBroken } from './meanwhile.ts';
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
  // An archive that lost its manifest may still be what a chain is built on: then it is all that is left of it.
  const needed = new Set([...(needs?.values() ?? [])].flat());
  const orphans = due.filter((orphan) => !needed.has(snapshotOf(orphan)));
  const { stayed, gone, broken } = dryRun
    ? { stayed: new Map<string, string>(), gone: orphans, broken: [] }
    : await removeAll(store, listing, { doomed: doomed.toReversed(), orphans, needs });
  const removed = doomed.filter((snapshot) => !stayed.has(snapshot));
  const files = removed.flatMap((snapshot) => filesOf(listing, snapshot));
  return {
    decisions: [
      ...decisions.map((decision) => keepIf(stayed.get(decision.snapshot), decision)),
      ...broken.map(tooLate),
    ],
    removed: [...removed, ...broken],
    locked: [...stayed].filter(([, why]) => why.includes(LOCKED)).map(([snapshot]) => snapshot),
    bytes: [...files, ...gone].reduce((sum, { size }) => sum + size, 0),
    orphans: gone.length,
  };
}

const LOCKED = 'locked';
const PINNED = 'pinned just now';

/** A manifest that was removed, for putting it back. */
type Removed = { snapshot: string; manifest: Buffer };

type File = { key: string; size: number };

/** `doomed`: the youngest first. */
type Removal = {
  doomed: readonly string[];
  orphans: readonly File[];
  needs: ReadonlyMap<string, readonly string[]> | undefined;
};

/**
 * What a removal did: why some snapshots stay after all, which orphans went, and which snapshots of other runs had to go
 * with what they need, because they came in the last moment.
 */
type Outcome = { stayed: Map<string, string>; gone: readonly File[]; broken: string[] };

/** Removes snapshots and orphans: all manifests before any archive, and between them a look at what other runs have stored. */
async function removeAll(
  store: Store,
  listing: RepositoryListing,
  { doomed, orphans, needs }: Removal,
): Promise<Outcome> {
  const { stayed, manifests } = await removeManifests(store, listing, doomed, needs);
  if (manifests.length + orphans.length === 0) return { stayed, gone: [], broken: [] };
  const names = new Set(manifests.map(({ snapshot }) => snapshot));
  const needed = await neededSince(store, listing, names);
  for (const { snapshot, manifest } of manifests) {
    const by = needed.get(snapshot);
    if (by === undefined) continue;
    await putBack(store, listing, snapshot, manifest);
    names.delete(snapshot);
    stayed.set(snapshot, by === snapshot ? 'stored again just now' : `needed by ${by}, which was stored just now`);
  }
  const files = [...names].flatMap((snapshot) => filesOf(listing, snapshot));
  const removed = await removeUnlocked(store, files);
  const gone = await removeUnlocked(
    store,
    orphans.filter((orphan) => !needed.has(snapshotOf(orphan))),
  );
  const archives = new Set([...removed, ...gone].map(snapshotOf));
  return { stayed, gone, broken: archives.size > 0 ? await takeBackBroken(store, listing, archives) : [] };
}

/**
 * Removes manifests, the youngest first. Gives them, and those that stay with the reason: a lock of the store, or a pin
 * since the store was listed.
 */
async function removeManifests(
  store: Store,
  listing: RepositoryListing,
  doomed: readonly string[],
  needs: ReadonlyMap<string, readonly string[]> | undefined,
): Promise<{ stayed: Map<string, string>; manifests: Removed[] }> {
  const stayed = new Map<string, string>();
  const manifests: Removed[] = [];
  let pinned: string | undefined;
  for (const snapshot of doomed) {
    const dependent = [...stayed.keys()].find((name) => needs?.get(name)?.includes(snapshot));
    let why: string | undefined;
    // It is needed now, and so may be everything older: the next prune, which sees the pin, decides anew.
    if (pinned !== undefined) why = `${pinned} was ${PINNED}`;
    else if (dependent !== undefined) why = `needed by ${dependent}, which is ${LOCKED}`;
    else why = await removeManifest(store, listing, snapshot, manifests);
    if (why === PINNED) pinned = snapshot;
    if (why !== undefined) stayed.set(snapshot, why);
  }
  return { stayed, manifests };
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

function filesOf({ repository, archives }: RepositoryListing, snapshot: string): File[] {
  const files = [...archives].filter(([file]) => file.startsWith(`${snapshot}.`));
  return files.map(([file, size]) => ({ key: `${repository}/${file}`, size }));
}

/** Removes objects and gives those that went. What is locked stays behind for a later prune. */
async function removeUnlocked(store: Store, objects: readonly File[]): Promise<File[]> {
  const gone: File[] = [];
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

function tooLate(snapshot: string): RetentionDecision {
  return { snapshot, keep: false, reasons: ['stored when what it needs was just being removed'] };
}

function snapshotOf({ key }: File): string {
  return parseKey(key)?.snapshot ?? '';
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
