// What still fails, over many runs: nothing that fails is forgotten, and nothing that is well keeps an issue open.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareFailures,
  countFailures,
  mergeOutcome,
  nameAtMost,
  noFailures,
  tagAtMost,
  type Failure,
  type FailureState,
  type Outcome,
} from '../../src/domain/failures.ts';
import { forgetOldJobs } from '../../src/domain/heard.ts';
import { findState, hideState } from '../../src/domain/failures-text.ts';

const origin = { step: 'step1', shard: '0', task: 'backup' };
const fails = (repository: string, rest: Partial<Failure> = {}): Failure => ({ repository, kind: 'denied', ...rest });
const everything = (_name: string) => true;
const nothing = (_name: string) => false;

function night(day: number, failed: Failure[], rest: Partial<Outcome> = {}): Outcome {
  const at = `2026-11-${String(day).padStart(2, '0')}T02:00:00Z`;
  return { origin, run: String(day), jobs: 1, at, reported: true, whole: true, failed, good: [], ...rest };
}

/** The list after some runs. */
function after(outcomes: Outcome[], isNamed = everything): FailureState {
  return outcomes.reduce((state, outcome) => mergeOutcome(state, outcome, isNamed), noFailures('salt'));
}

const names = ({ open }: FailureState) => open.map(({ repository }) => repository);

describe.each([
  ['named', everything],
  ['not named', nothing],
])('repositories that are %s', (_, isNamed) => {
  test('fail since the first night, whatever the later ones say', () => {
    const state = after([night(1, [fails('acme/a')]), night(2, [fails('acme/a', { kind: 'not-found' })])], isNamed);
    expect(countFailures(state)).toBe(1);
    expect([...state.open, ...state.unnamed]).toMatchObject([{ since: '2026-11-01T02:00:00Z', kind: 'not-found' }]);
  });

  test('are gone once they are handled well', () => {
    const state = after(
      [night(1, [fails('acme/a'), fails('acme/b')]), night(2, [fails('acme/b')], { good: ['acme/A'] })],
      isNamed,
    );
    expect(countFailures(state)).toBe(1);
  });

  test('of another job of the matrix stay', () => {
    const shard = (index: string) => ({ ...origin, shard: index });
    const first = night(1, [fails('acme/a')], { origin: shard('0') });
    const second = night(1, [fails('acme/b')], { origin: shard('1') });
    expect(countFailures(after([first, second], isNamed))).toBe(2);
    expect(countFailures(after([second, first], isNamed))).toBe(2);
    expect(countFailures(after([first, second, night(2, [], { origin: shard('0'), good: ['acme/a'] })], isNamed))).toBe(
      1,
    );
  });

  test('that moved to another job of the matrix are well again there', () => {
    const moved = night(2, [], { origin: { ...origin, shard: '3' }, good: ['acme/a'] });
    expect(countFailures(after([night(1, [fails('acme/a')]), moved], isNamed))).toBe(0);
  });

  test('of another step stay: a good backup says nothing of a verify that fails', () => {
    const verify = { ...origin, task: 'verify' };
    const state = after([night(1, [fails('acme/a')], { origin: verify }), night(2, [], { good: ['acme/a'] })], isNamed);
    expect(countFailures(state)).toBe(1);
    expect(countFailures(mergeOutcome(state, night(2, [], { origin: verify, good: ['acme/a'] }), isNamed))).toBe(0);
  });

  test('that are no longer selected are gone after a run that looks at everything, and stay after one by hand', () => {
    const first = night(1, [fails('acme/a')]);
    expect(countFailures(after([first, night(2, [], { good: ['acme/b'] })], isNamed))).toBe(0);
    expect(countFailures(after([first, night(2, [], { good: ['acme/b'], whole: false })], isNamed))).toBe(1);
  });

  test('are not forgotten when a whole run fails', () => {
    const stopped = night(2, [{ kind: 'denied', message: 'no token' }], { reported: false });
    expect(countFailures(after([night(1, [fails('acme/a')]), stopped], isNamed))).toBe(2);
  });
});

describe('a whole run that failed', () => {
  const stopped: Failure = { kind: 'usage', message: 'no store is named' };

  test('is over with the next that comes to a report', () => {
    const state = after([night(1, [stopped], { reported: false }), night(2, [], { good: ['acme/a'] })]);
    expect(state.open).toEqual([]);
  });

  test('is over too where not even its command could be read', () => {
    const unread = { ...origin, task: '' };
    expect(after([night(1, [stopped], { reported: false, origin: unread }), night(2, [])]).open).toEqual([]);
  });

  test('of one job of a matrix is not over with another job', () => {
    const other = { ...origin, shard: '1' };
    expect(after([night(1, [stopped], { reported: false }), night(1, [], { origin: other })]).open).toHaveLength(1);
  });

  test('twice is one', () => {
    const state = after([night(1, [stopped], { reported: false }), night(2, [stopped], { reported: false })]);
    expect(state.open).toMatchObject([{ since: '2026-11-01T02:00:00Z' }]);
  });
});

describe('a job that the matrix has no longer', () => {
  const job = (shard: string, day: number, jobs: number, rest: Partial<Outcome> = {}) =>
    night(day, [], { origin: { ...origin, shard }, jobs, ...rest });
  const merge = (state: FailureState, outcome: Outcome) =>
    forgetOldJobs(mergeOutcome(state, outcome, everything), outcome);
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

  test('is not waited for where it is there', () => {
    expect(over(first, job('0', 2, 4), job('1', 2, 4), job('2', 2, 4))).toMatchObject({ open: [{}], heard: [] });
  });

  test('leaves what another job finds of its repositories', () => {
    const failing = { failed: [fails('acme/a'), fails('acme/b')] };
    const state = over(job('3', 1, 4, failing), job('0', 2, 1, { failed: [fails('acme/a')] }));
    expect(state.open).toMatchObject([{ repository: 'acme/a', shard: '0', since: '2026-11-01T02:00:00Z' }]);
  });
});

describe('news', () => {
  const before = after([night(1, [fails('acme/a'), fails('acme/b')])]);

  test('the same again is none', () => {
    expect(
      compareFailures(before, mergeOutcome(before, night(2, [fails('acme/b'), fails('acme/a')]), everything)),
    ).toEqual({
      failing: [],
      unnamedFailing: 0,
      well: [],
      unnamedWell: 0,
    });
  });

  test('another one, another reason, and one that is well again', () => {
    const changed = [fails('acme/a', { kind: 'corrupt' }), fails('acme/c')];
    const { failing, well } = compareFailures(before, mergeOutcome(before, night(2, changed), everything));
    expect(failing.map(({ repository }) => repository)).toEqual(['acme/a', 'acme/c']);
    expect(well.map(({ repository }) => repository)).toEqual(['acme/b']);
  });

  test('that some are no longer named, for want of room, is none', () => {
    const { failing, unnamedFailing, unnamedWell } = compareFailures(before, nameAtMost(before, 1));
    expect({ failing, unnamedFailing, unnamedWell }).toEqual({ failing: [], unnamedFailing: 0, unnamedWell: 0 });
  });
});

test('doing it again changes nothing, whatever happened before', () => {
  const repository = fc.constantFrom('acme/a', 'acme/b', 'acme/c', 'acme/d');
  const failure = fc.record({ repository, kind: fc.constantFrom('denied' as const, 'corrupt' as const) });
  const outcome = fc.record({
    origin: fc.record({
      step: fc.constantFrom('s', 't'),
      shard: fc.constantFrom('0', '1'),
      task: fc.constant('backup'),
    }),
    run: fc.constantFrom('1', '2'),
    jobs: fc.constantFrom(1, 2),
    at: fc.constantFrom('2026-11-01T02:00:00Z', '2026-11-02T02:00:00Z'),
    reported: fc.boolean(),
    whole: fc.boolean(),
    failed: fc.uniqueArray(failure, { selector: (one) => one.repository }),
    good: fc.constant<string[]>([]),
  });
  fc.assert(
    fc.property(fc.array(outcome), outcome, fc.boolean(), (earlier, last, named) => {
      const isNamed = (name: string) => named || name < 'acme/c';
      const merge = (state: FailureState, one: Outcome) => forgetOldJobs(mergeOutcome(state, one, isNamed), one);
      const once = merge(earlier.reduce(merge, noFailures('salt')), last);
      const twice = merge(once, last);
      expect(twice).toEqual(once);
      expect(names(once)).not.toContain(named ? 'nobody' : 'acme/d');
      for (const { repository: name } of last.failed)
        expect(countFailures(once) > 0 && (!isNamed(name) || names(once).includes(name))).toBe(true);
    }),
  );
});

describe('as text', () => {
  test('whatever a server said, the hidden list comes back as it was and ends no comment early', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('-->', '<!--', '--', '`\n')), { maxLength: 9 }),
        (pieces) => {
          const message = pieces.join('');
          const state = after([night(1, [fails('acme/a', { message, hint: message }), { kind: 'bug', message }])]);
          const text = hideState(state);
          expect(text.indexOf('-->')).toBe(text.length - 3);
          expect(text).not.toContain('\n');
          expect(findState(`before\n${text}\nafter`)).toEqual(state);
        },
      ),
    );
  });

  test.each(['', '<!-- repo-backup state {"salt": -->', '<!-- repo-backup state {} -->', '<!-- repo-backup state '])(
    'what someone has changed (%j) is no list',
    (text) => {
      expect(findState(text)).toBeUndefined();
    },
  );
});

test('too many tags are cut, not the text', () => {
  const many = Array.from({ length: 50 }, (_, index) => fails(`acme/${index}`));
  expect(countFailures(tagAtMost(after([night(1, many)], nothing), 20))).toBe(20);
});
