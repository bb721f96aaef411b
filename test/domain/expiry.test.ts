// Stores that remove by themselves what is old: over any hundred days, nothing that is listed loses what it is built on.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extendChain, planChain } from '../../src/domain/chain.ts';
import { earliestExpiry, expiryBarrier, shortfallOf } from '../../src/domain/expiry.ts';
import type { ChainLink } from '../../src/domain/manifest.ts';
import { snapshotName } from '../../src/domain/names.ts';
import { planRetention, reachInDays, type RetentionPolicy } from '../../src/domain/retention.ts';
import { hours, NOW } from './snapshots.ts';

const DAY = 86_400_000;
const name = (daysAgo: number) => snapshotName(hours(-24 * daysAgo));
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);

describe('a snapshot', () => {
  const barrier = (daysAgo: number, lifetime: number, reachDays: number) =>
    expiryBarrier({
      needed: [{ snapshot: name(daysAgo), expires: inDays(lifetime - daysAgo) }],
      now: NOW,
      reachDays,
    });

  test.each([
    ['is built on while it outlives the window by two weeks', 45, 90, 30, false],
    ['is replaced once it does not', 46, 90, 30, true],
    ['is replaced each week where it cannot outlive the window', 6, 30, 30, false],
    ['and not later than that', 7, 30, 30, true],
    ['is replaced each half of a short life', 2, 6, 30, false],
    ['and no later than at its half', 3, 6, 30, true],
    ['is built on for long where the window is short', 74, 90, 1, false],
  ])('%s: %i days old, kept for %i, %i days of retention', (_, daysAgo, lifetime, reachDays, replaced) => {
    expect(barrier(daysAgo, lifetime, reachDays) !== undefined).toBe(replaced);
  });

  test('that expires is told with the day, and with the policy where that cannot be kept', () => {
    expect(barrier(60, 90, 30)).toBe(`${name(60)} expires on ${day(30)}: the store keeps it for 90 days`);
    expect(barrier(20, 30, 30)).toBe(
      `${name(20)} expires on ${day(10)}: the store keeps it for 30 days, and the policy reaches back 30`,
    );
  });

  test('is nothing to build on if anything between it and its base expires', () => {
    const needed = [
      { snapshot: name(20), expires: inDays(70) },
      { snapshot: name(10), expires: inDays(20) },
    ];
    expect(expiryBarrier({ needed, now: NOW, reachDays: 30 })).toContain(name(10));
    expect(expiryBarrier({ needed: [], now: NOW, reachDays: 30 })).toBeUndefined();
  });
});

test.each([
  ['the default of GitHub and of the policy', 90, 30, undefined],
  ['just long enough, with a full snapshot a week', 37, 30, undefined],
  ['a day too short', 36, 30, [29, 7, 51]],
  ['five days', 5, 30, [2, 3, 51]],
  ['one day', 1, 30, [1, 1, 51]],
  ['a policy of years', 90, 3660, [83, 7, 3681]],
])(
  'a store that keeps nothing for longer than the policy is told from the first run on: %s',
  (_, lifetime, reach, told) => {
    const found = shortfallOf(lifetime, reach);
    expect(found && [found.kept_days, found.full_days, found.needed_days]).toEqual(told);
  },
);

const day = (days: number) => inDays(days).toISOString().slice(0, 10);

type Stored = { snapshot: string; at: Date; chain: ChainLink[]; expires: Date };
type Run = { changed: boolean; bytes: number };

/** One run on a store that keeps everything for so many days: a snapshot if there is reason for one, then a prune. */
function runOnce(
  store: Stored[],
  now: Date,
  { changed, bytes }: Run,
  lifetime: number,
  policy: RetentionPolicy,
): Stored[] {
  const last = store.at(-1);
  const needed = store.filter((one) => last?.chain.some(({ snapshot }) => snapshot === one.snapshot));
  const barrier = expiryBarrier({ needed, now, reachDays: reachInDays(policy) });
  const after = [...store];
  if (changed || !last || barrier !== undefined) {
    const plan = planChain({ requested: 'auto', last, now, fullEveryDays: 30, barrier });
    const snapshot = snapshotName(now);
    const pack = { offset: 600, size: plan.type === 'full' ? 1_000_000 : bytes, sha256: '0'.repeat(64), objects: 1 };
    const first = earliestExpiry(store.filter((one) => plan.chain.some((link) => link.snapshot === one.snapshot)));
    const days = first ? Math.max(1, Math.floor((first.getTime() - now.getTime()) / DAY)) : lifetime;
    const expires = new Date(now.getTime() + days * DAY);
    after.push({ snapshot, at: now, chain: extendChain(plan, { snapshot, pack, index: null }), expires });
  }
  const retained = after.map((one) => ({ ...one, needs: one.chain.map(({ snapshot }) => snapshot), good: true }));
  const keep = planRetention(retained, policy, now).filter((decision) => decision.keep);
  return after.filter(({ snapshot }) => keep.some((decision) => decision.snapshot === snapshot));
}

const anyRun = fc.record({
  pauseHours: fc.oneof(fc.constant(24), fc.integer({ min: 1, max: 7 * 24 - 1 })),
  changed: fc.integer({ min: 0, max: 9 }).map((luck) => luck > 4),
  bytes: fc.integer({ min: 1, max: 60_000 }),
});

test('over any hundred runs no listed snapshot loses its base, and the newest state is always there', () => {
  const runs = fc.array(anyRun, { minLength: 100, maxLength: 100 });
  const property = fc.property(runs, fc.integer({ min: 51, max: 400 }), fc.integer({ min: 1, max: 30 }), check);
  fc.assert(property, { numRuns: 60 });
});

test('a store that keeps nothing as long as the policy wants always has the newest state, and nothing that is broken', () => {
  const runs = fc.array(
    anyRun.map((run) => ({ ...run, pauseHours: 24 })),
    { minLength: 100, maxLength: 100 },
  );
  fc.assert(fc.property(runs, fc.integer({ min: 2, max: 60 }), fc.constant(365), checkNewest), { numRuns: 60 });
});

type Simulated = { now: Date; store: Stored[] };

function* simulate(
  runs: readonly (Run & { pauseHours: number })[],
  lifetime: number,
  days: number,
): Generator<Simulated, void, undefined> {
  let store: Stored[] = [];
  let now = NOW.getTime();
  for (const run of runs) {
    now += run.pauseHours * 3_600_000;
    const live = (one: Stored) => one.expires.getTime() > now;
    store = store.filter(live);
    // Before the run, as somebody who restores would find it, and after.
    yield { now: new Date(now), store };
    store = runOnce(store, new Date(now), run, lifetime, { days, keepLast: 1 });
    yield { now: new Date(now), store };
  }
}

const broken = (store: readonly Stored[]) => {
  const held = new Set(store.map(({ snapshot }) => snapshot));
  return store
    .filter(({ chain }) => !chain.every(({ snapshot }) => held.has(snapshot)))
    .map(({ snapshot }) => snapshot);
};

function check(runs: (Run & { pauseHours: number })[], lifetime: number, days: number): void {
  const made = new Map<string, Date>();
  for (const { now, store } of simulate(runs, lifetime, days)) {
    for (const { snapshot, at } of store) made.set(snapshot, at);
    const promised = [...made].filter(([, at]) => now.getTime() - at.getTime() <= days * DAY).map(([name]) => name);
    expect(store.map(({ snapshot }) => snapshot)).toEqual(expect.arrayContaining(promised));
  }
  checkNewest(runs, lifetime, days);
}

function checkNewest(runs: (Run & { pauseHours: number })[], lifetime: number, days: number): void {
  let newest: string | undefined;
  for (const { store } of simulate(runs, lifetime, days)) {
    const last = store.at(-1)?.snapshot;
    expect(newest === undefined || (last !== undefined && last >= newest)).toBe(true);
    expect(broken(store)).toEqual([]);
    newest = last;
  }
}
