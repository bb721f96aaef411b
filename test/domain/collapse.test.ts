// When a loss of refs is an alarm, and when it is what people do every day.
import { expect, test } from 'vitest';
import { hasCollapsed } from '../../src/domain/collapse.ts';

test.each([
  [120, 3, true],
  [120, 0, true],
  [120, 59, true],
  [120, 60, true],
  [120, 61, false],
  [120, 119, false],
  [4, 1, true],
  [4, 2, true],
  [4, 3, false],
  [3, 1, false],
  [3, 0, true],
  [1, 0, true],
  [0, 0, false],
  [5, 9, false],
])('from %i to %i refs: %s', (before, now, alarm) => {
  expect(hasCollapsed(before, now)).toBe(alarm);
});
