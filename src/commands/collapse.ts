// The alarm for a repository whose refs are gone: the state before it stays, until somebody says that it was meant.
import { hasCollapsed } from '../domain/collapse.ts';
import { BackupError, summariseError, type ErrorSummary } from '../domain/errors.ts';
import type { Manifest } from '../domain/manifest.ts';
import { isoSecond } from '../domain/names.ts';
import { isPullRef } from '../git/refs.ts';
import type { Store } from '../stores/store.ts';
import { writePin } from '../vault/pins.ts';
import { readRefs } from '../vault/read.ts';

export type Found = {
  store: Store;
  repository: string;
  /** The snapshot before. */
  last: Manifest | undefined;
  /** Refs that are there now. */
  refs: number;
  /** Whether `refs/pull/*` are among them. */
  pullRefs: boolean;
  now: Date;
};

/**
 * The error of a repository whose refs have collapsed, undefined of one that is as it should be. The snapshot before is
 * pinned then: no prune takes the state that may have to come back.
 */
export async function guardCollapse(found: Found): Promise<ErrorSummary | undefined> {
  const { store, repository, last, refs, now } = found;
  if (!last || !hasCollapsed(last.git.refs.count, refs)) return undefined;
  const before = await countComparable(found, last);
  if (!hasCollapsed(before, refs)) return undefined;
  const reason = `refs collapsed from ${before} to ${refs}`;
  const pinned = await pinBefore(store, repository, {
    snapshot_name: last.snapshot_name,
    pinned_at: isoSecond(now),
    reason,
  });
  return summariseError(
    new BackupError('incomplete', `${repository}: ${reason} since ${last.snapshot_name}${pinned}; nothing was pruned`, {
      hint: `If they were not meant to go, restore ${last.snapshot_name}. If they were, \`unpin\` it: the next run goes on as always.`,
    }),
  );
}

/** What is no longer asked for is not lost: without `include-pull-refs` those of pull requests do not count. */
async function countComparable({ store, repository, pullRefs }: Found, last: Manifest): Promise<number> {
  // Which refs a sealed snapshot has, nobody here may know.
  if (pullRefs || last.sealed) return last.git.refs.count;
  const refs = await readRefs({ store, repository, manifest: last });
  return refs.filter(({ name }) => !isPullRef(name)).length;
}

async function pinBefore(store: Store, repository: string, pin: Parameters<typeof writePin>[2]): Promise<string> {
  try {
    await writePin(store, repository, pin);
    return ', which is pinned now';
  } catch (error) {
    return `, which could not be pinned (${summariseError(error).message})`;
  }
}
