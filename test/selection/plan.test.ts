// plan, the jobs of its matrix, and the report over them all: as a workflow over an organisation runs them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Matrix } from '../../src/commands/report.ts';
import type { Document } from '../doors/scene.ts';
import { openWorld, outcomes } from './world.ts';
import type { World } from './world.ts';
import type { ActionResult } from '../lab/runner.ts';

const store = '';

async function planOf(world: World, inputs: Record<string, string>): Promise<ActionResult & { matrix: Matrix }> {
  const step = await world.action({ command: 'plan', store, ...inputs });
  return { ...step, matrix: JSON.parse(step.outputs['matrix'] || '{"include":[]}') as Matrix };
}

const attempt = (number: number) => ({ context: { 'github.run_attempt': String(number) } });
const reported = (step: ActionResult) => outcomes((JSON.parse(step.outputs['report'] ?? '') as Document).repositories);

test('the groups of a plan are balanced by size, and each is what its job takes as `repositories`', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  const sizes = { huge: 900_000, large: 500_000, medium: 400_000, small: 1, tiny: 0 };
  for (const [name, size] of Object.entries(sizes))
    await github.addRepository(`acme/${name}`, { size, copyOf: content });
  const { conclusion, matrix, outputs } = await planOf(world, { repositories: 'acme/*', shards: '2' });
  expect(conclusion).toBe('success');
  expect(matrix.include.map(({ name, index }) => [name, index])).toEqual([
    ['1 of 2', 0],
    ['2 of 2', 1],
  ]);
  const groups = matrix.include.map(({ repositories }) => repositories.split(','));
  expect(groups).toEqual([
    ['acme/huge', 'acme/small'],
    ['acme/large', 'acme/medium', 'acme/tiny'],
  ]);
  expect(JSON.parse(outputs['report'] ?? '')).toMatchObject({ command: 'plan', verdict: 'ok' });
  for (const { repositories } of matrix.include)
    expect(await world.action({ repositories })).toMatchObject({ conclusion: 'success' });
  expect(await world.stored()).toEqual(groups.flat().toSorted());
});

test('1,000 repositories of an organisation cost 11 requests to plan, and 1,000 names ten', async () => {
  await using world = await openWorld();
  for (let at = 0; at < 1000; at += 50)
    await Promise.all(Array.from({ length: 50 }, (_, more) => world.github.addRepository(`acme/app-${at + more}`)));
  // What a step asks about its own workflow is not for the plan.
  const asked = () => world.asked().filter((request) => !request.includes('/repos/acme/backups'));
  const { matrix } = await planOf(world, { repositories: 'acme/*', shards: '10' });
  expect(asked()).toHaveLength(11);
  const names = matrix.include.map(({ repositories }) => repositories);
  expect(names.map((text) => text.split(',').length)).toEqual(names.map(() => 100));
  const again = await planOf(world, { repositories: names.join('\n'), shards: '1' });
  expect(again.matrix.include[0]?.repositories.split(',')).toHaveLength(1000);
  expect(asked()).toEqual(names.map(() => 'graphql POST /api/graphql'));
});

test('what a plan cannot resolve stays in it: its job fails, and no other does', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  const repositories = 'acme/app, acme/gone, acme/kept=acme/lost, other/*, !other/secret';
  const { conclusion, matrix, log } = await planOf(world, { repositories, shards: '1' });
  expect(conclusion).toBe('success');
  expect(matrix.include[0]?.repositories).toBe('acme/app,acme/gone,acme/kept=acme/lost,other/*,!other/secret');
  expect(log).toContain(
    'acme/gone: warning: it is not on GitHub, or the token may not see it: it stays in the plan, and its job will fail',
  );
  const job = await world.action({ repositories: matrix.include[0]?.repositories ?? '' });
  expect(job).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', stored: '1', failed: '3' } });
});

test('a plan of nothing is no plan: a token that has expired fails it', async () => {
  await using world = await openWorld();
  world.github.settings.token = undefined;
  const { conclusion, outputs, log } = await planOf(world, { repositories: 'acme/*' });
  expect(conclusion).toBe('failure');
  expect(outputs).toMatchObject({ matrix: '', verdict: 'failed' });
  expect(log).toContain('GitHub refuses the token (401)');
});

test('the command line shows a plan as a table and as JSON', async () => {
  await using world = await openWorld();
  await world.github.addRepository('acme/app', { size: 2048 });
  const args = ['plan', '--repositories', 'acme/*'];
  expect((await world.cli(args)).stdout).toMatch(/^acme\/app +planned/m);
  expect((await world.cli([...args, '--json'])).json()).toMatchObject({
    command: 'plan',
    matrix: { include: [{ name: '1 of 1', index: 0, repositories: 'acme/app' }] },
  });
});

test('one run over the whole matrix gives one report, and an entry that fails stops no other', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/lib']) await github.addRepository(name, { copyOf: content });
  const matrix = `
- { name: broken, repository: acme/app, store: 's3://127.0.0.1-is-no-bucket?region=x&endpoint=http://127.0.0.1:1' }
- { repositories: [acme/app, acme/lib], type: full }
- { repository: acme/gone, store: ./others }
`;
  const step = await world.action({ matrix });
  expect(step).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', stored: '2', failed: '2' } });
  expect(await world.stored()).toEqual(['acme/app', 'acme/lib']);
});

test('a matrix may be a file of the repository', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await writeFile(join(world.workspace, 'backup.yml'), 'include:\n  - repository: acme/app\n');
  expect(await world.action({ matrix: './backup.yml' })).toMatchObject({
    conclusion: 'success',
    outputs: { stored: '1' },
  });
});

test('the report merges all jobs of the workflow run; of a repository that was tried again the newest attempt counts', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/lib', 'acme/site']) await github.addRepository(name, { copyOf: content });
  const { matrix } = await planOf(world, { repositories: 'acme/*', shards: '3' });
  const [first, second, third] = matrix.include.map(({ repositories }) => repositories);
  const finish = (number: number) =>
    world.action({ command: 'report', matrix: JSON.stringify(matrix) }, attempt(number));

  await world.action({ repositories: first ?? '' });
  github.settings.token = undefined;
  await world.action({ repositories: second ?? '' });
  github.settings.token = 'ghp_PersonalToken';
  // Of another run of the workflow, which is nothing to this one.
  await world.action({ repositories: third ?? '' }, { context: { 'github.run_id': '999' } });
  const red = await finish(1);
  expect(red).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', stored: '1', failed: '2' } });
  expect(reported(red)).toEqual({
    [first ?? '']: 'stored',
    [second ?? '']: 'failed: denied',
    [third ?? '']: 'failed: incomplete',
  });
  expect(red.log).toContain('no job of the workflow run 1000001 has told of it');
  expect(red.summary).toContain('PARTIAL');

  await world.action({ repositories: second ?? '' }, attempt(2));
  await world.action({ repositories: third ?? '' }, attempt(2));
  const green = await finish(2);
  expect(green).toMatchObject({
    conclusion: 'success',
    outputs: { verdict: 'ok', stored: '2', unchanged: '1', failed: '0' },
  });
});

test('the report sees what has vanished, although each job had only names', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/gone']) await github.addRepository(name, { copyOf: content });
  await world.action({ repositories: 'acme/app,acme/gone' });
  await github.removeRepository('acme/gone');
  const next = { context: { 'github.run_id': '1000002' } };
  await world.action({ repositories: 'acme/app' }, next);
  const step = await world.action({ command: 'report', repositories: 'acme/*' }, next);
  expect(reported(step)).toEqual({ 'acme/app': 'unchanged', 'acme/gone': 'failed: not-found' });
  expect(step.log).toContain('acme/gone: not-found: it has vanished');
});

test('a report without a record, and one outside of a workflow, are no success', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await world.action({ repositories: 'acme/app' });
  const step = await world.action({ command: 'report' }, { context: { 'github.run_id': '4' } });
  expect(step.conclusion).toBe('failure');
  expect(step.log).toContain('holds no record of the workflow run 4');
  expect(await world.cli(['report', '--store', './backups'])).toMatchObject({ code: 2 });
});
