// Removing snapshots: manifest first, files after, and never one that a kept snapshot needs.
import { BackupError } from '../domain/errors.ts';
import { manifestKey } from '../domain/names.ts';
import { planRetention, type Retained, type RetentionDecision, type RetentionPolicy } from '../domain/retention.ts';
import type { Store } from '../stores/store.ts';
import { openSnapshot, type RepositoryListing } from './listing.ts';

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
 * @throws `corrupt` or `unsupported` where a manifest cannot be read: what it needs is unknown, so nothing is removed.
 */
export async function pruneRepository({ store, listing, policy, now, dryRun }: PruneInput): Promise<PruneResult> {
  const due = listing.orphans.filter(({ at }) => now.getTime() - at.getTime() > lifetimeOf(at, listing, policy));
  const { decisions, needed } = await decide(store, listing, policy, now, due.length > 0);
  const removed = decisions.filter(({ keep }) => !keep).map(({ snapshot }) => snapshot);
  // An archive that lost its manifest may still be what a chain is built on: then it is all that is left of it.
  const orphans = due.filter(
    ({ key }) => ![...needed].some((snapshot) => key.startsWith(`${listing.repository}/${snapshot}.`)),
  );
  let bytes = orphans.reduce((sum, { size }) => sum + size, 0);
  for (const snapshot of removed.toReversed()) {
    const files = [...listing.archives].filter(([file]) => file.startsWith(`${snapshot}.`));
    bytes += files.reduce((sum, [, size]) => sum + size, 0);
    if (dryRun) continue;
    await store.delete(manifestKey(listing.repository, snapshot));
    for (const [file] of files) await store.delete(`${listing.repository}/${file}`);
  }
  if (!dryRun) for (const { key } of orphans) await store.delete(key);
  return { decisions, removed, bytes, orphans: orphans.length };
}

/** With no snapshot before it, an orphan may be the rest of a history that lost its manifests: it stays as that would have. */
function lifetimeOf(at: Date, { snapshots }: RepositoryListing, policy: RetentionPolicy): number {
  return snapshots[0] && snapshots[0].at < at ? DAY : Math.max(1, policy.days) * DAY;
}

type Decided = { decisions: RetentionDecision[]; needed: Set<string> };

async function decide(
  store: Store,
  listing: RepositoryListing,
  policy: RetentionPolicy,
  now: Date,
  readAll: boolean,
): Promise<Decided> {
  // Names alone tell ages. Mostly nothing is due, and then no manifest has to be read.
  const byAge = listing.snapshots.map(({ name, at }) => ({ snapshot: name, at, needs: [], good: true }));
  const decisions = planRetention(byAge, policy, now);
  if (!readAll && decisions.every(({ keep }) => keep)) return { decisions, needed: new Set() };
  const snapshots: Retained[] = [];
  for (const listed of listing.snapshots) {
    const opened = await openSnapshot(store, listing, listed);
    const chain = opened.manifest?.git.chain ?? opened.incomplete?.git.chain;
    if (!chain) throw unreadable(listing.repository, opened.problem);
    snapshots.push({
      snapshot: listed.name,
      at: listed.at,
      needs: chain.map((link) => link.snapshot),
      good: opened.manifest !== undefined,
    });
  }
  return { decisions: planRetention(snapshots, policy, now), needed: new Set(snapshots.flatMap(({ needs }) => needs)) };
}

function unreadable(repository: string, problem: BackupError | undefined): BackupError {
  return new BackupError(
    problem?.kind ?? 'corrupt',
    `${repository} was not pruned: ${problem?.message ?? 'a manifest cannot be read'}, so what it needs is unknown`,
    {
      hint: 'Bring the manifest back from another copy of the store, or remove that snapshot by hand.',
      cause: problem,
    },
  );
}
