// Every repository in turn: one failure never stops the others, and each gets its line in the ledger.
import { behindName } from '../domain/behind-name.ts';
import { summariseError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { unlessStopped } from '../system/stop.ts';
import type { Context } from './settings.ts';

/** Runs `work` for every item, `concurrency` at once. What it throws becomes a `failed` entry, with the time it took. */
export function eachRepository<T extends { repository: string }>(
  context: Context,
  concurrency: number,
  items: readonly T[],
  work: (item: T) => Promise<LedgerEntry>,
): Promise<LedgerEntry[]> {
  return mapConcurrently(items, concurrency, (item) => entryOf(context, item.repository, () => work(item)));
}

/**
 * The ledger's line of one piece of work, with the time it took; `failed` where something was thrown, or the run was told to
 * stop. The log says `label`.
 */
export async function entryOf(
  context: Context,
  repository: string,
  work: () => Promise<LedgerEntry>,
  label = repository,
): Promise<LedgerEntry> {
  const started = context.now().getTime();
  const entry = await unlessStopped(context.stopped, work).catch((error: unknown): LedgerEntry => ({
    repository,
    status: 'failed',
    error: summariseError(error),
  }));
  if (entry.error) context.log.warn(`${label}: ${behindName(repository, entry.error.message)}`);
  return { ...entry, duration_ms: context.now().getTime() - started };
}
