// The matrix of a plan at its largest: GitHub takes 1 MB of outputs, and Linux 128 KiB of one input.
import { expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { parseAddress } from '../../src/git/address.ts';
import { openPlace } from './place.ts';

/** Names of `length` characters. */
const targets = (count: number, length: number) =>
  Array.from({ length: count }, (_, at) => {
    const repository = `acme/${String(at).padStart(length - 'acme/'.length, 'x')}`;
    return { repository, address: parseAddress(`https://github.com/${repository}.git`, '/') };
  });

test('10,000 repositories with names of 38 characters fit into the outputs of a job, and each group into an input', async () => {
  await using place = await openPlace();
  const { matrix } = await plan(place.context, place.settings('plan', { targets: targets(10_000, 38) }));
  const text = JSON.stringify(matrix);
  expect(text.length * 2).toBeLessThan(1_000_000);
  expect(matrix?.include).toHaveLength(16);
  expect(matrix?.include.flatMap(({ repositories }) => repositories.split(','))).toHaveLength(10_000);
  for (const { repositories } of matrix?.include ?? [])
    expect(Buffer.byteLength(repositories)).toBeLessThan(128 * 1024);
});

test.each([
  ['an input', 1, 4000, 38],
  ['the outputs of a job', 256, 10_000, 100],
])('a list that would not fit into %s is refused before a job is lost', async (_, shards, count, length) => {
  await using place = await openPlace();
  const settings = place.settings('plan', { targets: targets(count, length), shards });
  await expect(plan(place.context, settings)).rejects.toThrow(`the names of ${count} repositories are too long`);
});
