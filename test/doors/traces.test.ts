// What a run leaves behind: snapshots and run records in the store, and nothing anywhere else, also when it is stopped.
import { readdirSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hangUp, stallAfter } from '../lab/faults.ts';
import { startGitServer } from '../lab/git-server.ts';
import type { GitServer } from '../lab/git-server.ts';
import type { StartedProcess } from '../lab/processes.ts';
import { linearHistory, randomRepository } from '../lab/repository-shapes.ts';
import { processesNaming } from './running.ts';
import { openScene } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
let server: GitServer;
beforeAll(async () => {
  scene = await openScene();
  await linearHistory(scene.path('forge', 'acme', 'app.git'), 3);
  await randomRepository(scene.path('forge', 'acme', 'large.git'), 2);
  server = await startGitServer({ root: scene.path('forge') });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

test('every file of a store is a snapshot or the record of a run', async () => {
  const sync = ['sync', '--repositories', `${server.url}/acme/app.git,acme/gone=/nowhere`, '--store', scene.store];
  await scene.run(sync);
  await scene.run(['verify', '--deep', '--store', scene.store]);
  const files = (await readdir(scene.store, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const others = files.filter(({ name }) => !/^snapshot-\d{8}-\d{6}\.(tar|json)$/.test(name));
  expect(others.map(({ name }) => name)).toHaveLength(2);
  for (const { name } of others)
    expect(name).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-(sync|verify)-[0-9a-f]+-0\.json$/);
});

test('nothing is written but into the store, and TMPDIR is empty afterwards', async () => {
  const home = scene.path('home');
  await mkdir(home);
  const flags = ['--store', scene.store];
  for (const args of [
    ['sync', '--repositories', `${server.url}/acme/app.git`, ...flags],
    ['verify', '--deep', ...flags],
    ['drill', ...flags],
    ['status', ...flags],
  ])
    expect(await scene.run(args, { env: { HOME: home } })).toMatchObject({ code: 0 });
  for (const folder of [home, scene.cwd, scene.tmp]) expect(await readdir(folder)).toEqual([]);
});

test('work in progress lies in TMPDIR', async () => {
  let seen: string[] = [];
  const look = () => {
    seen = readdirSync(scene.tmp);
    return false; // no fault: only a look, while the request is on its way
  };
  server.faults.next({ when: 'fetch', fault: hangUp(), match: look });
  await scene.run(['sync', '--repositories', `${server.url}/acme/large.git`, '--store', scene.path('other')]);
  server.faults.clear();
  expect(seen).toEqual([expect.stringMatching(/^repo-backup-/)]);
});

test('a TMPDIR that is not there is told with the change that helps', async () => {
  const result = await scene.run(['status', '--store', scene.store], { env: { TMPDIR: scene.path('nowhere') } });
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(/^FAILED: no temporary folder can be made: .*nowhere/);
  expect(result.stderr).toContain('Set TMPDIR to a folder that exists');
});

describe('a program that is told to stop, in the middle of a pack', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', async (signal) => {
    const store = scene.path(`store-${signal}`);
    const running = { child: undefined as StartedProcess['child'] | undefined };
    server.faults.next({
      when: 'fetch',
      fault: stallAfter(1_000_000),
      match: () => running.child?.kill(signal) === true,
    });
    const result = await scene.run(['sync', '--repositories', `${server.url}/acme/large.git`, '--store', store], {
      started: (child) => (running.child = child),
    });
    expect(result).toMatchObject({ code: 1, signal: null, stdout: '' });
    expect(result.stderr).toContain(`stopped by ${signal}`);
    expect(await readdir(scene.tmp)).toEqual([]);
    expect(await readdir(store, { recursive: true })).toEqual([]);
    // A child that lost us ends by itself as soon as it notices.
    await expect.poll(() => processesNaming(scene.tmp), { timeout: 20_000 }).toEqual([]);
    const again = await scene.run(['sync', '--repositories', `${server.url}/acme/large.git`, '--store', store]);
    expect(again.code).toBe(0);
  });
});
