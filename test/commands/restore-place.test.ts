// Restore never overwrites: what is at the target stays, whatever happens, unless its replacement was asked for.
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/stores/store.ts';
import { headOf, refsOf } from '../lab/inspection.ts';
import { asNobody, letAllRead } from '../stores/nobody.ts';
import { copyStore } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let parent: string;
let to: string;
let tests = 0;

beforeAll(async () => {
  place = await openPlace();
  for (const name of ['acme/app', 'acme/web', 'Acme/App'])
    await (await place.origin(name)).commit({ files: { 'name.txt': name } });
  // GitHub ignores case, and so does one run; a store may hold both from runs on servers that do not.
  const { targets } = place.settings('sync');
  await place.run('sync', { targets: targets.slice(0, 2) });
  await place.run('sync', { targets: targets.slice(2) });
});
beforeEach(async () => {
  parent = place.folder.join(`test-${(tests += 1)}`);
  to = join(parent, 'app');
  await mkdir(parent);
});
afterAll(() => place[Symbol.asyncDispose]());

const restore = async (changes: Parameters<Place['ledger']>[1] = {}) =>
  (await place.ledger('restore', { patterns: ['acme/web'], to, ...changes }))['acme/web'];
const EXISTS = { status: 'failed', error: { kind: 'exists', hint: expect.stringContaining('`overwrite`') as string } };

describe('without --overwrite', () => {
  test('a folder with something in it stays as it is', async () => {
    await mkdir(to);
    await writeFile(join(to, 'mine'), 'mine');
    expect(await restore()).toMatchObject(EXISTS);
    expect(await readdir(to)).toEqual(['mine']);
    expect(await readdir(parent)).toEqual(['app']);
  });

  test('a repository that was restored before stays, with what was committed since', async () => {
    expect(await restore()).toMatchObject({ status: 'restored' });
    await writeFile(join(to, 'description'), 'mine');
    expect(await restore()).toMatchObject(EXISTS);
    expect(await readFile(join(to, 'description'), 'utf8')).toBe('mine');
  });

  test.each([
    ['a file', (path: string) => writeFile(path, 'mine')],
    ['an empty file', (path: string) => writeFile(path, '')],
    ['a link to an empty folder', (path: string) => symlink('..', path)],
    ['a link to nowhere', (path: string) => symlink('nowhere', path)],
  ])('%s in its place stays', async (_, make) => {
    await make(to);
    const before = await lstat(to);
    expect(await restore()).toMatchObject(EXISTS);
    expect((await lstat(to)).ino).toBe(before.ino);
    expect(await readdir(parent)).toEqual(['app']);
  });

  test('a folder that somebody fills while the restore is at work stays', async () => {
    const filling: Store = {
      ...place.store,
      async get(key, range) {
        await mkdir(to, { recursive: true });
        await writeFile(join(to, 'mine'), 'mine');
        return place.store.get(key, range);
      },
    };
    const report = await place.runOn(filling, 'restore', { patterns: ['acme/web'], to });
    expect(report.repositories).toMatchObject([EXISTS]);
    expect(await readFile(join(to, 'mine'), 'utf8')).toBe('mine');
    expect(await readdir(parent)).toEqual(['app']);
  });

  test('an empty folder is taken', async () => {
    await mkdir(to);
    expect(await restore()).toMatchObject({ status: 'restored' });
    expect(await headOf(to)).toBe('ref: refs/heads/main');
  });

  test('folders above it are made', async () => {
    expect(await restore({ to: join(to, 'deep', 'er') })).toMatchObject({ status: 'restored' });
  });
});

describe('with --overwrite', () => {
  test('what was there is replaced whole, and nothing of it is left beside', async () => {
    await mkdir(join(to, 'old/deep'), { recursive: true });
    expect(await restore({ overwrite: true })).toMatchObject({ status: 'restored' });
    expect(await readdir(to)).not.toContain('old');
    expect(await readdir(parent)).toEqual(['app']);
  });

  test('a link is replaced, and what it led to stays', async () => {
    await mkdir(join(parent, 'elsewhere'));
    await writeFile(join(parent, 'elsewhere/mine'), 'mine');
    await symlink('elsewhere', to);
    expect(await restore({ overwrite: true })).toMatchObject({ status: 'restored' });
    expect(await readdir(join(parent, 'elsewhere'))).toEqual(['mine']);
  });

  test('a restore that fails leaves what was there untouched', async () => {
    const store = await copyStore(place.root, join(parent, 'store'), 'acme/web');
    await store.flip(store.file(store.names[0] ?? '', '.tar'), 700);
    await mkdir(to);
    await writeFile(join(to, 'mine'), 'mine');
    expect(await restore({ overwrite: true, stores: [store.root] })).toMatchObject({
      status: 'failed',
      error: { kind: 'corrupt' },
    });
    expect(await readFile(join(to, 'mine'), 'utf8')).toBe('mine');
    expect((await readdir(parent)).toSorted()).toEqual(['app', 'store']);
  });

  test.each([
    ['the store itself', (root: string) => root],
    ['a folder that holds the store', (root: string) => dirname(root)],
    ['a folder inside of the store', (root: string) => join(root, 'acme', 'web')],
    ['the store, by a link', (root: string) => join(dirname(root), 'link')],
  ])('%s is never replaced: the backups would be gone', async (_, target) => {
    const store = await copyStore(place.root, join(parent, 'kept', 'store'), 'acme/web');
    await symlink('store', join(parent, 'kept', 'link'));
    expect(await restore({ overwrite: true, stores: [store.root], to: target(store.root) })).toMatchObject({
      status: 'failed',
      error: { kind: 'exists' },
    });
    expect((await place.ledger('verify', { stores: [store.root] }))['acme/web']).toMatchObject({ status: 'verified' });
  });
});

test('of many restores to one place at once each ends, one is there in the end, and none leaves anything beside it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const all = await Promise.all(Array.from({ length: 8 }, () => restore({ overwrite: true })));
    expect(all.map((entry) => entry?.error?.message ?? entry?.status)).toEqual(all.map(() => 'restored'));
    expect(await readdir(parent)).toEqual(['app']);
  }
  const all = await Promise.all(Array.from({ length: 8 }, () => restore({ to: join(parent, 'new') })));
  expect(all.filter((entry) => entry?.status === 'restored')).toHaveLength(1);
  expect(all.filter((entry) => entry?.error?.kind === 'exists')).toHaveLength(7);
  expect(await readdir(parent)).toEqual(['app', 'new']);
});

describe('what the system refuses is told as that, and leaves nothing', () => {
  test('a parent that may not be written', async () => {
    for (const path of [place.folder.path, parent]) await chmod(path, 0o755);
    await letAllRead(place.root);
    using _ = asNobody();
    expect(await restore()).toMatchObject({
      status: 'failed',
      error: { kind: 'denied', hint: expect.stringContaining('`to`') as string },
    });
    expect(await readdir(parent)).toEqual([]);
  });

  test('a parent that is a file', async () => {
    await writeFile(to, 'mine');
    expect(await restore({ to: join(to, 'below') })).toMatchObject({ status: 'failed', error: { kind: 'exists' } });
  });

  test.skipIf(!existsSync('/proc'))('a parent that takes no folders does not keep the restore waiting', async () => {
    expect(await restore({ to: '/proc/restored/app.git' })).toMatchObject({
      status: 'failed',
      error: { kind: 'unsupported', hint: expect.stringContaining('`to`') as string },
    });
  });

  test('a name that is too long', async () => {
    expect(await restore({ to: join(parent, 'x'.repeat(300)) })).toMatchObject({
      status: 'failed',
      error: { kind: 'unsupported' },
    });
  });
});

describe('several repositories', () => {
  test('of which the store holds one so far: it lies where a script looks for it later too, and the note says so', async () => {
    const { root } = await copyStore(place.root, join(parent, 'store'), 'acme/web');
    for (const other of ['acme/app', 'Acme']) await rm(join(root, other), { recursive: true });
    const all = await restore({ stores: [root], patterns: [] });
    const path = join(to, 'acme/web.git');
    expect(all?.note).toBe(`restored to ${path}; with \`repositories: acme/web\` it becomes ${to} itself`);
    expect(await headOf(path)).toBe('ref: refs/heads/main');
    const named = await restore({ stores: [root], to: join(parent, 'named') });
    expect(named?.note).toBe(`restored to ${join(parent, 'named')}`);
    expect(await headOf(join(parent, 'named'))).toBe('ref: refs/heads/main');
  });

  test('each get a folder of their own below the target, and one that is taken does not stop the others', async () => {
    await mkdir(join(to, 'acme/web.git'), { recursive: true });
    await writeFile(join(to, 'acme/web.git/mine'), 'mine');
    const entries = await place.ledger('restore', { patterns: [], to });
    expect(entries).toMatchObject({
      'acme/app': { status: 'restored' },
      'acme/web': EXISTS,
      'Acme/App': { status: 'restored' },
    });
    expect(await readdir(join(to, 'acme/web.git'))).toEqual(['mine']);
    expect(await refsOf(join(to, 'acme/app.git'))).toHaveLength(1);
  });

  test('whose names differ in case alone are not restored over each other', async () => {
    const entries = await place.ledger('restore', { patterns: ['acme/app'], to, worktree: true });
    expect(Object.keys(entries).toSorted()).toEqual(['Acme/App', 'acme/app']);
    for (const name of ['Acme/App', 'acme/app']) expect(await readFile(join(to, name, 'name.txt'), 'utf8')).toBe(name);
  });

  test('one of which only leftovers are stored is a failure, not silence', async () => {
    const store = await copyStore(place.root, join(parent, 'store'), 'acme/web');
    await store.remove(store.file(store.names[0] ?? '', '.json'));
    const report = await place.run('restore', { stores: [store.root], to });
    expect(report.verdict).toBe('partial');
    expect(report.repositories).toContainEqual(expect.objectContaining({ repository: 'acme/web', status: 'failed' }));
  });
});
