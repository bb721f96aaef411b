// The jobs of a matrix and their one issue: none is told twice, and no failure is lost because others write at the same moment.
import { expect, test } from 'vitest';
import { answer, secondaryLimit } from '../lab/faults.ts';
import { lost, numbers, openIssueCrowd, stopped, well } from './issue-crowd.ts';

const all = (jobs: number) => Array.from({ length: jobs }, (_, index) => index);

test.each([
  [4, 0],
  [16, 0],
  [16, 3000],
  [32, 3000],
])(
  '%i jobs that fail within %i ms file one issue, which tells of each of them, and it is closed when all are well',
  async (jobs, spread) => {
    await using crowd = await openIssueCrowd();
    const { world, tell } = crowd;
    const random = numbers(7);
    const night = (run: number, result: typeof lost) =>
      all(jobs).map((index) => ({ index, jobs, run, result: result(`acme/r${index}`), ends: random() * spread }));
    const told = await tell(night(1, lost));
    expect(told.filter(({ problem }) => problem)).toEqual([]);
    const [issue, ...more] = await world.issues();
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ state: 'open' });
    for (const index of all(jobs)) expect(issue?.body).toContain(`- **acme/r${index}** (backup, `);
    expect(await world.comments(1)).toEqual([]);
    const [first, ...others] = night(2, well);
    expect((await tell(others)).filter(({ problem }) => problem)).toEqual([]);
    expect(await world.issues()).toMatchObject([{ state: 'open' }]);
    await tell(first ? [first] : []);
    expect(await world.issues()).toMatchObject([{ number: 1, state: 'closed' }]);
    expect(await world.comments(1)).toEqual([expect.stringContaining('Everything is well again')]);
  },
  60_000,
);

test('jobs that write at exactly the same moment lose nothing', async () => {
  await using crowd = await openIssueCrowd();
  const { world, tell } = crowd;
  await tell([{ index: 0, jobs: 8, run: 1, result: lost('acme/r0') }]);
  // Each ends as much earlier as its turn is later.
  const result = (index: number) => lost(`acme/r${index}`);
  const ends = (index: number) => 40_000 - index * 4000;
  const jobs = all(8).slice(1);
  const told = await tell(jobs.map((index) => ({ index, jobs: 8, run: 1, result: result(index), ends: ends(index) })));
  expect(told.filter(({ problem }) => problem)).toEqual([]);
  const [issue] = await world.issues();
  for (const index of all(8)) expect(issue?.body).toContain(`- **acme/r${index}** (backup, `);
}, 60_000);

test('what GitHub has no time to write is read again before it is sent again, so that it undoes nothing of others', async () => {
  await using crowd = await openIssueCrowd();
  const { world, tell } = crowd;
  await tell([{ index: 0, jobs: 2, run: 1, result: lost('acme/r0') }]);
  const before = world.github.requests.length;
  const isWrite = ({ method }: { method: string }) => method === 'PATCH';
  for (const fault of [answer(502), secondaryLimit(1)]) world.github.faults.next({ match: isWrite, fault });
  expect(await tell([{ index: 1, jobs: 2, run: 1, result: lost('acme/r1') }])).toMatchObject([
    { url: expect.stringContaining('/issues/1') as string },
  ]);
  const sent = world.github.requests.slice(before).map(({ method }) => method);
  expect(sent.join(' ')).toContain('PATCH GET PATCH GET PATCH GET GET');
  expect((await world.issues())[0]?.body).toMatch(/acme\/r0[^]*acme\/r1/);
}, 60_000);

test('a job that failed and that later plans no longer have is well again with the first run of all jobs, not before', async () => {
  await using crowd = await openIssueCrowd();
  const { world, tell } = crowd;
  await tell([{ index: 2, jobs: 3, run: 1, result: stopped }]);
  const filed = () => world.issues();
  expect((await filed())[0]?.body).toContain('**The whole run failed** (backup, job 2 of the matrix)');
  await tell([{ index: 0, jobs: 2, run: 2, result: well('acme/app') }]);
  const [waiting] = await filed();
  expect(waiting).toMatchObject({ state: 'open' });
  // The run that is going on has not failed.
  expect(waiting?.body).toContain('/actions/runs/1)');
  expect(waiting?.body).not.toContain('/actions/runs/2)');
  expect(await world.comments(1)).toEqual([]);
  await tell([{ index: 1, jobs: 2, run: 2, result: well('acme/web') }]);
  expect(await filed()).toMatchObject([{ state: 'closed' }]);
  expect(await world.comments(1)).toEqual([expect.stringContaining('Everything is well again')]);
});

test('mending the token and giving the step an id leaves no issue open for ever, and calls nothing well that nobody saw', async () => {
  await using crowd = await openIssueCrowd();
  const { world, tell } = crowd;
  await tell([{ index: 0, jobs: 1, run: 1, result: stopped }]);
  const good = (run: number) => tell([{ index: 0, jobs: 1, run, result: well('acme/app'), step: 'backup' }]);
  for (const run of [2, 3, 9]) await good(run);
  expect(await world.issues()).toMatchObject([{ state: 'open' }]);
  await good(10);
  expect(await world.issues()).toMatchObject([{ state: 'closed' }]);
  expect(await world.comments(1)).toEqual([expect.stringContaining('has not been heard of for more than a week')]);
});
