// Ninety days of runs with gaps: planner and retention together keep the window covered with bounded chains and bytes.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { extendChain, planChain } from '../../src/domain/chain.ts';
import type { ChainLink } from '../../src/domain/manifest.ts';
import { snapshotName } from '../../src/domain/names.ts';
import { planRetention } from '../../src/domain/retention.ts';
import { hours } from './snapshots.ts';

type Kept = { snapshot: string; at: Date; chain: ChainLink[] };

const DAY = 86_400_000;
const policy = { days: 30, keepLast: 3 };

// Each day: how late the run was, whether it ran, whether anything had changed, and how much.
const anyDay = fc.record({
  lateMinutes: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 * 60 })),
  ran: fc.integer({ min: 0, max: 5 }).map((luck) => luck > 0),
  changed: fc.integer({ min: 0, max: 3 }).map((luck) => luck > 0),
  bytes: fc.integer({ min: 1, max: 60_000 }),
});

/** One run: a snapshot where something has changed, then a prune. */
function runOnce(store: Kept[], now: Date, { changed, bytes }: { changed: boolean; bytes: number }): Kept[] {
  const last = store.at(-1);
  const after = [...store];
  if (changed || !last) {
    const plan = planChain({ requested: 'auto', last, now, fullEveryDays: 30 });
    const snapshot = snapshotName(now);
    const pack = { offset: 600, size: plan.type === 'full' ? 1_000_000 : bytes, sha256: '0'.repeat(64), objects: 1 };
    after.push({ snapshot, at: now, chain: extendChain(plan, { snapshot, pack, index: null }) });
  }
  const retained = after.map(({ snapshot, at, chain }) => ({
    snapshot,
    at,
    needs: chain.map((link) => link.snapshot),
    good: true,
  }));
  const keep = new Set(
    planRetention(retained, policy, now)
      .filter((decision) => decision.keep)
      .map(({ snapshot }) => snapshot),
  );
  return after.filter(({ snapshot }) => keep.has(snapshot));
}

test('after every run of ninety days each instant of the last thirty can be restored, and the store stays small', () => {
  const property = fc.property(fc.array(anyDay, { minLength: 90, maxLength: 90 }), (days) => {
    let store: Kept[] = [];
    const made: { snapshot: string; at: Date }[] = [];
    for (const [index, day] of days.entries()) {
      if (!day.ran) continue;
      const now = new Date(hours(index * 24).getTime() + day.lateMinutes * 60_000);
      const before = new Set(store.map(({ snapshot }) => snapshot));
      store = runOnce(store, now, day);
      made.push(...store.filter(({ snapshot }) => !before.has(snapshot)));

      const held = new Map(store.map((entry) => [entry.snapshot, entry]));
      // Between two snapshots the state does not change: the window's start and every snapshot in it stand for all instants.
      const instants = [now.getTime() - policy.days * DAY, ...made.map(({ at }) => at.getTime())];
      const window = instants.filter((at) => at >= now.getTime() - policy.days * DAY);
      const states = window.flatMap((instant) => made.findLast(({ at }) => at.getTime() <= instant) ?? []);
      const lost = states.filter(({ snapshot }) => !held.get(snapshot)?.chain.every((link) => held.has(link.snapshot)));
      expect(lost).toEqual([]);
      // Twice the window and the chain in front of it, at most.
      expect(store.length).toBeLessThanOrEqual(65);
      expect(store.every(({ chain }) => chain.length <= 64)).toBe(true);
      expect(store.filter(({ chain }) => chain.length === 1).length).toBeLessThanOrEqual(31);
    }
  });
  fc.assert(property, { numRuns: 60 });
});
