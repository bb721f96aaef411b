// What is told before a backup falls silent, while there is still time to do something.
import { describe, expect, test } from 'vitest';
import { scheduleCountdown, tokenCountdown } from '../../src/domain/self-watch.ts';

const NOW = new Date('2026-11-21T02:00:00Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * 24 * 3_600_000);

describe('a token', () => {
  test.each([undefined, inDays(15), inDays(400)])('that lives on is not told of', (expires) => {
    expect(tokenCountdown(expires, NOW)).toBeUndefined();
  });

  test.each([
    [14, 'expires in 14 days (2026-12-05, UTC)'],
    [1.5, 'expires in 1 day (2026-11-22, UTC)'],
    [0.5, 'expires within a day (2026-11-21, UTC)'],
    [-2, 'has expired (2026-11-19, UTC)'],
  ])('that has %s days left is', (days, text) => {
    expect(tokenCountdown(inDays(days), NOW)).toContain(text);
  });
});

describe('a schedule', () => {
  test.each([undefined, inDays(-1), inDays(-44)])('of a place that lives is not told of', (pushed) => {
    expect(scheduleCountdown(pushed, NOW)).toBeUndefined();
  });

  test('of a place that has been quiet for 45 days is, with the day on which it stops', () => {
    expect(scheduleCountdown(inDays(-45), NOW)).toContain('this workflow may stop on 2026-12-06');
    expect(scheduleCountdown(inDays(-45), NOW)).toContain('`keepalive: true`');
  });
});
