// Retention: whatever the policy and however the snapshots came to be, nothing that is promised is ever removed.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRetention, type Retained, type RetentionDecision } from '../../src/domain/retention.ts';
import { anyStore, hours, NOW } from './snapshots.ts';

const DAY = 24;
const anyPolicy = fc.record({ days: fc.integer({ min: 1, max: 60 }), keepLast: fc.integer({ min: 1, max: 12 }) });
const keptNames = (decisions: RetentionDecision[]) =>
  new Set(decisions.filter(({ keep }) => keep).map(({ snapshot }) => snapshot));

/** What a restore to `at` would take: the newest good snapshot that is not younger. */
const stateAt = (snapshots: readonly Retained[], at: number) =>
  snapshots.filter((entry) => entry.good && entry.at.getTime() <= at).at(-1)?.snapshot;

describe('for any snapshots, policy and instant', () => {
  test('the state at any instant of the window that could be restored before can be restored after', () => {
    const property = fc.property(
      anyStore,
      anyPolicy,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (snapshots, policy, part) => {
        const kept = keptNames(planRetention(snapshots, policy, NOW));
        const at = NOW.getTime() - part * policy.days * DAY * 3_600_000;
        const before = stateAt(snapshots, at);
        const after = stateAt(
          snapshots.filter(({ snapshot }) => kept.has(snapshot)),
          at,
        );
        expect(after).toBe(before);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  test('the newest good ones stay, as many as the policy says and at least one', () => {
    const property = fc.property(anyStore, anyPolicy, (snapshots, policy) => {
      const kept = keptNames(planRetention(snapshots, policy, NOW));
      const good = snapshots.filter((entry) => entry.good).slice(-policy.keepLast);
      expect(good.filter(({ snapshot }) => !kept.has(snapshot))).toEqual([]);
      expect(kept.size).toBeGreaterThanOrEqual(Math.min(1, snapshots.length));
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('everything that a kept snapshot needs stays', () => {
    const property = fc.property(anyStore, anyPolicy, (snapshots, policy) => {
      const kept = keptNames(planRetention(snapshots, policy, NOW));
      const all = new Set(snapshots.map(({ snapshot }) => snapshot));
      const needs = snapshots.filter(({ snapshot }) => kept.has(snapshot)).flatMap((entry) => entry.needs);
      expect(needs.filter((name) => all.has(name) && !kept.has(name))).toEqual([]);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('every snapshot gets one verdict, in order of time, and every verdict its reasons', () => {
    const property = fc.property(anyStore, anyPolicy, (snapshots, policy) => {
      const decisions = planRetention(snapshots.toReversed(), policy, NOW);
      expect(decisions.map(({ snapshot }) => snapshot)).toEqual(snapshots.map(({ snapshot }) => snapshot));
      expect(decisions.filter(({ reasons }) => reasons.length === 0 || reasons.includes(''))).toEqual([]);
    });
    fc.assert(property);
  });

  test('pruning twice removes nothing more', () => {
    const property = fc.property(anyStore, anyPolicy, (snapshots, policy) => {
      const kept = keptNames(planRetention(snapshots, policy, NOW));
      const again = planRetention(
        snapshots.filter(({ snapshot }) => kept.has(snapshot)),
        policy,
        NOW,
      );
      expect(again.filter(({ keep }) => !keep)).toEqual([]);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('nothing stays but what the window, keep-last and the chains of those ask for', () => {
    const property = fc.property(anyStore, anyPolicy, (snapshots, policy) => {
      const cutoff = NOW.getTime() - policy.days * DAY * 3_600_000;
      const good = snapshots.filter((entry) => entry.good);
      const asked = [
        ...snapshots.filter((entry) => entry.at.getTime() >= cutoff),
        ...good.filter((entry) => entry.at.getTime() < cutoff).slice(-1),
        ...good.slice(-policy.keepLast),
        ...snapshots.slice(-1),
      ];
      const wanted = new Set(asked.flatMap(({ snapshot, needs }) => [snapshot, ...needs]));
      expect(keptNames(planRetention(snapshots, policy, NOW))).toEqual(wanted);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('golden tables', () => {
  type Row = [hoursAgo: number, needs: string, good?: 'damaged'];
  // `needs` are the letters of other rows; rows are named a, b, c ... from the oldest.
  const plan = (rows: Row[], policy: { days: number; keepLast: number }) => {
    const letter = (index: number) => String.fromCharCode(97 + index);
    const snapshots = rows.map(([ago, needs, good], index) => ({
      snapshot: letter(index),
      at: hours(-ago),
      needs: needs.split(''),
      good: good === undefined,
    }));
    return planRetention(snapshots, policy, NOW).map(
      ({ snapshot, keep, reasons }) => `${keep ? 'keep' : 'remove'} ${snapshot}: ${reasons.join('; ')}`,
    );
  };

  test('a chain stays whole as long as one of it is needed', () => {
    expect(
      plan(
        [
          [40 * DAY, 'a'],
          [33 * DAY, 'ab'],
          [32 * DAY, 'abc'],
          [31 * DAY, 'ad'],
          [2 * DAY, 'ade'],
          [1, 'adef'],
        ],
        { days: 30, keepLast: 1 },
      ),
    ).toEqual([
      'keep a: needed by f',
      'remove b: older than 30 days',
      'remove c: older than 30 days',
      'keep d: the state 30 days ago',
      'keep e: younger than 30 days',
      'keep f: younger than 30 days; the newest good',
    ]);
  });

  test('an old chain goes when a younger snapshot has passed the cutoff', () => {
    expect(
      plan(
        [
          [45 * DAY, 'a'],
          [44 * DAY, 'ab'],
          [31 * DAY, 'c'],
          [30 * DAY, 'cd'],
        ],
        { days: 30, keepLast: 1 },
      ),
    ).toEqual([
      'remove a: older than 30 days',
      'remove b: older than 30 days',
      'keep c: the state 30 days ago',
      'keep d: younger than 30 days; the newest good',
    ]);
  });

  test('a repository that has not changed for a year keeps its one snapshot', () => {
    expect(plan([[365 * DAY, 'a']], { days: 1, keepLast: 1 })).toEqual([
      'keep a: the state 1 day ago; the newest good',
    ]);
  });

  test('damaged ones do not count for keep-last, and the newest good one is never given for them', () => {
    expect(
      plan(
        [
          [90 * DAY, 'a'],
          [80 * DAY, 'b'],
          [70 * DAY, 'c', 'damaged'],
          [60 * DAY, 'd', 'damaged'],
        ],
        { days: 7, keepLast: 2 },
      ),
    ).toEqual([
      'keep a: one of the last 2 good',
      'keep b: the state 7 days ago; one of the last 2 good',
      'remove c: older than 7 days',
      'keep d: the newest, though damaged',
    ]);
  });

  test('with nothing good left the newest damaged one stays, and what it needs', () => {
    expect(
      plan(
        [
          [90 * DAY, 'a', 'damaged'],
          [80 * DAY, 'b', 'damaged'],
          [60 * DAY, 'ac', 'damaged'],
        ],
        { days: 7, keepLast: 5 },
      ),
    ).toEqual(['keep a: needed by c', 'remove b: older than 7 days', 'keep c: the newest, though damaged']);
  });

  test('what a clock that ran ahead has dated into the future stays', () => {
    expect(
      plan(
        [
          [50 * DAY, 'a'],
          [-400 * DAY, 'b'],
        ],
        { days: 30, keepLast: 1 },
      ),
    ).toEqual(['keep a: the state 30 days ago', 'keep b: younger than 30 days; the newest good']);
  });

  test('no snapshot, no verdict', () => {
    expect(plan([], { days: 30, keepLast: 3 })).toEqual([]);
  });
});
