// The collapse guard: a repository that is gone from GitHub is told, and what is stored of it stays.
import { expect, test } from 'vitest';
import { answer, changeJson, secondaryLimit } from '../lab/faults.ts';
import { openWorld } from './world.ts';

const inputs = { repositories: 'acme/*', 'retention-days': '1' };

test('a repository that vanishes turns the run red, until it is accepted', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/gone']) await github.addRepository(name, { copyOf: content });
  expect(await world.action(inputs)).toMatchObject({ conclusion: 'success' });
  await github.removeRepository('acme/gone');
  const step = await world.action(inputs);
  expect(step).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', unchanged: '1', failed: '1' } });
  expect(step.log).toContain('acme/gone: it has vanished: ./backups holds it, GitHub does not list it');
  expect(step.log).toContain('Write !acme/gone to accept that.');
  expect(await world.stored()).toEqual(['acme/app', 'acme/gone']);
  const accepted = await world.action({ ...inputs, repositories: 'acme/*, !acme/gone' });
  expect(accepted).toMatchObject({ conclusion: 'success' });
});

test('an organisation that collapses to nothing is no success', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await world.action(inputs);
  await github.removeRepository('acme/app');
  const step = await world.action(inputs);
  expect(step).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'failed', failed: '2' } });
  expect(await world.stored()).toEqual(['acme/app']);
});

test('a repository that was renamed has not vanished; one that was transferred is told with its new name', async () => {
  await using world = await openWorld({ organizations: ['umbrella'] });
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/lib']) await github.addRepository(name, { copyOf: content });
  await world.action(inputs);
  await github.rename('acme/app', 'acme/application');
  expect(await world.action(inputs)).toMatchObject({ conclusion: 'success' });
  await github.rename('acme/lib', 'umbrella/lib');
  const step = await world.action(inputs);
  expect(step.conclusion).toBe('failure');
  expect(step.log).toContain('acme/lib: it has moved to umbrella/lib, which this run does not back up');
});

test('what a filter leaves out has not vanished', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await github.addRepository('acme/old', { copyOf: content, archived: true });
  await world.action(inputs);
  expect(await world.action({ ...inputs, 'include-archived': 'false' })).toMatchObject({ conclusion: 'success' });
});

test('a repository that took over a name, and is kept beside the lost one, has not vanished', async () => {
  await using world = await openWorld();
  const { github, content } = world;
  await github.addRepository('acme/app', { copyOf: content });
  await world.action(inputs);
  await github.rename('acme/app', 'acme/legacy');
  const { id } = await github.addRepository('acme/app', { copyOf: content });
  expect(await world.action(inputs)).toMatchObject({ conclusion: 'success' });
  expect(await world.stored()).toEqual(['acme/app', `acme/app.id-${id}`]);
  expect(await world.action(inputs)).toMatchObject({ conclusion: 'success', outputs: { unchanged: '2' } });
});

const brokenNode = (json: unknown) => {
  const { data } = json as { data: Record<string, unknown> };
  const message = 'This may be the result of a timeout, or it could be a GitHub bug.';
  return { data, errors: Object.keys(data).map((key) => ({ message, path: [key] })) };
};

test.each([
  ['answers 502', answer(502)],
  ['asks to wait', secondaryLimit(7200)],
  ['breaks on the name', changeJson(brokenNode)],
])('nobody is told that a repository was deleted while GitHub %s', async (_, fault) => {
  await using world = await openWorld();
  const { github, content } = world;
  for (const name of ['acme/app', 'acme/hidden']) await github.addRepository(name, { copyOf: content });
  await world.action(inputs);
  await github.removeRepository('acme/hidden');
  github.faults.next({ match: ({ place }) => place === 'graphql', fault, times: Infinity });
  const step = await world.action(inputs);
  expect(step).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', unchanged: '1', failed: '1' } });
  expect(step.log).toContain('acme/hidden: ./backups holds it and GitHub does not list it. Whether it is gone could');
  expect(step.log).not.toContain('vanished');
  expect(step.log).not.toContain('!acme/hidden');
});
