// A plan that gives fewer jobs than the one before: what a job had found that is no more does not stay in the issue for ever.
import { expect, test } from 'vitest';
import { openIssueWorld } from './issue-world.ts';

test('a job that failed and that later plans no longer have is well again with the first run of all jobs, not before', async () => {
  await using world = await openIssueWorld();
  const job = (run: number, index: number, total: number, inputs = {}) =>
    world.night(inputs, {
      context: {
        'strategy.job-index': String(index),
        'strategy.job-total': String(total),
        'github.run_id': String(run),
      },
    });
  await job(71, 2, 3, { 'app-id': '7', 'app-private-key': 'no key' });
  const filed = () => world.issues();
  expect((await filed())[0]?.body).toContain('**The whole run failed** (backup, job 2 of the matrix)');
  await job(72, 0, 2);
  const [waiting] = await filed();
  expect(waiting).toMatchObject({ state: 'open' });
  // The run that is going on has not failed.
  expect(waiting?.body).toContain('/actions/runs/71)');
  expect(waiting?.body).not.toContain('/actions/runs/72)');
  expect(await world.comments(1)).toEqual([]);
  await job(72, 1, 2);
  expect(await filed()).toMatchObject([{ state: 'closed' }]);
  expect(await world.comments(1)).toEqual([expect.stringContaining('Everything is well again')]);
});
