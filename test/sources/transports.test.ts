// Paths and ssh: the same snapshots, made through a child git-upload-pack, and no child outlives its run.
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../lab/inspection.ts';
import { createRepository } from '../lab/repositories.ts';
import { linearHistory, randomRepository } from '../lab/repository-shapes.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

/** An executable script in the world's folder. */
async function script(world: World, name: string, ...lines: string[]): Promise<string> {
  const path = world.folder.join(name);
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(path, 0o755);
  return path;
}

/** What sshd does with the last argument, after writing down all of them. */
const like = (command = 'exec sh -c "$last"') => [
  'printf "%s\\n" "$@" >>"$(dirname "$0")/ssh.log"',
  'for last; do :; done',
  command,
];

test('a local path, a file:// URL, a working copy and its .git folder are all read', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 4);
  const copy = world.folder.join('copy/app');
  await mkdir(world.folder.join('copy'));
  expect(await git(world.folder.path, ['clone', '-q', '--no-local', app.path, copy])).toMatchObject({ code: 0 });
  const repositories = [app.path, `acme/url=file://${app.path}`, copy, `acme/dot-git=${join(copy, '.git')}`];
  const { report } = await world.run('sync', { repositories: repositories.join('\n') });
  expect(report.repositories.map(({ repository }) => repository)).toEqual([
    'acme/app',
    'acme/url',
    'copy/app',
    'acme/dot-git',
  ]);
  expect(report.verdict).toBe('ok');
  expect(world.server.requests).toEqual([]);
  expect(await world.children()).toEqual([]);
  await expectBack(world, await photograph(app.path));
  await expectBack(world, await photograph(join(copy, '.git')), { repository: 'copy/app' });
});

test('day after day of a local path: increments, nothing new, HEAD on an old commit, empty', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 30);
  const day = async () => (await world.run('sync', { repositories: app.path })).entry;
  expect(await day()).toMatchObject({ status: 'stored', type: 'full' });
  expect(await day()).toMatchObject({ status: 'unchanged' });
  await app.commit();
  await app.setRef('refs/heads/old', 'main~20');
  await app.setHead('refs/heads/old');
  expect(await day()).toMatchObject({ status: 'stored', type: 'incremental' });
  expect((await world.manifest()).commit_message).toMatch(/^Change 11\n/);
  expect((await world.manifest()).source).toBe(`file://${app.path}`);
  await expectBack(world, await photograph(app.path));
  const empty = await createRepository(world.origin('acme/empty'));
  expect((await world.run('sync', { repositories: empty.path })).entry).toMatchObject({ status: 'empty' });
  expect(await world.children()).toEqual([]);
});

test('a path that is no repository, and one that is not there, are not found', async () => {
  await using world = await openWorld();
  await mkdir(world.folder.join('acme/folder'), { recursive: true });
  for (const path of ['acme/folder', 'acme/nothing']) {
    const { entry, waits } = await world.run('sync', { repositories: world.folder.join(path) });
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'not-found', hint: 'Check the address.' } });
    expect(entry.error?.message).toContain(path);
    expect(waits).toEqual([]);
  }
});

test('an origin that has lost an object fails clearly, and what was stored stays', async () => {
  await using world = await openWorld();
  const app = await randomRepository(world.origin('acme/app'), 1);
  await world.run('sync', { repositories: app.path });
  const before = await world.listing();
  await app.commit({ files: { 'lost.txt': 'gone\n' } });
  const lost = await app.git('rev-parse', 'main:lost.txt');
  await rm(join(app.path, 'objects', lost.slice(0, 2), lost.slice(2))).catch(async () => {
    await app.git('unpack-objects', '-q');
  });
  for (const repositories of [app.path, 'acme/app']) {
    const { entry } = await world.run('sync', { repositories });
    expect(entry.error).toMatchObject({ kind: 'incomplete' });
    expect(entry.error?.message).toMatch(/the repository itself does not hold all of its objects/);
    expect(await world.listing()).toEqual(before);
  }
  expect(await world.children()).toEqual([]);
});

test('over ssh, full and incremental, with the options of GIT_SSH_COMMAND and none of a shell', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.folder.join("acme/it's $(touch hacked).git"), 30);
  world.env['GIT_SSH_COMMAND'] = `'${await script(world, 'my ssh', ...like())}' -i "a key"`;
  const day = async (address: string) => (await world.run('sync', { repositories: `acme/app=${address}` })).entry;
  expect(await day(`git@lab.example:${app.path}`)).toMatchObject({ status: 'stored', type: 'full' });
  expect((await world.manifest()).source).toBe(`git@lab.example:${app.path}`);
  await app.commit();
  const url = `ssh://ada@lab.example:2222${app.path.replaceAll(' ', '%20')}`;
  expect(await day(url)).toMatchObject({ status: 'stored', type: 'incremental' });
  await expectBack(world, await photograph(app.path));
  const log = (await readFile(world.folder.join('ssh.log'), 'utf8')).split('\n');
  expect(log.slice(0, 2)).toEqual(['-i', 'a key']);
  expect(log).toContain('git@lab.example');
  expect(log).toEqual(expect.arrayContaining(['-p', '2222', 'ada@lab.example', 'BatchMode=yes']));
  expect(await readdir(world.folder.path)).not.toContain('hacked');
  expect(await world.children()).toEqual([]);
});

test('over ssh to a server that never heard of protocol v2', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 5);
  world.env['GIT_SSH'] = await script(world, 'ssh', ...like('unset GIT_PROTOCOL; exec sh -c "$last"'));
  const { entry, log } = await world.run('sync', { repositories: `lab.example:${app.path}` });
  expect(log.join('\n')).toMatch(/falling back to stock git/);
  expect(entry).toMatchObject({ repository: 'acme/app', status: 'stored' });
  await expectBack(world, await photograph(app.path));
});

test.each([
  [
    'a key that is not known',
    'echo "git@lab.example: Permission denied (publickey)." >&2; exit 255',
    'denied',
    /publickey/,
    [],
  ],
  [
    'a host that is not known',
    'echo "Host key verification failed." >&2; exit 255',
    'denied',
    /Host key verification/,
    [],
  ],
  [
    'a name that is not known',
    'echo "ssh: Could not resolve hostname lab.example: Name or service not known" >&2; exit 255',
    'unreachable',
    /Could not resolve/,
    [1000, 5000],
  ],
  [
    'a repository that is not there',
    `echo "ERROR: Repository not found." >&2; exit 1`,
    'not-found',
    /Repository not found/,
    [],
  ],
  [
    'no git at the other end',
    'echo "sh: 1: git-upload-pack: not found" >&2; exit 127',
    'unsupported',
    /git-upload-pack: not found/,
    [],
  ],
  ['a login message', 'echo "Welcome to the lab"', 'git', /bad line length character: Welc/, [1000, 5000]],
  ['an end without a word', 'exit 0', 'unreachable', /cut in the middle/, [1000, 5000]],
])('ssh with %s', async (_, command, kind, message, pauses) => {
  await using world = await openWorld();
  world.env['GIT_SSH'] = await script(world, 'ssh', ...like(command));
  const { entry, waits } = await world.run('sync', { repositories: 'git@lab.example:acme/app.git' });
  expect(entry.error).toMatchObject({ kind, message: expect.stringMatching(message) as string });
  expect(waits).toEqual(pauses);
  expect(await world.listing()).toEqual([]);
  expect(await world.children()).toEqual([]);
});

test('no ssh on this machine is not called a missing git', async () => {
  await using world = await openWorld();
  world.env['GIT_SSH'] = world.folder.join('no-such-ssh');
  const { entry } = await world.run('sync', { repositories: 'git@lab.example:acme/app.git' });
  expect(entry.error).toMatchObject({
    kind: 'unsupported',
    message: expect.stringMatching(/no ssh on this machine/) as string,
  });
});

test('ssh that breaks in the middle of the pack is tried again, and nothing of it is left', async () => {
  await using world = await openWorld();
  const app = await randomRepository(world.origin('acme/app'), 1);
  await writeFile(world.folder.join('broken'), '');
  world.env['GIT_SSH'] = await breakingSsh(world, world.folder.join('broken'), 400_000);
  const { entry, waits } = await world.run('sync', { repositories: `git@lab.example:${app.path}` });
  expect(waits).toEqual([1000]);
  expect(entry).toMatchObject({ status: 'stored' });
  expect(await world.children()).toEqual([]);
  await expectBack(world, await photograph(app.path));
});

/** An ssh that ends after `bytes` of what the other end says, as long as the file `flag` is there, which it removes. */
async function breakingSsh(world: World, flag: string, bytes: number): Promise<string> {
  const path = world.folder.join('breaking-ssh');
  const program = `#!${process.execPath}
const { spawn } = require('node:child_process');
const { existsSync, rmSync } = require('node:fs');
const breaks = existsSync(${JSON.stringify(flag)});
rmSync(${JSON.stringify(flag)}, { force: true });
const child = spawn('sh', ['-c', process.argv.at(-1)], { stdio: ['inherit', 'pipe', 'inherit'] });
let left = breaks ? ${bytes} : Infinity;
child.stdout.on('data', (data) => {
  process.stdout.write(data.subarray(0, Math.max(left, 0)));
  left -= data.length;
  if (left <= 0) process.stdout.write('', () => process.exit(0));
});
`;
  await writeFile(path, program, { mode: 0o755 });
  return path;
}
