// prune: removes what the policy no longer wants, from every repository of the store or those that are named.
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Store } from '../stores/store.ts';
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
    for (const { snapshot, keep, reasons } of result.decisions) {
      context.log.info(`${listing.repository}: ${keep ? 'keep  ' : 'remove'} ${snapshot} (${reasons.join('; ')})`);
    }
    const orphans = result.orphans > 0 ? `, ${result.orphans} leftovers` : '';
    const kept = result.decisions.length - result.removed.length;
    const note = `${dryRun ? 'would remove' : 'removed'} ${result.removed.length}${orphans} (${formatBytes(result.bytes)}), ${kept} kept`;
    return { repository: listing.repository, status: 'pruned', removed: result.removed, bytes: result.bytes, note };
  });
}
