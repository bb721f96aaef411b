// Retention for years, as tables that a person can check: what stays, what goes, and the reason for each.
import { describe, expect, test } from 'vitest';
import {
  isEmptyPolicy,
  planRetention,
  reachInDays,
  type Retained,
  type RetentionPolicy,
} from '../../src/domain/retention.ts';

const NOW = new Date('2026-11-25T12:00:00Z');

type Extra = Partial<Pick<Retained, 'needs' | 'good' | 'pinned'>>;

/** `2026-11-20 02:00`, which is also the snapshot's name here. */
const taken = (name: string, extra: Extra = {}): Retained => ({
  snapshot: name,
  at: new Date(`${name.replace(' ', 'T')}:00Z`),
  needs: [],
  good: true,
  ...extra,
});

const table = (snapshots: readonly Retained[], policy: Partial<RetentionPolicy>, now = NOW) =>
  planRetention(snapshots, { days: 0, keepLast: 1, ...policy }, now).map(
    ({ snapshot, keep, reasons }) => `${keep ? 'keep  ' : 'remove'} ${snapshot}: ${reasons.join('; ')}`,
  );

describe('one rule', () => {
  test('a day is kept in the state in which it ended, and days without a snapshot do not use up the count', () => {
    const snapshots = [
      taken('2026-11-02 02:00'),
      taken('2026-11-17 02:00'),
      taken('2026-11-17 14:00'),
      // Nothing changed from the 18th to the 22nd: each of those days ended in the state of the 17th.
      taken('2026-11-23 23:59'),
      taken('2026-11-24 00:00'),
      taken('2026-11-24 02:00'),
    ];
    expect(table(snapshots, { periods: { daily: 3 } })).toEqual([
      'remove 2026-11-02 02:00: daily 2026-11-02 is beyond the last 3',
      'remove 2026-11-17 02:00: daily 2026-11-17 has a younger one',
      'keep   2026-11-17 14:00: daily 2026-11-17',
      'keep   2026-11-23 23:59: daily 2026-11-23',
      'remove 2026-11-24 00:00: daily 2026-11-24 has a younger one',
      'keep   2026-11-24 02:00: the newest good; daily 2026-11-24',
    ]);
  });

  test('hours, weeks, months and years each end where UTC says', () => {
    const snapshots = [
      taken('2024-12-29 23:59'),
      taken('2024-12-30 00:00'),
      taken('2024-12-31 23:00'),
      taken('2024-12-31 23:59'),
      taken('2025-01-01 00:00'),
      taken('2025-01-05 23:59'),
    ];
    expect(table(snapshots, { periods: { hourly: 3 } })).toEqual([
      'remove 2024-12-29 23:59: hourly 2024-12-29T23 is beyond the last 3',
      'remove 2024-12-30 00:00: hourly 2024-12-30T00 is beyond the last 3',
      'remove 2024-12-31 23:00: hourly 2024-12-31T23 has a younger one',
      'keep   2024-12-31 23:59: hourly 2024-12-31T23',
      'keep   2025-01-01 00:00: hourly 2025-01-01T00',
      'keep   2025-01-05 23:59: the newest good; hourly 2025-01-05T23',
    ]);
    expect(table(snapshots, { periods: { weekly: 2 } })).toEqual([
      'keep   2024-12-29 23:59: weekly 2024-W52',
      'remove 2024-12-30 00:00: weekly 2025-W01 has a younger one',
      'remove 2024-12-31 23:00: weekly 2025-W01 has a younger one',
      'remove 2024-12-31 23:59: weekly 2025-W01 has a younger one',
      'remove 2025-01-01 00:00: weekly 2025-W01 has a younger one',
      'keep   2025-01-05 23:59: the newest good; weekly 2025-W01',
    ]);
    expect(table(snapshots, { periods: { monthly: 2, yearly: 1 } })).toEqual([
      'remove 2024-12-29 23:59: monthly 2024-12 has a younger one; yearly 2024 is beyond the last 1',
      'remove 2024-12-30 00:00: monthly 2024-12 has a younger one; yearly 2024 is beyond the last 1',
      'remove 2024-12-31 23:00: monthly 2024-12 has a younger one; yearly 2024 is beyond the last 1',
      'keep   2024-12-31 23:59: monthly 2024-12',
      'remove 2025-01-01 00:00: monthly 2025-01 has a younger one; yearly 2025 has a younger one',
      'keep   2025-01-05 23:59: the newest good; monthly 2025-01; yearly 2025',
    ]);
  });

  test('a repository that fell silent years ago keeps every state that it kept when it did', () => {
    const snapshots = [taken('2018-03-04 02:00'), taken('2019-05-06 02:00'), taken('2019-05-07 02:00')];
    expect(table(snapshots, { periods: { daily: 2 } })).toEqual([
      'remove 2018-03-04 02:00: daily 2018-03-04 is beyond the last 2',
      'keep   2019-05-06 02:00: daily 2019-05-06',
      'keep   2019-05-07 02:00: the newest good; daily 2019-05-07',
    ]);
  });
});

describe('several rules', () => {
  const snapshots = [
    taken('2025-06-30 02:00'),
    taken('2025-12-31 02:00'),
    taken('2026-10-20 02:00'),
    taken('2026-10-24 02:00'),
    taken('2026-11-22 02:00'),
    taken('2026-11-23 02:00'),
    taken('2026-11-24 02:00'),
  ];

  test('keep what any of them keeps, and a removal names every rule that does not', () => {
    expect(table(snapshots, { days: 30, keepLast: 2, periods: { daily: 2, monthly: 2, yearly: 2 } })).toEqual([
      'remove 2025-06-30 02:00: older than 30 days; not one of the last 2 good; daily 2025-06-30 is beyond the last 2; monthly 2025-06 is beyond the last 2; yearly 2025 has a younger one',
      'keep   2025-12-31 02:00: yearly 2025',
      'remove 2026-10-20 02:00: older than 30 days; not one of the last 2 good; daily 2026-10-20 is beyond the last 2; monthly 2026-10 has a younger one; yearly 2026 has a younger one',
      'keep   2026-10-24 02:00: the state 30 days ago; monthly 2026-10',
      'keep   2026-11-22 02:00: younger than 30 days',
      'keep   2026-11-23 02:00: younger than 30 days; one of the last 2 good; daily 2026-11-23',
      'keep   2026-11-24 02:00: younger than 30 days; one of the last 2 good; daily 2026-11-24; monthly 2026-11; yearly 2026',
    ]);
  });

  test('retention-days 0 is no rule: the others alone decide', () => {
    expect(table(snapshots, { days: 0, periods: { yearly: 2 } }).filter((line) => line.startsWith('keep'))).toEqual([
      'keep   2025-12-31 02:00: yearly 2025',
      'keep   2026-11-24 02:00: the newest good; yearly 2026',
    ]);
  });

  test('a policy that asks for nothing still keeps the newest good one', () => {
    expect(table(snapshots.slice(-2), { days: 0 })).toEqual([
      'remove 2026-11-23 02:00: no rule keeps it',
      'keep   2026-11-24 02:00: the newest good',
    ]);
  });
});

describe('damage, chains and pins', () => {
  test('a damaged snapshot stands for no period: the good one before it does', () => {
    const snapshots = [
      taken('2026-10-30 02:00'),
      taken('2026-10-31 02:00', { good: false }),
      taken('2026-11-01 02:00', { good: false }),
      taken('2026-11-24 02:00'),
    ];
    expect(table(snapshots, { periods: { monthly: 2 } })).toEqual([
      'keep   2026-10-30 02:00: monthly 2026-10',
      'remove 2026-10-31 02:00: damaged, so no period counts it',
      'remove 2026-11-01 02:00: damaged, so no period counts it',
      'keep   2026-11-24 02:00: the newest good; monthly 2026-11',
    ]);
  });

  test('the chain of what is kept for its month stays with it', () => {
    const [full, first, second] = ['2026-09-01 02:00', '2026-09-15 02:00', '2026-09-30 02:00'] as const;
    const snapshots = [
      taken('2026-08-31 02:00'),
      taken(full, { needs: [full] }),
      taken(first, { needs: [full, first] }),
      taken('2026-09-20 02:00', { needs: [full] }),
      taken(second, { needs: [full, first, second] }),
      taken('2026-11-24 02:00'),
    ];
    expect(table(snapshots, { periods: { monthly: 2 } })).toEqual([
      'remove 2026-08-31 02:00: monthly 2026-08 is beyond the last 2',
      'keep   2026-09-01 02:00: needed by 2026-09-30 02:00',
      'keep   2026-09-15 02:00: needed by 2026-09-30 02:00',
      'remove 2026-09-20 02:00: monthly 2026-09 has a younger one',
      'keep   2026-09-30 02:00: monthly 2026-09',
      'keep   2026-11-24 02:00: the newest good; monthly 2026-11',
    ]);
  });

  test('what is pinned stays with all that it needs, also if it is damaged', () => {
    const [full, pinned] = ['2021-01-01 02:00', '2021-01-02 02:00'] as const;
    const snapshots = [
      taken(full, { needs: [full] }),
      taken(pinned, { needs: [full, pinned], pinned: true }),
      taken('2021-01-03 02:00', { needs: [full], pinned: true, good: false }),
      taken('2021-01-04 02:00'),
      taken('2026-11-24 02:00', { pinned: true }),
    ];
    expect(table(snapshots, { days: 7 })).toEqual([
      'keep   2021-01-01 02:00: needed by 2021-01-03 02:00',
      'keep   2021-01-02 02:00: pinned',
      'keep   2021-01-03 02:00: pinned',
      'keep   2021-01-04 02:00: the state 7 days ago',
      'keep   2026-11-24 02:00: pinned; younger than 7 days; the newest good',
    ]);
  });

  test('a pinned snapshot does not use up a period: the day ends in its newest one all the same', () => {
    const snapshots = [
      taken('2026-11-23 02:00', { pinned: true }),
      taken('2026-11-23 14:00'),
      taken('2026-11-24 02:00'),
    ];
    expect(table(snapshots, { periods: { daily: 2 } })).toEqual([
      'keep   2026-11-23 02:00: pinned',
      'keep   2026-11-23 14:00: daily 2026-11-23',
      'keep   2026-11-24 02:00: the newest good; daily 2026-11-24',
    ]);
  });
});

test.each<[RetentionPolicy, boolean]>([
  [{ days: 0, keepLast: 1 }, true],
  [{ days: 0, keepLast: 1, periods: { hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 } }, true],
  [{ days: 1, keepLast: 1 }, false],
  [{ days: 0, keepLast: 2 }, false],
  [{ days: 0, keepLast: 1, periods: { yearly: 1 } }, false],
])('%j asks for nothing: %s', (policy, empty) => {
  expect(isEmptyPolicy(policy)).toBe(empty);
});

test.each<[RetentionPolicy, number]>([
  [{ days: 30, keepLast: 9 }, 30],
  [{ days: 0, keepLast: 1, periods: { hourly: 48, daily: 1 } }, 2],
  [{ days: 400, keepLast: 1, periods: { daily: 7, weekly: 4, monthly: 12, yearly: 1 } }, 400],
  [{ days: 30, keepLast: 1, periods: { daily: 7, weekly: 4, monthly: 12, yearly: 5 } }, 1830],
])('%j reaches back %i days', (policy, days) => {
  expect(reachInDays(policy)).toBe(days);
});
