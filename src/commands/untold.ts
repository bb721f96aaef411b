// A job that died before it wrote its record: what the store itself tells of the repositories that it had.
import { BackupError, summariseError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { snapshotBytes, type Manifest } from '../domain/manifest.ts';
import type { Store } from '../stores/store.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { isSuccessor } from '../vault/home.ts';
import { listVault, newestWhole, type RepositoryListing } from '../vault/listing.ts';
import { failedEntry } from './named.ts';
import type { Context } from './settings.ts';

/** Repositories looked at at once: most of the time of a store far away is waiting. */
const PARALLEL_LOOKS = 16;

const HINT = 'Look at the log of the job that had it, then re-run the failed jobs.';

/**
 * The lines of names and patterns that no job of a workflow run has told of. None of them is good: what the run has stored
 * is told with an error, since nobody knows what else its job had found, and of all others it is not known.
 *
 * @throws what the store throws where it cannot be listed.
 */
export async function describeUntold(
  { createdBy: { run_url: page } }: Context,
  { names, run, store }: { names: readonly string[]; run: string; store: Store },
): Promise<LedgerEntry[]> {
  const listings = names.length > 0 ? await listVault(store) : [];
  return mapConcurrently(names, PARALLEL_LOOKS, async (name) => {
    // The one that took over a name stands behind the one that had it.
    const home = listings.findLast(({ repository }) => isHomeOf(repository, name));
    const newest = home && (await newestOf(store, home));
    return newest && newest.created_by.run_url === page
      ? storedEntry(name, home.repository, newest)
      : failedEntry(name, unknownError(name, run, home));
  });
}

function isHomeOf(kept: string, name: string): boolean {
  return kept.toLowerCase() === name.toLowerCase() || isSuccessor(kept, name);
}

/** A snapshot that cannot be read tells nothing. */
async function newestOf(store: Store, home: RepositoryListing): Promise<Manifest | undefined> {
  try {
    return (await newestWhole(store, home)).newest;
  } catch (error) {
    if (error instanceof BackupError) return undefined;
    throw error;
  }
}

function storedEntry(name: string, kept: string, manifest: Manifest): LedgerEntry {
  const { snapshot_name: snapshot, type, repository } = manifest;
  const message = `${name}: its job stored ${snapshot} and died before it told how it ended`;
  return {
    repository: kept,
    ...(kept === name ? {} : { selected_as: [name] }),
    status: 'stored',
    snapshot,
    type,
    bytes: snapshotBytes(manifest),
    ...(repository.visibility ? { visibility: repository.visibility } : {}),
    error: summariseError(new BackupError('incomplete', message, { hint: HINT })),
  };
}

function unknownError(name: string, run: string, home: RepositoryListing | undefined): BackupError {
  const last = home?.snapshots.at(-1)?.name;
  const message =
    `${name}: whether it was backed up is not known: no job of the workflow run ${run} has told of it ` +
    `(${last ? `its newest snapshot is ${last}` : 'the store holds no snapshot of it'})`;
  return new BackupError('incomplete', message, { hint: HINT });
}
