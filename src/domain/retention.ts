// Retention: decides, without any I/O, which snapshots stay and why.
import { counted } from './counted.ts';
import { PERIODS, periodOf, type Period } from './calendar.ts';

/** A snapshot as retention sees it. `needs` are the snapshots whose bundles its chain lists; it may name itself. */
export type Retained = { snapshot: string; at: Date; needs: string[]; good: boolean; pinned?: boolean };

/** Rules that each keep something. What none of them keeps may go: they never take anything away from each other. */
export type RetentionPolicy = {
  /** The state at any instant of this many days stays restorable; 0 is no such rule. */
  days: number;
  /** At least this many of the newest good ones stay, whatever their age; at least 1. */
  keepLast: number;
  /** For the last so many periods that have a good snapshot, the newest good one of each stays. */
  periods?: Partial<Record<Period, number>>;
};

/** The verdict on one snapshot. `reasons` is never empty: every keep and every removal says why. */
export type RetentionDecision = { snapshot: string; keep: boolean; reasons: string[] };

/** True for a policy that asks for nothing: all that would stay is the newest snapshot, which stays in any case. */
export function isEmptyPolicy({ days, keepLast, periods = {} }: RetentionPolicy): boolean {
  return days === 0 && keepLast <= 1 && PERIODS.every((period) => !periods[period]);
}

const DAYS_IN: Record<Period, number> = { hourly: 1 / 24, daily: 1, weekly: 7, monthly: 31, yearly: 366 };

/** The days that the rules reach back, for what is no snapshot any more and yet may be all that is left of one. */
export function reachInDays({ days, periods = {} }: RetentionPolicy): number {
  return Math.max(days, ...PERIODS.map((period) => (periods[period] ?? 0) * DAYS_IN[period]));
}

/**
 * Decides on every snapshot given, oldest first in the result. Whatever the policy says, it keeps the newest good
 * snapshot, what is pinned, and everything that a kept one needs.
 *
 * A day, week, ... is stood for by its newest good snapshot: the state in which it ended. One without any is not
 * counted: nothing changed in it, so it ended in the state of the last one before it that is. The states at the ends of
 * the last N days are therefore among those of the last N days that have a snapshot, however quiet the repository is;
 * and as only new snapshots move what is counted, time alone removes nothing that these rules keep.
 */
export function planRetention(snapshots: readonly Retained[], policy: RetentionPolicy, now: Date): RetentionDecision[] {
  const sorted = snapshots.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.snapshot < b.snapshot ? -1 : 1));
  const rules = rulesOf(sorted, policy, now);
  const opinions = new Map(sorted.map((entry) => [entry.snapshot, rules.flatMap((rule) => rule(entry) ?? [])]));
  const kept = new Map(sorted.map(({ snapshot }) => [snapshot, reasonsTo(true, opinions.get(snapshot))]));
  // Newest first, so that a need of a need is seen after the snapshot that has it was kept.
  for (const entry of sorted.toReversed()) {
    if (kept.get(entry.snapshot)?.length === 0) continue;
    for (const need of entry.needs) {
      const known = kept.get(need);
      if (need !== entry.snapshot && known?.length === 0) known.push(`needed by ${entry.snapshot}`);
    }
  }
  return sorted.map(({ snapshot }) => {
    const reasons = kept.get(snapshot) ?? [];
    if (reasons.length > 0) return { snapshot, keep: true, reasons };
    const against = reasonsTo(false, opinions.get(snapshot));
    return { snapshot, keep: false, reasons: against.length > 0 ? against : ['no rule keeps it'] };
  });
}

/** What one rule says of one snapshot. A rule that has nothing to say of it gives undefined. */
type Opinion = { keep: boolean; reason: string };
type Rule = (entry: Retained) => Opinion | undefined;

function reasonsTo(keep: boolean, opinions: readonly Opinion[] = []): string[] {
  return opinions.filter((opinion) => opinion.keep === keep).map(({ reason }) => reason);
}

function rulesOf(sorted: readonly Retained[], { days, keepLast, periods = {} }: RetentionPolicy, now: Date): Rule[] {
  const good = sorted.filter((entry) => entry.good);
  const asked = PERIODS.flatMap((period): [Period, number][] => {
    const count = periods[period] ?? 0;
    return count > 0 ? [[period, count]] : [];
  });
  return [
    pinned,
    ...(days > 0 ? [window(good, days, now)] : []),
    last(sorted, good, Math.max(1, keepLast)),
    ...asked.map(([period, count]) => newestOfEach(period, count, good)),
    ...(asked.length > 0 ? [damaged] : []),
  ];
}

const pinned: Rule = (entry) => (entry.pinned ? { keep: true, reason: 'pinned' } : undefined);

const damaged: Rule = (entry) => (entry.good ? undefined : { keep: false, reason: 'damaged, so no period counts it' });

/** Everything younger than `days`, and the newest good one before: it is the state at the window's first instant. */
function window(good: readonly Retained[], days: number, now: Date): Rule {
  const cutoff = now.getTime() - days * 86_400_000;
  const span = counted(days, 'day');
  const start = good.findLast((entry) => entry.at.getTime() < cutoff);
  return (entry) => {
    if (entry.at.getTime() >= cutoff) return { keep: true, reason: `younger than ${span}` };
    if (entry === start) return { keep: true, reason: `the state ${span} ago` };
    return { keep: false, reason: `older than ${span}` };
  };
}

/** The newest good ones. The newest of all stays even if it is damaged: another copy of the store may mend it. */
function last(sorted: readonly Retained[], good: readonly Retained[], count: number): Rule {
  const newestGood = new Set(good.slice(-count));
  const which = count > 1 ? `one of the last ${count} good` : 'the newest good';
  return (entry) => {
    if (newestGood.has(entry)) return { keep: true, reason: which };
    if (entry.good) return count > 1 ? { keep: false, reason: `not ${which}` } : undefined;
    return entry === sorted.at(-1) ? { keep: true, reason: 'the newest, though damaged' } : undefined;
  };
}

/** Of the last `count` periods that have a good snapshot, the newest good one of each. */
function newestOfEach(period: Period, count: number, good: readonly Retained[]): Rule {
  const names = new Map(good.map((entry) => [entry, periodOf(period, entry.at)]));
  // Good ones come oldest first: the last that is set is the newest, and the periods stand in order of time.
  const newest = new Map([...names].map(([entry, name]) => [name, entry]));
  const reached = new Set([...newest.keys()].slice(-count));
  return (entry) => {
    const name = names.get(entry);
    if (name === undefined) return undefined;
    if (!reached.has(name)) return { keep: false, reason: `${period} ${name} is beyond the last ${count}` };
    if (newest.get(name) === entry) return { keep: true, reason: `${period} ${name}` };
    return { keep: false, reason: `${period} ${name} has a younger one` };
  };
}
