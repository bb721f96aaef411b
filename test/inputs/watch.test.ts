// Which job of how many this is: a job that takes itself for the only one would take off what others have found.
import { expect, test } from 'vitest';
import { collectProblems } from '../../src/inputs/problems.ts';
import { readWatch } from '../../src/inputs/watch.ts';

test.each([
  ['', '', { shard: '0', jobs: 1 }],
  ['0', '1', { shard: '0', jobs: 1 }],
  ['3', '8', { shard: '3', jobs: 8 }],
  ['3', '', { shard: '3', jobs: Infinity }],
])('job-index "%s" and job-total "%s"', (index, total, expected) => {
  const given: Record<string, string> = { 'job-index': index, 'job-total': total };
  const read = { text: (input: string) => given[input] ?? '', flag: () => false };
  expect(readWatch(read, collectProblems('action'))).toMatchObject(expected);
});
