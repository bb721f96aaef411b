// Every repository in turn: one failure never stops the others, and each gets its line in the ledger.
import { summariseError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import type { Context } from './settings.ts';

/** Runs `work` for every item, `concurrency` at once. What it throws becomes a `failed` entry, with the time it took. */
export function eachRepository<T extends { repository: string }>(
  context: Context,
  concurrency: number,
  items: readonly T[],
  work: (item: T) => Promise<LedgerEntry>,
): Promise<LedgerEntry[]> {
  return mapConcurrently(items, concurrency, async (item) => {
    const started = context.now().getTime();
    const entry = await work(item).catch((error: unknown) => failedEntry(item.repository, error));
    if (entry.error) context.log.warn(`${item.repository}: ${entry.error.message}`);
    return { ...entry, duration_ms: context.now().getTime() - started };
  });
}

/** The ledger's line of a repository for which something was thrown. */
function failedEntry(repository: string, error: unknown): LedgerEntry {
  return { repository, status: 'failed', error: summariseError(error) };
}
