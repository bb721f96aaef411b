// The main job at a terminal, from the first backup to the restore, on every Node that the machine has.
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fsck, headOf, refsOf } from '../lab/inspection.ts';
import { nodesInPath } from './nodes.ts';
import { documentOf, openScene } from './scene.ts';
import type { Entry, Scene } from './scene.ts';

describe.each(nodesInPath())('on Node $version', ({ path: node }) => {
  let scene: Scene;
  let first: Entry | undefined;
  let second: Entry | undefined;
  let before: string[];

  beforeAll(async () => {
    scene = await openScene();
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  async function run(...args: string[]): Promise<Entry | undefined> {
    const result = await scene.run([...args, '--store', scene.store, '--json'], { node });
    expect(result).toMatchObject({ code: 0, signal: null });
    const { command, verdict, repositories } = documentOf(result);
    expect({ command, verdict, count: repositories.length }).toEqual({ command: args[0], verdict: 'ok', count: 1 });
    return repositories[0];
  }

  test('the first sync stores a full snapshot', async () => {
    first = await run('sync', '--repositories', scene.app);
    expect(first).toMatchObject({ repository: 'acme/app', status: 'stored', type: 'full' });
    expect(first?.snapshot).toMatch(/^snapshot-\d{8}-\d{6}$/);
    expect(await readdir(scene.path('store', 'acme', 'app'))).toEqual([
      `${first?.snapshot}.json`,
      `${first?.snapshot}.tar`,
    ]);
  });

  test('a second one finds nothing changed and stores nothing', async () => {
    expect(await run('sync', '--repositories', scene.app)).toMatchObject({
      status: 'unchanged',
      snapshot: first?.snapshot,
      bytes: 0,
    });
    expect(await readdir(scene.path('store', 'acme', 'app'))).toHaveLength(2);
  });

  test('after a push an increment of kilobytes is stored', async () => {
    before = await refsOf(scene.origin.path);
    await scene.origin.commit();
    await scene.origin.annotatedTag('v1', 'main');
    second = await run('sync', '--repositories', scene.app);
    expect(second).toMatchObject({ status: 'stored', type: 'incremental' });
    expect(second?.bytes).toBeLessThan(20_000);
  });

  test('status tells of both', async () => {
    const text = await readFile(scene.path('store', 'acme', 'app', `${second?.snapshot}.json`), 'utf8');
    const { timestamp } = JSON.parse(text) as { timestamp: string };
    expect(await run('status')).toMatchObject({
      repository: 'acme/app',
      snapshots: 2,
      latest: second?.snapshot,
      latest_at: timestamp,
      bytes: (first?.bytes ?? 0) + (second?.bytes ?? 0),
      healthy: true,
    });
  });

  test('verify --deep proves both', async () => {
    expect(await run('verify', '--deep')).toMatchObject({ status: 'verified', snapshot: second?.snapshot });
  });

  test('a drill restores and leaves nothing', async () => {
    expect(await run('drill')).toMatchObject({ status: 'restored', snapshot: second?.snapshot });
    expect(await readdir(scene.tmp)).toEqual([]);
  });

  test('restore brings back the newest state, bit for bit', async () => {
    await run('restore', '--repositories', 'acme/app', '--to', 'newest.git');
    const restored = scene.path('cwd', 'newest.git');
    expect(await refsOf(restored)).toEqual(await refsOf(scene.origin.path));
    expect(await headOf(restored)).toBe('ref: refs/heads/main');
    expect(await fsck(restored)).toMatchObject({ clean: true });
  });

  test('restore --at brings back an earlier one', async () => {
    const name = first?.snapshot ?? '';
    const at = name.replace(/snapshot-(....)(..)(..)-(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z');
    expect(await run('restore', '--repositories', 'acme/app', '--at', at, '--to', 'then.git')).toMatchObject({
      snapshot: name,
    });
    expect(await refsOf(scene.path('cwd', 'then.git'))).toEqual(before);
    await run('restore', '--repositories', 'acme/app', '--snapshot', name, '--to', 'named.git');
    expect(await refsOf(scene.path('cwd', 'named.git'))).toEqual(before);
  });

  test('restore --worktree checks the files out', async () => {
    await run('restore', '--repositories', 'acme/app', '--worktree', '--to', 'work');
    expect(await readdir(scene.path('cwd', 'work'))).toEqual(['.git', 'file-1.txt', 'log.txt', 'src']);
  });

  test('latest is the newest snapshot, for verify too', async () => {
    expect(await run('verify', '--snapshot', 'latest')).toMatchObject({ snapshot: second?.snapshot });
    expect(await run('drill', '--snapshot', 'latest')).toMatchObject({ snapshot: second?.snapshot });
  });

  test('snapshot stores one although nothing has changed, and needs no new data for it', async () => {
    const third = await run('snapshot', '--repositories', scene.app);
    expect(third).toMatchObject({ status: 'stored', type: 'incremental' });
    expect(third?.bytes).toBeLessThan(5000);
    await run('init', '--repositories', scene.app);
  });
});
