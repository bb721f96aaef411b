// The promises of the keep rules, for any history and any policy, each held against a calendar of its own.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PERIODS, type Period } from '../../src/domain/calendar.ts';
import { snapshotName } from '../../src/domain/names.ts';
import { planRetention, type Retained, type RetentionPolicy } from '../../src/domain/retention.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const HOUR = 3600;
const runs = { numRuns: 500 };

/** Up to forty snapshots, oldest first, from seconds to half a year apart; some damaged, some pinned, some with a chain. */
const anyHistory: fc.Arbitrary<Retained[]> = fc
  .array(
    fc.record({
      gap: fc.oneof(
        ...[2 * HOUR, 30 * HOUR, 20 * 24 * HOUR, 180 * 24 * HOUR].map((max) => fc.integer({ min: 1, max })),
      ),
      links: fc.nat(3),
      good: fc.nat(7).map((luck) => luck > 0),
      pinned: fc.nat(15).map((luck) => luck === 0),
    }),
    { maxLength: 40 },
  )
  .map((entries) => {
    let at = NOW.getTime() - 1000 * entries.reduce((sum, { gap }) => sum + gap, 0);
    let chain: string[] = [];
    return entries.map(({ gap, links, good, pinned }) => {
      at += 1000 * gap;
      const snapshot = snapshotName(new Date(at));
      chain = [...(links === 0 ? [] : chain), snapshot];
      return { snapshot, at: new Date(at), needs: chain, good, pinned };
    });
  });

const anyCount = fc.oneof(fc.constant(0), fc.nat(12));
const anyPeriods = fc.record({
  hourly: anyCount,
  daily: anyCount,
  weekly: anyCount,
  monthly: anyCount,
  yearly: anyCount,
});
const anyPolicy = fc.record({
  days: fc.oneof(fc.constant(0), fc.nat(90)),
  keepLast: fc.integer({ min: 1, max: 5 }),
  periods: anyPeriods,
});

const keptNames = (snapshots: readonly Retained[], policy: RetentionPolicy, now = NOW) =>
  planRetention(snapshots, policy, now).flatMap(({ snapshot, keep }) => (keep ? [snapshot] : []));

/** What a restore of the last instant before `end` would take. */
const stateBefore = (snapshots: readonly Retained[], end: Date) =>
  snapshots.findLast((entry) => entry.good && entry.at < end)?.snapshot;

/** Where the period that holds NOW ends (0), and those before it (1, 2, ...), counted with the calendar of `Date`. */
function endOfPeriod(period: Period, back: number): Date {
  const [year, month, day, hour] = [NOW.getUTCFullYear(), NOW.getUTCMonth(), NOW.getUTCDate(), NOW.getUTCHours()];
  const untilMonday = (8 - NOW.getUTCDay()) % 7 || 7;
  const ends: Record<Period, number> = {
    hourly: Date.UTC(year, month, day, hour + 1 - back),
    daily: Date.UTC(year, month, day + 1 - back),
    weekly: Date.UTC(year, month, day + untilMonday - 7 * back),
    monthly: Date.UTC(year, month + 1 - back),
    yearly: Date.UTC(year + 1 - back, 0),
  };
  return new Date(ends[period]);
}

test('the state at the end of each of the last N hours, days, weeks, months and years can be restored', () => {
  const property = fc.property(anyHistory, anyPolicy, (snapshots, policy) => {
    const kept = new Set(keptNames(snapshots, policy));
    const promised = PERIODS.flatMap((period) =>
      Array.from({ length: policy.periods[period] }, (_, back) => stateBefore(snapshots, endOfPeriod(period, back))),
    );
    expect(promised.filter((name) => name !== undefined && !kept.has(name))).toEqual([]);
  });
  fc.assert(property, runs);
});

test('a rule of N keeps N snapshots, or as many as there are periods with a good one', () => {
  const property = fc.property(
    anyHistory,
    fc.constantFrom(...PERIODS),
    fc.integer({ min: 1, max: 12 }),
    (snapshots, period, count) => {
      const decisions = planRetention(snapshots, { days: 0, keepLast: 1, periods: { [period]: count } }, NOW);
      const reasons = decisions.flatMap((decision) => (decision.keep ? decision.reasons : []));
      const named = reasons.filter((reason) => reason.startsWith(`${period} `));
      const width = { hourly: 13, daily: 10, weekly: 0, monthly: 7, yearly: 4 }[period];
      const good = snapshots.filter((entry) => entry.good);
      const filled = new Set(good.map(({ at }) => (width > 0 ? at.toISOString().slice(0, width) : mondayOf(at))));
      expect(named).toHaveLength(Math.min(count, filled.size));
      expect(new Set(named).size).toBe(named.length);
    },
  );
  fc.assert(property, runs);
});

/** 1970 began on a Thursday. */
const mondayOf = (at: Date) => String(Math.floor((at.getTime() / 86_400_000 + 3) / 7));

test('no rule takes away what another keeps: more rules and higher counts only keep more', () => {
  const property = fc.property(anyHistory, anyPolicy, anyPolicy, (snapshots, policy, other) => {
    const more: RetentionPolicy = {
      days: Math.max(policy.days, other.days),
      keepLast: Math.max(policy.keepLast, other.keepLast),
      periods: Object.fromEntries(
        PERIODS.map((period) => [period, Math.max(policy.periods[period], other.periods[period])]),
      ),
    };
    expect(keptNames(snapshots, more)).toEqual(expect.arrayContaining(keptNames(snapshots, policy)));
  });
  fc.assert(property, runs);
});

test('whatever the policy, the newest good one, what is pinned and the whole chain of what is kept stay', () => {
  const property = fc.property(anyHistory, anyPolicy, (snapshots, policy) => {
    const kept = new Set(keptNames(snapshots, policy));
    const newest = snapshots.findLast(({ good }) => good);
    const pinned = snapshots.filter((entry) => entry.pinned);
    const needs = snapshots.filter(({ snapshot }) => kept.has(snapshot)).flatMap((entry) => entry.needs);
    const wanted = [...(newest ? [newest.snapshot] : []), ...pinned.map(({ snapshot }) => snapshot), ...needs];
    expect(wanted.filter((name) => !kept.has(name))).toEqual([]);
  });
  fc.assert(property, runs);
});

test('every snapshot gets one verdict with its reasons, in whatever order the store lists them', () => {
  const property = fc.property(anyHistory, anyPolicy, (snapshots, policy) => {
    const decisions = planRetention(snapshots, policy, NOW);
    expect(planRetention(snapshots.toReversed(), policy, NOW)).toEqual(decisions);
    expect(decisions.map(({ snapshot }) => snapshot)).toEqual(snapshots.map(({ snapshot }) => snapshot));
    expect(decisions.filter(({ reasons }) => reasons.length === 0 || reasons.includes(''))).toEqual([]);
  });
  fc.assert(property, runs);
});

test('time alone removes nothing: a schedule that has stopped, or a clock that jumps, costs no history', () => {
  const property = fc.property(anyHistory, anyPolicy, fc.nat(36_500), (snapshots, { keepLast, periods }, days) => {
    const policy = { days: 0, keepLast, periods };
    const later = new Date(NOW.getTime() + days * 86_400_000);
    expect(keptNames(snapshots, policy, later)).toEqual(keptNames(snapshots, policy));
  });
  fc.assert(property, runs);
});

test('pruning after every snapshot ends with the same as pruning once', () => {
  const property = fc.property(anyHistory, anyPolicy, (history, policy) => {
    const snapshots = history.map((entry) => ({ ...entry, good: true, needs: [] }));
    let store: Retained[] = [];
    for (const entry of snapshots) {
      store.push(entry);
      const kept = new Set(keptNames(store, policy, entry.at));
      store = store.filter(({ snapshot }) => kept.has(snapshot));
    }
    expect(keptNames(store, policy)).toEqual(keptNames(snapshots, policy));
  });
  fc.assert(property, runs);
});
