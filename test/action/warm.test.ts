// The cache between runs: what it saves, and that nothing but time depends on it.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer } from '../lab/faults.ts';
import { startWorkflow, TOKEN, type Workflow } from './workflow.ts';

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
  const whole = await workflow.artifacts.blobs.read(path ?? '');
  workflow.artifacts.blobs.put(path ?? '', Buffer.from('damaged'));
  await workflow.app.git.commit();
  workflow.github.settings.permissions = { actions: 'read' };
  const damaged = await sync();
  expect(damaged).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(damaged.log).toContain('proven by links');
  workflow.artifacts.blobs.put(path ?? '', whole ?? Buffer.alloc(0));
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

/** A `tar` that is not GNU's: it does not hear of TAR_OPTIONS. Gives the PATH that begins with it. */
async function otherTar(): Promise<string> {
  const real = execFileSync('sh', ['-c', 'command -v tar']).toString().trim();
  const version = 'case "$1" in --version) echo "bsdtar 3.5.3 - libarchive 3.7.4"; exit;; esac';
  await mkdir(workflow.folder.join('bin'));
  const lines = ['#!/bin/sh', version, 'unset TAR_OPTIONS', `exec ${real} "$@"`, ''];
  await writeFile(workflow.folder.join('bin', 'tar'), lines.join('\n'), { mode: 0o755 });
  return `${workflow.folder.join('bin')}:${process.env['PATH']}`;
}

// GNU tar makes the hostile cache; and where the client takes `gtar` no other one can be put in its place.
test.runIf(process.platform === 'linux').each(['GNU', 'another'])(
  'a cache that was filled to replace files of the machine replaces none: %s tar',
  async (kind) => {
    await sync();
    const [entry] = workflow.artifacts.caches;
    const { blobs } = workflow.artifacts;
    const [victim, archive] = [workflow.folder.join('victim'), workflow.folder.join('cache.tar')];
    await mkdir(workflow.folder.join('workspace'), { recursive: true });
    const beside = workflow.folder.join('workspace', 'package.json');
    for (const file of [victim, beside]) await writeFile(file, 'theirs');
    // Names that no locale but C reads whole: a byte that is no character stands before what leads out of the folder.
    const hidden = ['--transform', String.raw`s,hidden,\o377/../../victim,`];
    await writeFile(workflow.folder.join('hidden'), 'theirs');
    const whole = await blobs.read(entry?.path ?? '');
    const program = whole?.readUInt16BE() === 0x1f8b ? 'gzip' : 'zstd';
    const members = [victim, '-C', workflow.folder.path, 'hidden', '-C', 'workspace', 'package.json'];
    execFileSync('tar', ['--use-compress-program', program, ...hidden, '-cPf', archive, ...members]);
    blobs.put(entry?.path ?? '', await readFile(archive));
    for (const file of [victim, beside]) await writeFile(file, 'ours');
    await workflow.app.git.commit();
    const env = { GITHUB_WORKSPACE: workflow.folder.join('workspace') };
    const path = kind === 'GNU' ? {} : { PATH: await otherTar() };
    const run = await sync({}, { ...env, ...path });
    expect(run).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
    for (const file of [victim, beside]) expect(await readFile(file, 'utf8')).toBe('ours');
    expect(await readdir(workflow.folder.join('temp'))).toEqual([]);
    expect(run.log.includes('takes GNU tar')).toBe(kind === 'another');
  },
);

test('in a public repository the cache holds nothing of what is stored elsewhere: forks may read it', async () => {
  for (const name of ['acme/vault', 'acme/secret'])
    await (await workflow.github.addRepository(name, { private: true })).git.commit();
  const elsewhere = { repositories: 'acme/secret', store: 'release:acme/vault', 'issue-token': TOKEN };
  workflow.app.private = false;
  const run = await sync(elsewhere);
  expect(run).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
  expect(keys()).toEqual([]);
  expect(run.log).toContain('nothing is kept in the cache: acme/app is public');
  await sync({ 'issue-token': TOKEN });
  expect(keys()).toHaveLength(1);
  workflow.app.private = true;
  await sync(elsewhere);
  expect(keys()).toHaveLength(2);
});
