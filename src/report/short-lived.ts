// What is said of a store that removes by itself what the retention policy promises: what follows, and how to mend it.
import type { Report } from '../commands/report.ts';
import { counted } from '../domain/counted.ts';

/** A line for each such store. */
export function shortLivedLines({ short_lived: found = [] }: Report): string[] {
  return found.map(
    ({ store, lifetime_days: lifetime, reach_days: reach, kept_days: kept, full_days: full, needed_days: needed }) =>
      [
        `${store} keeps a snapshot for ${counted(lifetime, 'day')}, and the retention policy reaches back ${reach}:`,
        `states are lost after ${counted(kept, 'day')}, and a full snapshot is made ${full === 1 ? 'every day' : `every ${full} days`}.`,
        `Raise "Artifact and log retention" (Settings, Actions, General) to ${needed} days, or add a store that keeps what it has.`,
      ].join(' '),
  );
}
