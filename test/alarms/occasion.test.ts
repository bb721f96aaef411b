// What a run is to those who hear of it: a recovery is told once, a failure as often as they want.
import { describe, expect, test } from 'vitest';
import { isTold, judgeLine, occasionOf, type Judged, type Occasion } from '../../src/alarms/occasion.ts';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../src/commands/settings.ts';
import { failed, held, stored } from '../report/reports.ts';

const good = (repository: string): Judged => ({ repository, good: true, errors: [] });
const bad = (repository: string): Judged => ({ repository, good: false, errors: [{ kind: 'denied', message: 'no' }] });
const before = (past: Record<string, 'good' | 'bad'>) => (line: Judged) => past[line.repository];

/** For which settings of `webhook-on` this is told. */
const toldFor = (occasion: Occasion) => WEBHOOK_EVENTS.filter((event: WebhookEvent) => isTold(occasion, [event]));

test('all good as before: only who wants every run hears of it', () => {
  const occasion = occasionOf('ok', [good('a/a')], before({ 'a/a': 'good' }));
  expect(occasion).toMatchObject({ event: 'success', failed: [], recovered: [] });
  expect(toldFor(occasion)).toEqual(['always']);
});

test('a failure begins, goes on, and ends', () => {
  const began = occasionOf('partial', [good('a/a'), bad('a/b')], before({ 'a/a': 'good', 'a/b': 'good' }));
  expect(toldFor(began)).toEqual(['failure', 'change', 'always']);
  const goesOn = occasionOf('partial', [good('a/a'), bad('a/b')], before({ 'a/a': 'good', 'a/b': 'bad' }));
  expect(toldFor(goesOn)).toEqual(['failure', 'always']);
  const ended = occasionOf('ok', [good('a/a'), good('a/b')], before({ 'a/a': 'good', 'a/b': 'bad' }));
  expect(ended).toMatchObject({ event: 'recovery', recovered: [{ repository: 'a/b' }] });
  expect(toldFor(ended)).toEqual(['recovery', 'change', 'always']);
});

test('one recovers while another fails: a failure, that names both, the new one first', () => {
  const lines = [bad('a/old'), bad('a/new'), good('a/back')];
  const occasion = occasionOf('partial', lines, before({ 'a/old': 'bad', 'a/back': 'bad' }));
  expect(occasion).toMatchObject({
    event: 'failure',
    failed: [{ repository: 'a/new' }, { repository: 'a/old' }],
    recovered: [{ repository: 'a/back' }],
  });
});

test('a first run, of which nobody knows what was before, tells its failures and no recovery', () => {
  expect(toldFor(occasionOf('failed', [bad('a/a')], () => undefined))).toEqual(['failure', 'change', 'always']);
  expect(occasionOf('ok', [good('a/a')], () => undefined).event).toBe('success');
});

test('a run that came to no line at all is told as a failure that is new', () => {
  expect(toldFor(occasionOf('failed', [], () => undefined))).toEqual(['failure', 'change', 'always']);
});

test('the same repository in another store is another matter', () => {
  const lines = [
    { ...bad('a/a'), store: 's3://b' },
    { ...good('a/a'), store: './a' },
  ];
  const occasion = occasionOf('partial', lines, ({ store }) => (store === './a' ? 'bad' : 'good'));
  expect(occasion).toMatchObject({ failed: [{ store: 's3://b' }], recovered: [{ store: './a' }] });
});

describe('a line is good', () => {
  test('where it did not fail, also without an error on the way', () => {
    expect(judgeLine(stored('a/a'))).toEqual({ repository: 'a/a', good: true, errors: [] });
    expect(judgeLine(failed('a/a', 'no'))).toMatchObject({ good: false, errors: [{ message: 'no' }] });
    const halfway = stored('a/a', { error: { kind: 'locked', message: 'not pruned' } });
    expect(judgeLine(halfway)).toMatchObject({ good: false, errors: [{ message: 'not pruned' }] });
  });

  test('where status calls it healthy', () => {
    expect(judgeLine(held('a/a'))).toMatchObject({ good: true });
    expect(judgeLine(held('a/a', { healthy: false, problems: ['too old', 'damaged'] }))).toMatchObject({
      good: false,
      errors: [{ message: 'too old' }, { message: 'damaged' }],
    });
  });
});
