// What retention has to know of a repository's snapshots, read from the store as sparingly as the decision allows.
import { BackupError } from '../domain/errors.ts';
import { parseKey } from '../domain/names.ts';
import { planRetention, type Retained, type RetentionDecision, type RetentionPolicy } from '../domain/retention.ts';
import type { Store } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { openSnapshot, type ListedSnapshot, type RepositoryListing } from './listing.ts';

/** Manifests read at once. */
const PARALLEL_READS = 16;

/** The decisions and, where every manifest was read, which snapshots each one is built on, itself included. */
export type Decided = { decisions: RetentionDecision[]; needs: Map<string, string[]> | undefined };

export type DecideInput = {
  store: Store;
  listing: RepositoryListing;
  policy: RetentionPolicy;
  now: Date;
  /** Read every manifest, also where nothing is to be removed. */
  readAll: boolean;
};

/**
 * Decides on every snapshot of a repository. Names alone tell ages, and what is too old is mostly what the next kept
 * one is built on: while one more manifest can show that, no other is read. Before anything is removed, all are.
 *
 * @throws `corrupt` or `unsupported` where a manifest cannot be read, or a pinned one is gone: what it needs is unknown,
 *   so nothing may be removed.
 */
export async function decideRetention({ store, listing, policy, now, readAll }: DecideInput): Promise<Decided> {
  const known = new Map<string, Retained>();
  const decide = () =>
    planRetention(
      listing.snapshots.map((listed) => known.get(listed.name) ?? assumed(listing, listed)),
      policy,
      now,
    );
  const read = async (listed: ListedSnapshot) => {
    if (!known.has(listed.name)) known.set(listed.name, await readRetained(store, listing, listed));
  };
  while (!readAll) {
    const decisions = decide();
    const doubted = decisions.findLastIndex(({ keep }) => !keep);
    if (doubted < 0) return { decisions, needs: undefined };
    const next = listing.snapshots[doubted + 1];
    if (!next || known.has(next.name)) break;
    await read(next);
  }
  refuseLostPins(listing);
  await mapConcurrently(listing.snapshots, PARALLEL_READS, read);
  return { decisions: decide(), needs: new Map([...known].map(([name, { needs }]) => [name, needs])) };
}

/** What the names say. Goodness is assumed only as long as nothing is to be removed. */
function assumed({ pins }: RepositoryListing, { name, at }: ListedSnapshot): Retained {
  return { snapshot: name, at, needs: [], good: true, pinned: pins.has(name) };
}

async function readRetained(store: Store, listing: RepositoryListing, listed: ListedSnapshot): Promise<Retained> {
  const opened = await openSnapshot(store, listing, listed);
  const chain = opened.manifest?.git.chain ?? opened.incomplete?.git.chain;
  if (!chain) throw unreadable(listing.repository, opened.problem);
  const needs = chain.map((link) => link.snapshot);
  return { ...assumed(listing, listed), needs, good: opened.manifest !== undefined };
}

function refuseLostPins({ repository, orphans, pins }: RepositoryListing): void {
  const lost = orphans.map(({ key }) => parseKey(key)?.snapshot ?? '').find((snapshot) => pins.has(snapshot));
  if (lost === undefined) return;
  throw new BackupError(
    'corrupt',
    `${repository} was not pruned: ${lost} is pinned and its manifest is gone, so what it needs is unknown`,
    { hint: `Bring ${lost}.json back from another copy of the store, or unpin it.` },
  );
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
