// What still fails, over many runs: nothing that fails is forgotten, and nothing that is well keeps an issue open.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countFailures,
  nameAtMost,
  noFailures,
  tagAtMost,
  type Failure,
  type FailureState,
} from '../../src/domain/failures.ts';
import { mergeOutcome, type Outcome } from '../../src/domain/failures-merge.ts';
import { compareFailures, isSameList } from '../../src/domain/failures-news.ts';
import { findState, hideState } from '../../src/domain/failures-text.ts';
import { after, everything, fails, night, nothing, origin } from './outcomes.ts';

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
    const third = night(2, [], { origin: shard('0'), good: ['acme/a'], jobs: 2 });
    expect(countFailures(after([first, second, third], isNamed))).toBe(1);
  });

  test('that moved to another job of the matrix are well again once all jobs have told, and not before', () => {
    const first = night(1, [fails('acme/a')], { jobs: 2 });
    const old = night(2, [], { good: ['acme/b'], jobs: 2 });
    const moved = night(2, [], { origin: { ...origin, shard: '1' }, good: ['acme/a'], jobs: 2 });
    expect([[old], [moved], [old, moved]].map((some) => countFailures(after([first, ...some], isNamed)))).toEqual([
      1, 1, 0,
    ]);
  });

  test('that moved to another job while they fail stay, since they first did, whoever reports first', () => {
    const first = night(1, [fails('acme/a')], { jobs: 2 });
    const old = night(2, [], { good: ['acme/b'], jobs: 2 });
    const moved = night(2, [fails('acme/a')], { origin: { ...origin, shard: '1' }, jobs: 2 });
    for (const jobs of [
      [old, moved],
      [moved, old],
    ]) {
      const steps = jobs.map((_, index) => after([first, ...jobs.slice(0, index + 1)], isNamed));
      expect(steps.map(countFailures)).toEqual([1, 1]);
      expect([...(steps[1]?.open ?? []), ...(steps[1]?.unnamed ?? [])]).toMatchObject([
        { shard: '1', since: '2026-11-01T02:00:00Z' },
      ]);
    }
  });

  test('that fail in the store of one job are not well because another job has them in its own', () => {
    const far = night(1, [fails('acme/a')], { origin: { ...origin, shard: '1' }, jobs: 2 });
    const near = night(1, [], { good: ['acme/a'], jobs: 2 });
    expect(countFailures(after([far, near], isNamed))).toBe(1);
    expect(countFailures(after([near, far], isNamed))).toBe(1);
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

describe('news', () => {
  const before = after([night(1, [fails('acme/a'), fails('acme/b')])]);

  const never = () => false;
  const none = { named: [], unnamed: 0 };

  test('the same again is none', () => {
    const again = mergeOutcome(before, night(2, [fails('acme/b'), fails('acme/a')]), everything);
    expect(compareFailures(before, again, never)).toEqual({ failing: none, well: none, forgotten: none });
  });

  test('another one, another reason, and one that is well again', () => {
    const changed = [fails('acme/a', { kind: 'corrupt' }), fails('acme/c')];
    const { failing, well } = compareFailures(before, mergeOutcome(before, night(2, changed), everything), never);
    expect(failing.named.map(({ repository }) => repository)).toEqual(['acme/a', 'acme/c']);
    expect(well.named.map(({ repository }) => repository)).toEqual(['acme/b']);
  });

  test('that some are no longer named, for want of room, is none', () => {
    const { failing, well } = compareFailures(before, nameAtMost(before, 1), never);
    expect({ failing, well }).toEqual({ failing: none, well: none });
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
      const merge = (state: FailureState, one: Outcome) => mergeOutcome(state, one, isNamed);
      const once = merge(earlier.reduce(merge, noFailures('salt')), last);
      const twice = merge(once, last);
      expect(twice).toEqual(once);
      expect(isSameList(twice, once)).toBe(true);
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
  expect(countFailures(tagAtMost(after([night(1, many)], nothing), 90))).toBe(20);
});
