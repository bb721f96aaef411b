// Retention: decides, without any I/O, which snapshots stay and why.

/** A snapshot as retention sees it. `needs` are the snapshots whose bundles its chain lists; it may name itself. */
export type Retained = { snapshot: string; at: Date; needs: string[]; good: boolean };

export type RetentionPolicy = {
  /** The state at any instant of this many days stays restorable. */
  days: number;
  /** At least this many of the newest good ones stay, whatever their age; at least 1. */
  keepLast: number;
};

/** The verdict on one snapshot. `reasons` is never empty: every keep and every removal says why. */
export type RetentionDecision = { snapshot: string; keep: boolean; reasons: string[] };

/**
 * Decides on every snapshot given, oldest first in the result. Whatever the policy says, it keeps the newest good
 * snapshot, the newest one before the window (so that the window's first instant can be restored), and everything that
 * a kept one needs.
 */
export function planRetention(snapshots: readonly Retained[], policy: RetentionPolicy, now: Date): RetentionDecision[] {
  const sorted = snapshots.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.snapshot < b.snapshot ? -1 : 1));
  const cutoff = now.getTime() - policy.days * 86_400_000;
  const good = sorted.filter((entry) => entry.good);
  const keepLast = Math.max(1, policy.keepLast);
  const lastGood = new Set(good.slice(-keepLast));
  const windowStart = good.findLast((entry) => entry.at.getTime() < cutoff);

  const reasons = new Map<string, string[]>(sorted.map((entry) => [entry.snapshot, []]));
  const keep = (name: string, reason: string) => reasons.get(name)?.push(reason);
  for (const entry of sorted) {
    if (entry.at.getTime() >= cutoff) keep(entry.snapshot, `younger than ${policy.days} days`);
    if (entry === windowStart) keep(entry.snapshot, `the state ${policy.days} days ago`);
    if (lastGood.has(entry))
      keep(entry.snapshot, keepLast > 1 ? `one of the last ${keepLast} good` : 'the newest good');
    // A damaged one may be mended from another copy of the store: the newest waits for that.
    if (!entry.good && entry === sorted.at(-1)) keep(entry.snapshot, 'the newest, though damaged');
  }
  // Newest first, so that a need of a need is seen after the snapshot that has it was kept.
  for (const entry of sorted.toReversed()) {
    if (reasons.get(entry.snapshot)?.length === 0) continue;
    for (const need of entry.needs) {
      const known = reasons.get(need);
      if (need !== entry.snapshot && known?.length === 0) known.push(`needed by ${entry.snapshot}`);
    }
  }
  return sorted.map((entry) => {
    const why = reasons.get(entry.snapshot) ?? [];
    return {
      snapshot: entry.snapshot,
      keep: why.length > 0,
      reasons: why.length > 0 ? why : [`older than ${policy.days} days`],
    };
  });
}
