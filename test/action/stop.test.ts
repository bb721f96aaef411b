// A step that is stopped by its time limit, or by a person, uses the seconds that are left to say so, and ends in time.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stallAfter } from '../lab/faults.ts';
import type { GitHubRequest } from '../lab/github/requests.ts';
import type { ActionOptions } from '../lab/runner.ts';
import { openIssueWorld, type IssueWorld } from './issue-world.ts';

let world: IssueWorld;
beforeEach(async () => {
  world = await openIssueWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

/** Lets the matching requests stall, and cancels the step once the first of them has come. */
function stopAt(
  match: (request: GitHubRequest) => boolean,
  more: Partial<ActionOptions['cancel']> = {},
): ActionOptions {
  const limit = new AbortController();
  world.github.faults.next({
    fault: stallAfter(0),
    times: Infinity,
    match: (request) => {
      if (match(request)) limit.abort();
      return match(request);
    },
  });
  return { cancel: { when: limit.signal, ...more } };
}

const isGit = (name: string) => (request: GitHubRequest) => request.path.startsWith(`/acme/${name}`);

const isGitOrIssues = (request: GitHubRequest) => isGit('app')(request) || request.path.endsWith('/issues');

test('a backup that outgrows its time limit is told by one issue, which a night within the limit closes', async () => {
  const late = () => world.night({}, stopAt(isGit('app')));
  const step = await late();
  expect(step).toMatchObject({ conclusion: 'cancelled', code: 1, signal: null, leftovers: [] });
  expect(step.outputs).toMatchObject({ verdict: 'failed', stored: '0', failed: '1' });
  expect(step.summary).toContain('stopped by SIGINT before it was done');
  const [issue] = await world.issues();
  expect(step.outputs['issue']).toBe(issue?.html_url);
  expect(issue?.body).toContain('**The whole run failed** (backup)');
  expect(issue?.body).toContain('raise &#96;timeout-minutes&#96;');
  world.github.faults.clear();
  await late();
  expect(await world.issues()).toMatchObject([{ state: 'open' }]);
  world.github.faults.clear();
  expect(await world.night()).toMatchObject({ conclusion: 'success' });
  expect(await world.issues()).toMatchObject([{ number: issue?.number, state: 'closed' }]);
});

test('what was backed up before the time limit is not lost for the record, the summary and the outputs', async () => {
  const inputs = { repositories: 'acme/app, acme/lib, acme/web', concurrency: '1' };
  await world.night({ ...inputs, repositories: 'acme/app' });
  const step = await world.night(inputs, stopAt(isGit('lib')));
  expect(step.outputs).toMatchObject({ verdict: 'partial', unchanged: '1', failed: '2' });
  expect(step.summary).toMatch(/\| acme\/app \| unchanged \|/);
  expect(step.summary).toContain('- **acme/web**: incomplete&#58; stopped by SIGINT before it was done');
  const { outputs } = await world.night({ command: 'status', history: 'true', repositories: '' });
  const { history } = JSON.parse(outputs['report'] ?? '') as { history: object[] };
  expect(history).toMatchObject([{ verdict: 'partial' }, { verdict: 'ok' }]);
});

test('a run that is stopped before it knows its repositories is told by the issue too', async () => {
  const step = await world.night(
    { repositories: 'acme/*' },
    stopAt(({ path }) => path.endsWith('/repos')),
  );
  expect(step).toMatchObject({ conclusion: 'cancelled', code: 1, signal: null, leftovers: [] });
  expect(step.outputs).toMatchObject({ verdict: 'failed', stored: '0' });
  expect(step.summary).toContain('stopped by SIGINT before it was done');
  expect(await world.issues()).toMatchObject([{ state: 'open' }]);
});

test('a job of a matrix that is stopped waits for no turn to tell of it: it would be ended before', async () => {
  const context = { 'strategy.job-index': '5', 'strategy.job-total': '8' };
  const step = await world.night({}, { ...stopAt(isGit('app')), context });
  const [issue] = await world.issues();
  expect(step.outputs['issue']).toBe(issue?.html_url);
  expect(issue?.body).toContain('(backup, job 5 of the matrix)');
});

test('a GitHub that does not answer keeps no stopped step beyond its time', async () => {
  // The second signal comes when the test is over.
  const step = await world.night({}, stopAt(isGitOrIssues, { termAfterMs: 600_000 }));
  expect(step).toMatchObject({ conclusion: 'cancelled', code: 1, signal: null, leftovers: [] });
  expect(step.log).toContain('no time is left: ended before all of it was told');
  expect(step.summary).toContain('stopped by SIGINT before it was done');
  world.github.faults.clear();
  expect(await world.issues()).toEqual([]);
});

test('a second signal ends a step at once, and nothing half done stays', async () => {
  const step = await world.night({}, stopAt(isGitOrIssues, { termAfterMs: 100 }));
  expect(step).toMatchObject({ conclusion: 'cancelled', code: 1, signal: null, leftovers: [] });
  expect(step.log).toContain('SIGTERM again: ended before all of it was told');
  world.github.faults.clear();
  expect(await world.issues()).toEqual([]);
});
