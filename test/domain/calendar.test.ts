// The calendar of retention: a state must be filed under the period in which a person would look for it.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PERIODS, periodOf } from '../../src/domain/calendar.ts';

test.each([
  // instant                   hour             day           week        month      year
  ['2026-11-20T14:05:59.999Z', '2026-11-20T14', '2026-11-20', '2026-W47', '2026-11', '2026'],
  ['2026-11-22T23:59:59.999Z', '2026-11-22T23', '2026-11-22', '2026-W47', '2026-11', '2026'],
  ['2026-11-23T00:00:00.000Z', '2026-11-23T00', '2026-11-23', '2026-W48', '2026-11', '2026'],
  // Weeks of ISO 8601 belong to the year of their Thursday: the last days of December may be in week 1 ...
  ['2024-12-29T12:00:00.000Z', '2024-12-29T12', '2024-12-29', '2024-W52', '2024-12', '2024'],
  ['2024-12-30T00:00:00.000Z', '2024-12-30T00', '2024-12-30', '2025-W01', '2024-12', '2024'],
  // ... and the first days of January in week 52 or 53.
  ['2021-01-03T23:59:59.999Z', '2021-01-03T23', '2021-01-03', '2020-W53', '2021-01', '2021'],
  ['2021-01-04T00:00:00.000Z', '2021-01-04T00', '2021-01-04', '2021-W01', '2021-01', '2021'],
  ['2023-01-01T06:00:00.000Z', '2023-01-01T06', '2023-01-01', '2022-W52', '2023-01', '2023'],
  ['2026-12-31T06:00:00.000Z', '2026-12-31T06', '2026-12-31', '2026-W53', '2026-12', '2026'],
  // A leap day, and an hour that Europe's clocks repeat but UTC does not.
  ['2024-02-29T23:00:00.000Z', '2024-02-29T23', '2024-02-29', '2024-W09', '2024-02', '2024'],
  ['2026-10-25T01:30:00.000Z', '2026-10-25T01', '2026-10-25', '2026-W43', '2026-10', '2026'],
])('%s lies in %s, %s, %s, %s and %s', (instant, ...names) => {
  expect(PERIODS.map((period) => periodOf(period, new Date(instant)))).toEqual(names);
});

const DAY = 86_400_000;
const anyInstant = fc.date({
  min: new Date('1990-01-01T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('a week has seven days, from Monday to Sunday, also over the end of a year', () => {
  const property = fc.property(anyInstant, (at) => {
    const midnight = Math.floor(at.getTime() / DAY) * DAY;
    const monday = midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * DAY;
    const week = periodOf('weekly', at);
    expect(periodOf('weekly', new Date(monday))).toBe(week);
    expect(periodOf('weekly', new Date(monday + 7 * DAY - 1))).toBe(week);
    expect(periodOf('weekly', new Date(monday - 1))).not.toBe(week);
    expect(periodOf('weekly', new Date(monday + 7 * DAY))).not.toBe(week);
  });
  fc.assert(property, { numRuns: 1000 });
});

test('the names of periods are in the order of time, so that the last ones are the youngest', () => {
  const property = fc.property(anyInstant, anyInstant, fc.constantFrom(...PERIODS), (a, b, period) => {
    const [earlier, later] = a <= b ? [a, b] : [b, a];
    expect(periodOf(period, earlier) <= periodOf(period, later)).toBe(true);
  });
  fc.assert(property, { numRuns: 1000 });
});
