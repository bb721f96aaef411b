// Sharing out: no job of a matrix waits for another one that got all the large repositories.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOut } from '../../src/domain/shares.ts';

const item = fc.record({ text: fc.string({ minLength: 1, maxLength: 20 }), weight: fc.nat(1_000_000) });

test('everything is in one group, no group is empty, and none is heavier than the promise', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (items, most) => {
      const groups = shareOut(items, most, 10_000) ?? [];
      expect(groups.flat().toSorted((a, b) => items.indexOf(a) - items.indexOf(b))).toEqual(items);
      expect(groups).toHaveLength(Math.min(most, items.length));
      expect(groups.every((group) => group.length > 0)).toBe(true);
      const weights = groups.map((group) => group.reduce((sum, { weight }) => sum + weight, 0));
      const least = Math.max(
        items.reduce((sum, { weight }) => sum + weight, 0) / most,
        ...items.map(({ weight }) => weight),
        0,
      );
      expect(Math.max(...weights, 0)).toBeLessThanOrEqual(least * 2);
    }),
  );
});

test('no job is left without a repository because repositories weigh nothing', () => {
  const items = ['a', 'b', 'c'].map((text) => ({ text, weight: 0 }));
  expect(shareOut(items, 3, 50)?.map((group) => group.length)).toEqual([1, 1, 1]);
  expect(shareOut([{ text: 'd', weight: 5 }, ...items], 3, 50)?.map((group) => group.length)).toEqual([1, 2, 1]);
});

test('a group whose text is full takes no more, and what fits nowhere is told', () => {
  const items = Array.from({ length: 10 }, () => ({ text: '123456789', weight: 1 }));
  expect(shareOut(items, 2, 50)?.map((group) => group.length)).toEqual([5, 5]);
  expect(shareOut(items, 2, 49)).toBeUndefined();
});
