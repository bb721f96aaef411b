// Steps and jobs that are no more: what they had found keeps no issue open for ever, and is not forgotten too soon.
import { describe, expect, test } from 'vitest';
import { countFailures, noFailures, type FailureState } from '../../src/domain/failures.ts';
import { isForgotten, mergeOutcome, type Outcome } from '../../src/domain/failures-merge.ts';
import { compareFailures } from '../../src/domain/failures-news.ts';
import { after, everything, fails, night, nothing, origin } from './outcomes.ts';

describe('a step that has a new name since it failed', () => {
  const renamed = (day: number, rest: Partial<Outcome> = {}) =>
    night(day, [], { origin: { ...origin, step: 'step2' }, good: ['acme/a'], ...rest });
  const first = night(1, [fails('acme/a'), { kind: 'denied', message: 'no token' }]);
  const days = (...list: number[]) => list.map((day) => renamed(day));

  test.each([
    ['named', everything],
    ['not named', nothing],
  ])('is forgotten after a week and three runs of others, so that no issue stays open for ever (%s)', (_, isNamed) => {
    expect(countFailures(after([first, ...days(2, 3, 9)], isNamed))).toBe(2);
    expect(countFailures(after([first, ...days(9, 9, 16)], isNamed))).toBe(2);
    const before = after([first, ...days(2, 3, 4, 5)], isNamed);
    const last = renamed(10);
    const change = compareFailures(before, mergeOutcome(before, last, isNamed), (one) => isForgotten(one, last));
    expect(change).toMatchObject({ well: { named: [], unnamed: 0 }, failing: { named: [], unnamed: 0 } });
    expect(change.forgotten.named.length + change.forgotten.unnamed).toBe(2);
  });

  test('is not forgotten for runs by hand, runs that were stopped, or those of another task', () => {
    for (const rest of [{ whole: false }, { reported: false }, { origin: { ...origin, step: 's', task: 'verify' } }])
      expect(countFailures(after([first, ...[9, 10, 11, 12].map((day) => renamed(day, rest))]))).toBe(2);
  });

  test('and that still runs is never forgotten, however seldom', () => {
    const again = (day: number) => night(day, [fails('acme/a')]);
    expect(countFailures(after([again(1), ...days(2, 9), again(10), ...days(11, 18), again(19)]))).toBe(1);
  });
});

describe('a job that the matrix has no longer', () => {
  const job = (shard: string, day: number, jobs: number, rest: Partial<Outcome> = {}) =>
    night(day, [], { origin: { ...origin, shard }, jobs, ...rest });
  const merge = (state: FailureState, outcome: Outcome) => mergeOutcome(state, outcome, everything);
  const over = (...outcomes: Outcome[]) => outcomes.reduce(merge, noFailures('salt'));
  const stopped = { failed: [{ kind: 'denied' as const, message: 'bad token' }], reported: false };
  const first = job('3', 1, 4, stopped);

  test('is forgotten once all jobs of one later run have come to a report, and not before', () => {
    const waiting = over(first, job('0', 2, 3), job('2', 2, 3));
    expect(countFailures(waiting)).toBe(1);
    expect(over(first, job('0', 2, 3), job('2', 2, 3), job('1', 2, 3))).toMatchObject({ open: [], heard: [] });
    // Jobs of different nights are not one run, and one that was stopped has looked at nothing.
    expect(countFailures(over(first, job('0', 2, 3), job('1', 3, 3), job('2', 3, 3)))).toBe(1);
    expect(countFailures(over(first, job('0', 2, 2), job('1', 2, 2, stopped)))).toBe(2);
    expect(countFailures(over(first, job('0', 2, 2), job('1', 2, 2, { whole: false })))).toBe(1);
  });

  test('is waited for where it is there, and not where all of it was found again', () => {
    expect(over(first, job('0', 2, 4), job('1', 2, 4), job('2', 2, 4))).toMatchObject({ open: [{}] });
    expect(over(first, job('3', 2, 4, stopped), job('0', 2, 4))).toMatchObject({ open: [{}], heard: [] });
  });

  test('leaves what another job finds of its repositories', () => {
    const failing = { failed: [fails('acme/a'), fails('acme/b')] };
    const state = over(job('3', 1, 4, failing), job('0', 2, 1, { failed: [fails('acme/a')] }));
    expect(state.open).toMatchObject([{ repository: 'acme/a', shard: '0', since: '2026-11-01T02:00:00Z' }]);
  });
});
