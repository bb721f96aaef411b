// A program that is told to stop in the middle of its work ends its children and takes away what is half done.
import { readFileSync, watch } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { git } from '../lab/inspection.ts';
import type { StartedProcess } from '../lab/processes.ts';
import { randomRepository } from '../lab/repository-shapes.ts';
import { openScene } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  await scene.run(['sync', '--repositories', scene.app, '--store', scene.store]);
});
afterAll(() => scene[Symbol.asyncDispose]());

/** A PATH whose git hangs in `command`, after it has written its process id to the file `hanging`. */
async function pathWithHangingGit(command: string): Promise<{ PATH: string; hanging: string }> {
  const folder = await mkdtemp(scene.path('git-'));
  const hanging = `${folder}/hanging`;
  const script = `#!/bin/sh
case " $* " in *" ${command} "*) echo $$ >${hanging}.new; mv ${hanging}.new ${hanging}; exec sleep 600 ;; esac
PATH=$(echo "$PATH" | sed 's|^[^:]*:||') exec git "$@"
`;
  await writeFile(`${folder}/git`, script);
  await chmod(`${folder}/git`, 0o755);
  return { PATH: `${folder}:${process.env['PATH']}`, hanging };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Runs the command line until git hangs, stops it, and gives the process id of that git. */
async function stopIn(command: string, args: string[]): Promise<number> {
  const { PATH, hanging } = await pathWithHangingGit(command);
  let child: StartedProcess['child'] | undefined;
  const run = scene.run([...args, '--store', scene.store], { env: { PATH }, started: (one) => (child = one) });
  await expect.poll(() => readFile(hanging, 'utf8').catch(() => ''), { timeout: 20_000 }).not.toBe('');
  child?.kill('SIGTERM');
  expect(await run).toMatchObject({ code: 1, signal: null, stdout: '' });
  return Number(readFileSync(hanging, 'utf8'));
}

test.each([
  ['rev-list', ['restore', '--repositories', 'acme/app', '--to', 'stopped.git']],
  ['reset', ['restore', '--repositories', 'acme/app', '--to', 'files', '--worktree']],
  ['index-pack', ['verify', '--deep']],
  ['for-each-ref', ['drill']],
])('in the middle of git %s of %j', async (command, args) => {
  const pid = await stopIn(command, args);
  await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  expect(await readdir(scene.cwd)).toEqual([]);
  expect(await readdir(scene.tmp)).toEqual([]);
});

test('a restore that was to overwrite leaves what was there', async () => {
  const to = scene.path('mine.git');
  await scene.run(['restore', '--repositories', 'acme/app', '--store', scene.store, '--to', to]);
  const head = await git(to, ['rev-parse', 'HEAD']);
  await stopIn('rev-list', ['restore', '--repositories', 'acme/app', '--to', to, '--overwrite']);
  expect((await git(to, ['rev-parse', 'HEAD'])).stdout).toEqual(head.stdout);
  expect((await readdir(scene.path())).filter((name) => name.startsWith('mine.git'))).toEqual(['mine.git']);
});

test('in the middle of storing: no half file stays in the store', async () => {
  const { path } = await randomRepository(scene.path('large.git'), 30);
  const store = scene.path('large-store');
  await mkdir(`${store}/acme/large`, { recursive: true });
  let child: StartedProcess['child'] | undefined;
  const watcher = watch(`${store}/acme/large`, () => child?.kill('SIGTERM'));
  const result = await scene.run(['sync', '--repositories', `acme/large=${path}`, '--store', store], {
    started: (one) => (child = one),
  });
  watcher.close();
  expect(result).toMatchObject({ code: 1, signal: null });
  expect(await readdir(`${store}/acme/large`)).toEqual([]);
  expect(await readdir(scene.tmp)).toEqual([]);
});
