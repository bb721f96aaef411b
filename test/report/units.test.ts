// Sizes and durations as people read them, without nonsense at the borders of a unit.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBytes, formatDuration } from '../../src/system/units.ts';

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [1023, '1023 B'],
  [1024, '1.00 KiB'],
  [1536, '1.50 KiB'],
  [10_240, '10.0 KiB'],
  [102_400, '100.0 KiB'],
  [1_048_576, '1.00 MiB'],
  [1_073_741_824, '1.00 GiB'],
  [5_497_558_138_880, '5.00 TiB'],
])('%d bytes', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [840.4, '840 ms'],
  [1000, '1.0 s'],
  [12_345, '12.3 s'],
  [60_000, '1 min 0 s'],
  [245_000, '4 min 5 s'],
  [3_600_000, '1 h 0 min'],
  [47 * 3_600_000, '47 h 0 min'],
  [48 * 3_600_000, '2 d 0 h'],
  [30 * 86_400_000 + 3_600_000, '30 d 1 h'],
])('%d ms', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('the text of a size is its size, to three digits', () => {
  const powers: Record<string, number> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), fc.nat({ max: 1000 }), (low, high) => {
      const bytes = low + high * 2 ** 31;
      const [value = '', unit = ''] = formatBytes(bytes).split(' ');
      const told = Number(value) * (powers[unit] ?? Number.NaN);
      expect(Math.abs(told - bytes)).toBeLessThanOrEqual(bytes * 0.005);
    }),
  );
});
