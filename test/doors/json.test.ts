// --json for programs: one document on stdout and nothing else there, whatever the command and however it ends.
import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysAgo, documentOf, openScene } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  await scene.run(['sync', '--repositories', scene.app, '--store', scene.store]);
});
afterAll(() => scene[Symbol.asyncDispose]());

const statuses: [string, string[], string][] = [
  ['sync', [], 'unchanged'],
  ['snapshot', [], 'stored'],
  ['init', [], 'unchanged'],
  ['prune', ['--dry-run'], 'pruned'],
  ['verify', ['--deep'], 'verified'],
  ['restore', ['--to', 'json.git'], 'restored'],
  ['drill', [], 'restored'],
];

test.each(statuses)('%s', async (command, flags, status) => {
  const args = [command, '--repositories', scene.app, '--store', scene.store, ...flags, '--json'];
  const result = await scene.run(args);
  expect(result.code).toBe(0);
  const document = documentOf(result);
  expect(document).toMatchObject({ command, verdict: 'ok', stores: [scene.store] });
  expect(document.duration_ms).toBeGreaterThanOrEqual(0);
  expect(document.repositories).toMatchObject([{ repository: 'acme/app', status }]);
  const [entry] = document.repositories;
  expect(entry?.bytes).toBeGreaterThanOrEqual(0);
  expect(entry).not.toHaveProperty('error');
});

test('copy has a line for each store that it copies to', async () => {
  const args = ['copy', '--store', scene.store, '--copy-to', './one', '--copy-to', './two', '--json'];
  const result = await scene.run(args);
  expect(result.code).toBe(0);
  const { stores, repositories } = documentOf(result);
  expect(stores).toEqual([scene.store, './one', './two']);
  for (const [index, store] of ['./one', './two'].entries()) {
    expect(repositories[index]).toMatchObject({
      repository: 'acme/app',
      store,
      status: 'copied',
      present: 0,
      missing: 0,
    });
    expect(repositories[index]).toHaveProperty('copied.length', 2);
  }
  expect((await scene.run(['verify', '--store', './two', '--deep'])).code).toBe(0);
  const again = documentOf(await scene.run(args));
  expect(again.repositories).toMatchObject([{ status: 'unchanged' }, { status: 'unchanged' }]);
});

test('status has an entry of its own shape', async () => {
  const { repositories } = documentOf(await scene.run(['status', '--store', scene.store, '--json']));
  const [entry] = repositories;
  expect(entry).toMatchObject({ repository: 'acme/app', snapshots: 2, full: 1, incremental: 1, healthy: true });
  expect(entry).toMatchObject({ age_hours: 0, problems: [] });
  expect(entry?.latest).toMatch(/^snapshot-\d{8}-\d{6}$/);
  expect(entry?.latest_at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  expect(entry?.bytes).toBeGreaterThan(1000);
});

describe('failures are documents too', () => {
  test('bad usage, of every kind at once: exit code 2', async () => {
    const result = await scene.run(['sync', '--stroe', 'x', '--type', 'weekly', '--json']);
    expect(result.code).toBe(2);
    const { verdict, repositories, error } = documentOf(result);
    expect({ verdict, repositories, kind: error?.kind }).toEqual({
      verdict: 'failed',
      repositories: [],
      kind: 'usage',
    });
    expect(error?.message).toMatch(/^4 inputs are wrong:/);
    expect(error?.message).toContain('--stroe is no flag of this program. Did you mean --store?');
    expect(error?.hint).toContain('--help');
    expect(result.stderr).toContain(error?.message);
  });

  test('an unknown command: exit code 2', async () => {
    const result = await scene.run(['bakcup', '--repositories', scene.app, '--store', scene.store, '--json']);
    expect(result.code).toBe(2);
    expect(documentOf(result)).toMatchObject({ command: 'bakcup', verdict: 'failed', error: { kind: 'usage' } });
  });

  test.each([['status'], ['prune'], ['verify'], ['drill'], ['restore', '--to', 'x.git']])(
    '%s of a store that is not there: exit code 1',
    async (...args) => {
      const result = await scene.run([...args, '--store', './no-such-store', '--json']);
      expect(result.code).toBe(1);
      expect(documentOf(result)).toMatchObject({ command: args[0], verdict: 'failed', error: { kind: 'not-found' } });
    },
  );

  test('a store that is a file: exit code 1', async () => {
    await writeFile(scene.path('file'), '');
    const result = await scene.run(['sync', '--repositories', scene.app, '--store', scene.path('file'), '--json']);
    expect(result.code).toBe(1);
    expect(documentOf(result).error?.message).toContain(scene.path('file'));
  });

  test('a repository that the store does not hold: exit code 1, and it says what it holds', async () => {
    const result = await scene.run(['verify', '--repositories', 'acme/typo', '--store', scene.store, '--json']);
    expect(result.code).toBe(1);
    expect(documentOf(result).error?.hint).toContain('acme/app');
  });

  test('every repository failed: exit code 1, with the reason beside each', async () => {
    const list = `acme/a=${scene.path('none-a')},acme/b=${scene.path('none-b')}`;
    const result = await scene.run(['sync', '--repositories', list, '--store', scene.store, '--json']);
    expect(result.code).toBe(1);
    const { verdict, repositories } = documentOf(result);
    expect(verdict).toBe('failed');
    expect(repositories).toMatchObject([
      { repository: 'acme/a', status: 'failed', error: { kind: 'not-found' } },
      { repository: 'acme/b', status: 'failed', error: { kind: 'not-found' } },
    ]);
  });

  test('some failed: exit code 3, and the others are done', async () => {
    const list = `${scene.app},acme/b=${scene.path('none')}`;
    const result = await scene.run(['sync', '--repositories', list, '--store', scene.store, '--json']);
    expect(result.code).toBe(3);
    expect(documentOf(result)).toMatchObject({
      verdict: 'partial',
      repositories: [
        { repository: 'acme/app', status: 'unchanged' },
        { repository: 'acme/b', status: 'failed' },
      ],
    });
  });

  test('a restore that would overwrite: exit code 1, and the folder is as it was', async () => {
    await mkdir(scene.path('cwd', 'taken'));
    await writeFile(scene.path('cwd', 'taken', 'mine'), '');
    const args = ['restore', '--repositories', 'acme/app', '--store', scene.store, '--to', 'taken', '--json'];
    const result = await scene.run(args);
    expect(result.code).toBe(1);
    expect(documentOf(result).repositories).toMatchObject([{ status: 'failed', error: { kind: 'exists' } }]);
  });

  test('status of what is too old: exit code 1, and not healthy', async () => {
    const nodeFlags = daysAgo(-10);
    const result = await scene.run(['status', '--store', scene.store, '--json'], { nodeFlags });
    expect(result.code).toBe(1);
    expect(documentOf(result)).toMatchObject({ verdict: 'failed', repositories: [{ healthy: false }] });
  });
});
