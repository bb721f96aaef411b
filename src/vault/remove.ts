// Removing snapshots: manifest first, files after, and never one that is pinned or that a kept snapshot needs.
import { isKind } from '../domain/errors.ts';
import { MANIFEST_LIMIT } from '../domain/manifest.ts';
import { manifestKey, parseKey } from '../domain/names.ts';
import { reachInDays, type RetentionDecision, type RetentionPolicy } from '../domain/retention.ts';
import type { Store } from '../stores/store.ts';
import type { RepositoryListing } from './listing.ts';
import { readPin } from './pins.ts';
import { readWhole } from './read.ts';
import { decideRetention } from './retained.ts';
import { bodyOf } from './save.ts';

/** An archive without a manifest is left alone for this long, in milliseconds: another run may be just writing it. */
const DAY = 24 * 3_600_000;

/** What pruning decided and did. With `dryRun` nothing was removed, but everything is reported as if. */
export type PruneResult = { decisions: RetentionDecision[]; removed: string[]; bytes: number; orphans: number };

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
export async function pruneRepository({ store, listing, policy, now, dryRun }: PruneInput): Promise<PruneResult> {
  const due = listing.orphans.filter(({ at }) => now.getTime() - at.getTime() > lifetimeOf(at, listing, policy));
  const decided = await decideRetention({ store, listing, policy, now, readAll: due.length > 0 });
  const doomed = decided.decisions.filter(({ keep }) => !keep).map(({ snapshot }) => snapshot);
  let bytes = 0;
  let pinned: string | undefined;
  const removed: string[] = [];
  for (const snapshot of doomed.toReversed()) {
    const files = [...listing.archives].filter(([file]) => file.startsWith(`${snapshot}.`));
    if (!dryRun && !(await removeSnapshot(store, listing.repository, snapshot, files))) {
      // It is needed now, and so may be everything older: the next prune, which sees the pin, decides anew.
      pinned = snapshot;
      break;
    }
    removed.unshift(snapshot);
    bytes += files.reduce((sum, [, size]) => sum + size, 0);
  }
  // An archive that lost its manifest may still be what a chain is built on: then it is all that is left of it.
  const orphans = due.filter(({ key }) => !decided.needed?.has(parseKey(key)?.snapshot ?? ''));
  bytes += orphans.reduce((sum, { size }) => sum + size, 0);
  if (!dryRun) for (const { key } of orphans) await store.delete(key);
  return { decisions: withPin(decided.decisions, pinned, removed), removed, bytes, orphans: orphans.length };
}

/** With no snapshot before it, an orphan may be the rest of a history that lost its manifests: it stays as that would have. */
function lifetimeOf(at: Date, { snapshots }: RepositoryListing, policy: RetentionPolicy): number {
  return snapshots[0] && snapshots[0].at < at ? DAY : Math.max(1, reachInDays(policy)) * DAY;
}

function withPin(decisions: RetentionDecision[], pinned: string | undefined, removed: string[]): RetentionDecision[] {
  if (pinned === undefined) return decisions;
  const reason = (snapshot: string) => (snapshot === pinned ? 'pinned just now' : `${pinned} was pinned just now`);
  return decisions.map((decision) =>
    decision.keep || removed.includes(decision.snapshot)
      ? decision
      : { snapshot: decision.snapshot, keep: true, reasons: [reason(decision.snapshot)] },
  );
}

/**
 * Removes a snapshot unless it was pinned since the store was listed; gives false then. A pin is written before its
 * writer looks whether the manifest is still there, and here the manifest is removed before looking for the pin: so one
 * of the two always sees the other, and no pin that was confirmed is lost.
 */
async function removeSnapshot(
  store: Store,
  repository: string,
  snapshot: string,
  files: readonly (readonly [string, number])[],
): Promise<boolean> {
  const key = manifestKey(repository, snapshot);
  const manifest = await readIfThere(store, key);
  // Another run is removing it: what that one leaves behind is an orphan, and removed tomorrow.
  if (!manifest) return true;
  await store.delete(key);
  if (await readPin(store, repository, snapshot)) {
    await store.put(key, bodyOf(manifest)).catch((error: unknown) => {
      if (!isKind(error, 'exists')) throw error;
    });
    return false;
  }
  for (const [file] of files) await store.delete(`${repository}/${file}`);
  return true;
}

async function readIfThere(store: Store, key: string): Promise<Buffer | undefined> {
  try {
    return await readWhole(await store.get(key), MANIFEST_LIMIT, key);
  } catch (error) {
    if (isKind(error, 'not-found')) return undefined;
    throw error;
  }
}
