// The classic policy over six years of nightly runs: what docs/retention.md promises, held against a full history.
import { describe, expect, test } from 'vitest';
import { extendChain, planChain } from '../../src/domain/chain.ts';
import type { ChainLink } from '../../src/domain/manifest.ts';
import { snapshotName } from '../../src/domain/names.ts';
import { planRetention, type Retained, type RetentionPolicy } from '../../src/domain/retention.ts';

const CLASSIC: RetentionPolicy = { days: 0, keepLast: 1, periods: { daily: 7, weekly: 4, monthly: 12, yearly: 5 } };
const DAY = 86_400_000;
const FIRST = Date.parse('2021-01-01T02:00:00Z');
const LAST = Date.parse('2026-11-25T02:00:00Z');

type Stored = { snapshot: string; at: Date; chain: ChainLink[] };

/** Two days of three bring a change, and every August is quiet. */
const hasChanged = (at: Date) => Math.floor(at.getTime() / DAY) % 3 > 0 && at.getUTCMonth() !== 7;

const decide = (store: readonly Stored[], now: Date) => {
  const retained = store.map(({ snapshot, at, chain }): Retained => ({
    snapshot,
    at,
    needs: chain.map((link) => link.snapshot),
    good: true,
  }));
  return planRetention(retained, CLASSIC, now);
};

/** A run a night, as `sync` does it: a snapshot where something has changed, then a prune. Gives what went wrong, too. */
function runNightly(type: 'auto' | 'differential') {
  const history: { snapshot: string; at: Date }[] = [];
  const broken: string[] = [];
  let store: Stored[] = [];
  for (let time = FIRST; time <= LAST; time += DAY) {
    const now = new Date(time);
    if (hasChanged(now)) {
      const plan = planChain({ requested: chosenType(type, store, now), last: store.at(-1), now, fullEveryDays: 30 });
      const snapshot = snapshotName(now);
      const size = plan.type === 'full' ? 1_000_000 : 10_000;
      const pack = { offset: 0, size, sha256: '0'.repeat(64), objects: 1 };
      history.push({ snapshot, at: now });
      store.push({ snapshot, at: now, chain: extendChain(plan, { snapshot, pack, index: null }) });
    }
    const kept = new Set(decide(store, now).flatMap(({ snapshot, keep }) => (keep ? [snapshot] : [])));
    store = store.filter(({ snapshot }) => kept.has(snapshot));
    for (const instant of promisedInstants(now)) {
      const wanted = newestNotAfter(history, instant);
      if (newestNotAfter(store, instant)?.snapshot !== wanted?.snapshot) broken.push(`${wanted?.snapshot} at ${time}`);
    }
    const links = new Set(store.flatMap(({ chain }) => chain.map((link) => link.snapshot)));
    for (const link of links) if (!kept.has(link)) broken.push(`${link}, a chain needs it, at ${time}`);
  }
  return { store, broken, made: history.length };
}

/** With `differential` the schedule asks for a full one at the first change of each month. */
function chosenType(type: 'auto' | 'differential', store: readonly Stored[], now: Date) {
  if (type === 'auto' || store.length === 0) return 'auto';
  return store.at(-1)?.at.getUTCMonth() === now.getUTCMonth() ? 'differential' : 'full';
}

/** The last instants of the days, weeks, months and years that the policy counts, the current ones first. */
function promisedInstants(now: Date): number[] {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const untilMonday = (8 - now.getUTCDay()) % 7 || 7;
  const ends = (count: number, end: (back: number) => number) =>
    Array.from({ length: count }, (_, back) => end(back) - 1);
  return [
    ...ends(7, (back) => Date.UTC(year, month, day + 1 - back)),
    ...ends(4, (back) => Date.UTC(year, month, day + untilMonday - 7 * back)),
    ...ends(12, (back) => Date.UTC(year, month + 1 - back)),
    ...ends(5, (back) => Date.UTC(year + 1 - back, 0)),
  ];
}

const newestNotAfter = <T extends { at: Date }>(list: readonly T[], time: number) =>
  list.findLast(({ at }) => at.getTime() <= time);

describe('with incremental snapshots', () => {
  const { store, broken, made } = runNightly('auto');

  test('after every night each promised state is there with its whole chain', () => {
    expect(made).toBeGreaterThan(1300);
    expect(broken).toEqual([]);
  });

  test('the classic policy keeps seven days, four weeks, twelve months and five years, and what those are built on', () => {
    const kept = decide(store, new Date(LAST)).map(({ snapshot, reasons }) => `${snapshot}: ${reasons.join('; ')}`);
    expect(kept.filter((line) => !line.includes('needed by'))).toEqual([
      'snapshot-20221231-020000: yearly 2022',
      'snapshot-20231230-020000: yearly 2023',
      'snapshot-20241230-020000: yearly 2024',
      // August was quiet and ended in the state of July: twelve months with a change reach back to November.
      'snapshot-20251130-020000: monthly 2025-11',
      'snapshot-20251231-020000: monthly 2025-12; yearly 2025',
      'snapshot-20260130-020000: monthly 2026-01',
      'snapshot-20260228-020000: monthly 2026-02',
      'snapshot-20260331-020000: monthly 2026-03',
      'snapshot-20260430-020000: monthly 2026-04',
      'snapshot-20260530-020000: monthly 2026-05',
      'snapshot-20260629-020000: monthly 2026-06',
      'snapshot-20260731-020000: monthly 2026-07',
      'snapshot-20260930-020000: monthly 2026-09',
      'snapshot-20261030-020000: monthly 2026-10',
      'snapshot-20261108-020000: weekly 2026-W45',
      'snapshot-20261114-020000: weekly 2026-W46',
      'snapshot-20261116-020000: daily 2026-11-16',
      'snapshot-20261117-020000: daily 2026-11-17',
      'snapshot-20261119-020000: daily 2026-11-19',
      'snapshot-20261120-020000: daily 2026-11-20',
      'snapshot-20261122-020000: daily 2026-11-22; weekly 2026-W47',
      'snapshot-20261123-020000: daily 2026-11-23',
      'snapshot-20261125-020000: the newest good; daily 2026-11-25; weekly 2026-W48; monthly 2026-11; yearly 2026',
    ]);
    // An incremental snapshot is built on every one since its full one: those stay, for small bytes.
    expect(store).toHaveLength(251);
  });
});

describe('with differential snapshots', () => {
  const { store, broken } = runNightly('differential');

  test('after every night each promised state is there with its whole chain', () => {
    expect(broken).toEqual([]);
  });

  test('nothing stays but the promised states and the full one of each', () => {
    const promised = decide(store, new Date(LAST)).filter(({ reasons }) => !reasons.join().includes('needed by'));
    const fulls = new Set(store.flatMap(({ chain }) => chain.slice(0, 1).map((link) => link.snapshot)));
    expect(promised).toHaveLength(23);
    expect(store).toHaveLength(38);
    expect(fulls.size).toBe(15);
  });
});
