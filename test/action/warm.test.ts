// The cache between runs: what it saves, and that nothing but time depends on it.
import { mkdir, readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer } from '../lab/faults.ts';
import { startWorkflow, type Workflow } from './workflow.ts';

let workflow: Workflow;
beforeEach(async () => {
  workflow = await startWorkflow();
  await mkdir(workflow.folder.join('temp'));
});
afterEach(() => workflow[Symbol.asyncDispose]());

/** A run whose temporary folder is where that of every run is, as on GitHub's machines. */
const sync = (inputs = {}, env = {}) =>
  workflow.run({ store: 'artifact:', ...inputs }, { env: { RUNNER_TEMP: workflow.folder.join('temp'), ...env } });
const keys = () => workflow.artifacts.caches.map(({ key }) => key);

test('without changes no manifest is read again, and an increment is proven without a download', async () => {
  await sync();
  expect(keys()).toHaveLength(1);
  workflow.requests();
  expect((await sync()).outputs).toMatchObject({ unchanged: '1' });
  // The listing, and whether the record is the only one of its name. The cache itself costs nothing of the budget.
  expect(workflow.requests()).toMatchObject({ actions: 2, git: 1 });
  const [first] = keys();
  await workflow.app.git.commit();
  const before = workflow.github.requests.length;
  const changed = await sync();
  expect(changed).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(changed.log).toContain('proven by links');
  expect(workflow.github.requests.slice(before).filter(({ path }) => path.endsWith('/zip'))).toEqual([]);
  // What has changed takes the place of what was there.
  expect(keys()).toHaveLength(1);
  expect(keys()[0]).not.toBe(first);
  expect(await readdir(workflow.folder.join('temp'))).toEqual([]);
});

test('a cache that cannot be read, saved, removed or used at all makes no run fail', async () => {
  await sync();
  const [path] = workflow.artifacts.caches.map((one) => one.path);
  const whole = workflow.artifacts.blobs.whole.get(path ?? '');
  workflow.artifacts.blobs.whole.set(path ?? '', Buffer.from('damaged'));
  await workflow.app.git.commit();
  workflow.github.settings.permissions = { actions: 'read' };
  const damaged = await sync();
  expect(damaged).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(damaged.log).toContain('proven by links');
  workflow.artifacts.blobs.whole.set(path ?? '', whole ?? Buffer.alloc(0));
  await workflow.app.git.commit();
  const refused = await sync();
  expect(refused).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(refused.log).toContain('the cache of indexes');
  expect(keys()).toHaveLength(3);
  const isCache = ({ path: asked }: { path: string }) => asked.includes('CacheService');
  workflow.github.faults.next({ match: isCache, fault: answer(403, { body: '{}' }), times: Infinity });
  await workflow.app.git.commit();
  const away = await sync();
  expect(away).toMatchObject({ conclusion: 'success', annotations: [], outputs: { stored: '1' } });
  expect(keys()).toHaveLength(3);
  workflow.github.faults.clear();
});

test('each store and each selection of repositories has a cache of its own; one that is new begins with that of its store', async () => {
  await sync();
  const other = await workflow.github.addRepository('acme/app-web', { private: true });
  await other.git.commit();
  await sync({ repositories: 'acme/app, acme/app-web' });
  const [first = '', second = ''] = keys();
  expect(second.split('-').slice(0, 5)).toEqual(first.split('-').slice(0, 5));
  expect(second.split('-')[5]).not.toBe(first.split('-')[5]);
  await sync();
  expect(keys()).toEqual([first, second]);
  await sync({ store: './backups' });
  await workflow.run({ store: 'artifact:', command: 'verify' });
  expect(keys()).toEqual([first, second]);
});
