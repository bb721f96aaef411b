// Patterns over names: `*` stands for anything within one half, in time that no pattern can stretch.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from '../../src/domain/patterns.ts';

test.each([
  ['acme/app', 'acme/app', true],
  ['Acme/App', 'aCME/aPP', true],
  ['acme/app', 'acme/*', true],
  ['acme/app', '*/app', true],
  ['acme/app', 'acme/a*p', true],
  ['acme/app', 'acme/app*', true],
  ['acme/ap', 'acme/ap*p', false],
  ['acme/app', 'acme/*ppp', false],
  ['acme/app', 'acme', false],
  ['acme/app', '*', false],
  ['acme/app', 'a*p', false],
  ['acme/a.b', 'acme/a+b', false],
  ['acme/axb', 'acme/a.b', false],
])('%s, %s: %s', (name, pattern, expected) => {
  expect(matchesPattern(name, pattern)).toBe(expected);
});

test('a pattern means what it would as a regular expression', () => {
  const texts = (...letters: string[]) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 9 });
  fc.assert(
    fc.property(texts('a', 'b', '/'), texts('a', 'b', '*', '*', '/'), (name, pattern) => {
      const meant = new RegExp(`^${pattern.replaceAll('*', '[^/]*')}$`).test(name);
      expect(matchesPattern(name, pattern)).toBe(meant);
    }),
    { numRuns: 5000 },
  );
});

// A regular expression would try more than 10^20 ways to place the stars.
test('a pattern of many stars comes to an end', () => {
  expect(matchesPattern(`acme/${'a'.repeat(100)}`, `acme/${'a*'.repeat(30)}b`)).toBe(false);
  expect(matchesPattern(`acme/${'a'.repeat(100)}b`, `acme/${'a*'.repeat(30)}b`)).toBe(true);
});
