// The pace of writing: nobody is refused for creating too much in an hour, and nobody waits for nothing.
import { expect, test } from 'vitest';
import { createPace } from '../../../src/stores/release/pace.ts';

const HOUR = 3_600_000;

test('450 creations pass at once, the next ones wait until an hour has gone by since the first', async () => {
  let now = 0;
  const waits: number[] = [];
  const lines: string[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    now += ms;
  };
  const log = { info: (line: string) => void lines.push(line), warn: () => undefined, progress: () => undefined };
  const pace = createPace({ now: () => new Date(now), wait, log });
  for (let count = 0; count < 450; count += 1) {
    await pace();
    now += 1000;
  }
  expect(waits).toEqual([]);
  await pace();
  expect(waits).toEqual([HOUR - 450_000]);
  expect(lines).toEqual([expect.stringContaining('waits 52 min 30 s')]);
  await pace();
  expect(waits).toEqual([HOUR - 450_000, 1000]);
});
