// prune: removes what the policy no longer wants, from every repository of the store or those that are named.
import type { LedgerEntry } from '../domain/ledger.ts';
import type { RetentionDecision } from '../domain/retention.ts';
import type { Store } from '../stores/store.ts';
import type { Log } from '../system/log.ts';
import { formatBytes } from '../system/units.ts';
import { pruneRepository } from '../vault/remove.ts';
import { eachRepository } from './each.ts';
import { selectListings } from './select.ts';
import type { Context, Settings } from './settings.ts';

/** Prunes and tells of every snapshot why it stays or goes. With `dryRun` nothing is removed. */
export async function prune(context: Context, settings: Settings, store: Store): Promise<LedgerEntry[]> {
  const listings = await selectListings(store, settings.patterns);
  return eachRepository(context, settings.concurrency, listings, async (listing) => {
    const { retention: policy, dryRun } = settings;
    const result = await pruneRepository({ store, listing, policy, now: context.now(), dryRun });
    tellDecisions(context.log, listing.repository, result.decisions);
    const orphans = result.orphans > 0 ? `, ${result.orphans} leftovers` : '';
    const locked = result.locked.length > 0 ? `, ${result.locked.length} of them locked` : '';
    const kept = result.decisions.length - result.removed.length;
    const note = `${dryRun ? 'would remove' : 'removed'} ${result.removed.length}${orphans} (${formatBytes(result.bytes)}), ${kept} kept${locked}`;
    const { removed, bytes, decisions } = result;
    return { repository: listing.repository, status: 'pruned', removed, bytes, decisions, note };
  });
}

/** Writes one line a snapshot: whether it stays, and why. */
export function tellDecisions(log: Log, repository: string, decisions: readonly RetentionDecision[]): void {
  for (const { snapshot, keep, reasons } of decisions) {
    log.info(`${repository}: ${keep ? 'keep  ' : 'remove'} ${snapshot} (${reasons.join('; ')})`);
  }
}
