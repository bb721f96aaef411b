// Pruning at a terminal: what the policy keeps stays restorable, and what it removes is named before and after.
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refsOf } from '../lab/inspection.ts';
import { daysAgo, documentOf, openScene } from './scene.ts';
import type { Document, Scene } from './scene.ts';

let scene: Scene;
const snapshots: string[] = [];
let state: string[];

beforeAll(async () => {
  scene = await openScene();
  // Full, full, increment of it, full: the second is older than the window, and what the third is built on.
  for (const days of [100, 60, 40, 0]) {
    await scene.origin.commit();
    if (days === 40) state = await refsOf(scene.origin.path);
    const { repositories } = await run(['snapshot', '--repositories', scene.app], days);
    snapshots.push(repositories[0]?.snapshot ?? '');
  }
});
afterAll(() => scene[Symbol.asyncDispose]());

async function run(args: string[], days = 0): Promise<Document> {
  const nodeFlags = days === 0 ? [] : daysAgo(days);
  return documentOf(await scene.run([...args, '--store', scene.store, '--json'], { nodeFlags }));
}

const stored = async () => await readdir(scene.path('store', 'acme', 'app'));

test('a dry run names what would go, with a reason for every snapshot, and removes nothing', async () => {
  const result = await scene.run(['prune', '--store', scene.store, '--dry-run']);
  expect(result.code).toBe(0);
  const [oldest, base, start, newest] = snapshots;
  expect(result.stderr).toContain(`acme/app: remove ${oldest} (older than 30 days)\n`);
  expect(result.stderr).toContain(`acme/app: keep   ${base} (needed by ${start})\n`);
  expect(result.stderr).toContain(`acme/app: keep   ${start} (the state 30 days ago)\n`);
  expect(result.stderr).toContain(`acme/app: keep   ${newest} (younger than 30 days; the newest good)\n`);
  expect(result.stdout).toContain('acme/app: would remove 1 (');
  expect(await stored()).toHaveLength(8);
});

test('prune removes that and no more', async () => {
  const { repositories } = await run(['prune']);
  expect(repositories).toMatchObject([{ repository: 'acme/app', status: 'pruned', removed: [snapshots[0]] }]);
  expect(await stored()).toEqual(snapshots.slice(1).flatMap((name) => [`${name}.json`, `${name}.tar`]));
  expect(await run(['verify', '--deep'])).toMatchObject({ verdict: 'ok' });
});

test('the state at any instant of the window can still be restored', async () => {
  const at = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const { repositories } = await run(['restore', '--repositories', 'acme/app', '--at', at, '--to', 'then.git']);
  expect(repositories).toMatchObject([{ status: 'restored', snapshot: snapshots[2] }]);
  expect(await refsOf(scene.path('cwd', 'then.git'))).toEqual(state);
});

test('sync prunes by itself, and tells what it removed', async () => {
  await scene.origin.commit();
  const args = ['sync', '--repositories', scene.app, '--store', scene.store, '--retention-days', '1'];
  const later = await scene.run(args, { nodeFlags: daysAgo(-2) });
  expect(later.stdout).toMatch(/\nacme\/app: pruned snapshot-/);
  expect(await stored()).not.toContain(`${snapshots[2]}.json`);
  expect(await run(['verify', '--deep'])).toMatchObject({ verdict: 'ok' });
});
