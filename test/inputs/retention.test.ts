// The retention policy as a user writes it: what is read, what is refused, and only where it would be used.
import { expect, test } from 'vitest';
import { complaintIfAny, parse as parseAny } from './parsing.ts';

const pruning = { command: 'prune', store: './backups' };
const parse = (raw: Record<string, string>) => parseAny({ ...pruning, ...raw });
const problemOf = (raw: Record<string, string>, door: 'cli' | 'action' = 'cli') =>
  complaintIfAny({ ...pruning, ...raw }, { door });

test('without a word about it, thirty days are kept', () => {
  expect(parse({}).retention).toEqual({
    days: 30,
    keepLast: 1,
    periods: { hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 },
  });
});

test('every rule is read, and retention-days 0 leaves them to decide', () => {
  const classic = { 'keep-daily': '7', 'keep-weekly': '4', 'keep-monthly': '12', 'keep-yearly': '5' };
  expect(parse({ 'retention-days': '0', 'keep-last': '3', 'keep-hourly': '24', ...classic }).retention).toEqual({
    days: 0,
    keepLast: 3,
    periods: { hourly: 24, daily: 7, weekly: 4, monthly: 12, yearly: 5 },
  });
});

test('a policy that keeps nothing is refused at both doors, with the line to write', () => {
  const told =
    'retention-days: with 0, keep-last at 1 and no other rule, everything but the newest snapshot would be removed';
  expect(problemOf({ 'retention-days': '0' })).toBe(`${told}. Write for example: --retention-days 30`);
  expect(problemOf({ 'retention-days': '0' }, 'action')).toBe(`${told}. Write for example: retention-days: 30`);
  // The runner fills in the 1 that nobody wrote: no door can tell it from one that somebody meant, and both say the same.
  expect(problemOf({ 'retention-days': '0', 'keep-last': '1' })).toBe(
    `${told}. Write for example: --retention-days 30`,
  );
  expect(problemOf({ 'retention-days': '0', 'keep-last': '2' })).toBe('');
  expect(problemOf({ 'retention-days': '0', 'keep-yearly': '1' })).toBe('');
});

test.each(['keep-last', 'keep-hourly', 'keep-daily', 'keep-weekly', 'keep-monthly', 'keep-yearly', 'retention-days'])(
  '%s that is no count is refused, and never read as something else',
  (input) => {
    for (const value of ['-1', '1.5', '1e3', 'all', '7 days', '4\n8', '10000000'])
      expect(problemOf({ [input]: value })).toContain(`${input}: "${value}" is not a whole number`);
  },
);

test('all that is wrong is told at once', () => {
  const told = problemOf({ 'retention-days': 'x', 'keep-daily': '-1', 'keep-weekly': 'w' });
  expect(told).toMatch(/^3 inputs are wrong:/);
});
