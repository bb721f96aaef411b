// What goes wrong is read in a hurry: no line of the log or the report says the name of its repository twice.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePair } from '../seal/world.ts';
import { openScene } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

/** Runs a command and gives its lines about acme/app that say more of it than its name in front. */
async function saidTwice(...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await scene.run(args);
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => /^(warning: )?acme\/app( \(.*?\))?: /.test(line));
  expect(lines).not.toEqual([]);
  return lines.filter((line) => line.split('acme/app').length > 2);
}

test('of a snapshot that is damaged', async () => {
  const store = ['--store', scene.store];
  await scene.run(['sync', '--repositories', scene.app, ...store]);
  await scene.origin.commit();
  await scene.run(['snapshot', '--repositories', scene.app, ...store]);
  const folder = join(scene.store, 'acme', 'app');
  const files = (await readdir(folder)).toSorted();
  const [base, newest] = [
    files.find((name) => name.endsWith('.tar')),
    files.findLast((name) => name.endsWith('.json')),
  ];
  await rm(join(folder, base ?? ''));
  await writeFile(join(folder, newest ?? ''), '{');
  for (const args of [
    ['verify', ...store],
    ['status', ...store],
    ['restore', ...store, '--to', './back.git', '--snapshot', newest?.replace('.json', '') ?? ''],
    ['copy', ...store, '--copy-to', './one', '--copy-to', './two'],
    ['unpin', ...store, '--repositories', 'acme/app', '--snapshot', 'snapshot-20200101-000000'],
    ['sync', '--repositories', scene.app, ...store],
  ])
    expect([args[0], await saidTwice(...args)]).toEqual([args[0], []]);
});

test('of one that is encrypted', async () => {
  const flags = ['--repositories', scene.app, '--store', './sealed'];
  await scene.run(['sync', ...flags, '--encrypt-to', (await makePair()).recipient]);
  for (const args of [
    ['drill', '--store', './sealed'],
    ['sync', ...flags],
    ['sync', ...flags, '--store', './other'],
  ])
    expect([args, await saidTwice(...args)]).toEqual([args, []]);
});
