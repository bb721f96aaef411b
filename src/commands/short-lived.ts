// Stores that remove by themselves what the retention policy wants to keep: said from the first run on, not once it is gone.
import { shortfallOf } from '../domain/expiry.ts';
import { reachInDays } from '../domain/retention.ts';
import type { Store } from '../stores/store.ts';
import type { Report } from './report.ts';
import { CAPTURING, type Settings } from './settings.ts';

/** Those of a run that stores snapshots. None where another of its stores keeps everything: what the policy promises is there. */
export function findShortLived(
  stores: readonly Store[],
  { command, retention }: Settings,
): Pick<Report, 'short_lived'> {
  if (!CAPTURING.includes(command)) return {};
  const found = stores.map(({ address, lifetimeDays: days }) => {
    const shortfall = days === undefined ? undefined : shortfallOf(days, reachInDays(retention));
    return shortfall && { store: address, ...shortfall };
  });
  const short = found.filter((one) => one !== undefined);
  return short.length > 0 && short.length === stores.length ? { short_lived: short } : {};
}
