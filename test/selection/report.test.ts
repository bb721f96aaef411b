// The report over a workflow run: it tells of no job that died where none did, whatever name a store keeps a repository under.
import { expect, test } from 'vitest';
import type { Document } from '../doors/scene.ts';
import { stallAfter } from '../lab/faults.ts';
import type { ActionResult } from '../lab/runner.ts';
import { openWorld, outcomes, type World } from './world.ts';

const attempt = (number: number) => ({ context: { 'github.run_attempt': String(number) } });
const reported = (step: ActionResult) => outcomes((JSON.parse(step.outputs['report'] ?? '') as Document).repositories);
const planOf = async (world: World, repositories: string) =>
  (await world.action({ command: 'plan', store: '', repositories, shards: '1' })).outputs['matrix'] ?? '';

test('a repository that was renamed is told by its job, and is not lost in the report', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await world.action({ repositories: 'acme/*' }, { context: { 'github.run_id': '7' } });
  await github.rename('acme/app', 'acme/application');
  const matrix = await planOf(world, 'acme/*');
  expect(matrix).toContain('acme/application');
  expect(await world.action({ repositories: 'acme/application' })).toMatchObject({ conclusion: 'success' });
  const step = await world.action({ command: 'report', matrix, repositories: 'acme/*' });
  expect(reported(step)).toEqual({ 'acme/app': 'unchanged' });
  expect(step.conclusion).toBe('success');
});

test('a pattern that the plan could not resolve and its job could is not lost in the report', async () => {
  await using world = await openWorld({ organizations: ['other'] });
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  const matrix = await planOf(world, 'acme/app, other/*');
  expect(matrix).toContain('other/*');
  await world.action({ repositories: 'acme/app, other/*' });
  expect(reported(await world.action({ command: 'report', matrix }))).toEqual({
    'acme/app': 'stored',
    'other/*': 'failed: not-found',
  });
  // The owner fills up, and the job that failed is run again.
  await github.addRepository('other/lib', { copyOf: content });
  await world.action({ repositories: 'acme/app, other/*' }, attempt(2));
  const step = await world.action({ command: 'report', matrix }, attempt(2));
  expect(reported(step)).toEqual({ 'acme/app': 'unchanged', 'other/lib': 'stored' });
  expect(step.conclusion).toBe('success');
});

test('what a job had stored before it died is told as stored, and what it had not as not known; neither is green', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/lib', 'acme/site']) await github.addRepository(name, { copyOf: content });
  await world.action({ repositories: 'acme/lib' }, { context: { 'github.run_id': '7' } });
  const cancel = new AbortController();
  const isLib = ({ path }: { path: string }) => path.includes('acme/lib');
  const match = (request: { path: string }) => {
    if (isLib(request)) cancel.abort();
    return isLib(request);
  };
  github.faults.next({ fault: stallAfter(0), match });
  const matrix = await planOf(world, 'acme/app, acme/lib, acme/site');
  const inputs = { repositories: 'acme/app, acme/lib, acme/site', concurrency: '1' };
  const death = { when: cancel.signal, powerCut: true } as const;
  expect(await world.action(inputs, { cancel: death })).toMatchObject({ signal: 'SIGKILL' });
  const step = await world.action({ command: 'report', matrix });
  expect(reported(step)).toEqual({
    'acme/app': 'stored: incomplete',
    'acme/lib': 'failed: incomplete',
    'acme/site': 'failed: incomplete',
  });
  expect(step).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', stored: '1', failed: '3' } });
  expect(step.log).toMatch(/acme\/app: incomplete: its job stored snapshot-\S+ and died before it told how it ended/);
  expect(step.log).toMatch(
    /acme\/lib: incomplete: whether it was backed up is not known.*\(its newest snapshot is snapshot-/,
  );
  expect(step.log).toContain('(the store holds no snapshot of it)');
});
