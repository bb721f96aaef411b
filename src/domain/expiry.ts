// Expiry: some stores remove by themselves what is old enough. Nothing that is still needed may go that way.
import { counted } from './counted.ts';
import { snapshotInstant } from './names.ts';

/** A stored snapshot that the store will remove after `expires`. */
export type ExpiringSnapshot = { snapshot: string; expires: Date };

const DAY = 86_400_000;

/** Days between two runs, at most. */
const BETWEEN_RUNS = 7;
/** Days beyond the policy's: until the next run can store what takes its place, and until the one that prunes it then. */
const MARGIN = 2 * BETWEEN_RUNS;

export type ExpiryInput = {
  /** The newest snapshot and what it is built on, as far as they expire. */
  needed: readonly ExpiringSnapshot[];
  now: Date;
  /** Days that the retention policy reaches back. */
  reachDays: number;
};

/**
 * Why the next snapshot must build on nothing, and be made even if nothing has changed: what the newest one needs expires
 * before the policy has no more use for it. Undefined where it does not.
 *
 * A store that keeps everything for a shorter time than the policy reaches back cannot keep its promise. There a new full
 * snapshot is made each week, or each half of that time if that is shorter: so states stay as long as can be, without one
 * full snapshot a day. What builds on a snapshot expires with it.
 */
export function expiryBarrier({ needed, now, reachDays }: ExpiryInput): string | undefined {
  for (const { snapshot, expires } of needed) {
    const lifetime = (expires.getTime() - (snapshotInstant(snapshot)?.getTime() ?? 0)) / DAY;
    const wanted = Math.min(reachDays + MARGIN, longestStay(lifetime));
    if ((expires.getTime() - now.getTime()) / DAY > wanted) continue;
    const day = expires.toISOString().slice(0, 10);
    const short = wanted < reachDays + MARGIN ? `, and the policy reaches back ${reachDays}` : '';
    return `${snapshot} expires on ${day}: the store keeps it for ${counted(Math.round(lifetime), 'day')}${short}`;
  }
  return undefined;
}

/** The days that every state stays in a store that keeps nothing for longer than `lifetime` days. */
function longestStay(lifetime: number): number {
  return Math.max(lifetime - BETWEEN_RUNS, lifetime / 2, 1);
}

/** What follows where a store keeps everything for a shorter time than the policy reaches back. All in days. */
export type Shortfall = {
  /** How long it keeps a snapshot, and how far the policy reaches back. */
  lifetime_days: number;
  reach_days: number;
  /** How long states stay for all that, and after how long at the latest a new full snapshot is made. */
  kept_days: number;
  full_days: number;
  /** How long it would have to keep a snapshot. */
  needed_days: number;
};

/** What is lost in a store that keeps everything for so many days; undefined where the policy is kept. */
export function shortfallOf(lifetime: number, reachDays: number): Shortfall | undefined {
  const kept = longestStay(lifetime);
  if (kept >= reachDays) return undefined;
  return {
    lifetime_days: lifetime,
    reach_days: reachDays,
    kept_days: Math.floor(kept),
    full_days: Math.max(1, Math.ceil(lifetime - kept)),
    needed_days: reachDays + MARGIN + BETWEEN_RUNS,
  };
}

/** When the first of them expires; undefined where none does. */
export function earliestExpiry(snapshots: readonly ExpiringSnapshot[]): Date | undefined {
  return snapshots.map(({ expires }) => expires).toSorted((a, b) => a.getTime() - b.getTime())[0];
}
