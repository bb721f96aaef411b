// The directory store: the contract on file systems with and without hard links, and what only a folder can get wrong.
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import { openStore } from '../../src/stores/index.ts';
import type { HardLink } from '../../src/stores/publish.ts';
import type { Store } from '../../src/stores/store.ts';
import { bodyOf, keysOf, readAll } from '../contract/bodies.ts';
import { storeContract } from '../contract/store.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';
import { asNobody, letAllRead } from './nobody.ts';
import { storeWorld } from '../lab/no-github.ts';

// What exFAT and many network mounts answer to link().
const withoutLinks: HardLink = async () => {
  throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
};

for (const [name, hardLink] of [
  ['a folder', link],
  ['a folder on a file system without hard links', withoutLinks],
] as const) {
  storeContract(name, async () => {
    const folder = await temporaryFolder();
    const reopen = () => openDirectoryStore(folder.join('store'), './store', true, hardLink);
    return { store: await reopen(), reopen, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  });
}

let folder: TemporaryFolder;
let root: string;
let store: Store;
beforeEach(async () => {
  folder = await temporaryFolder();
  root = folder.join('store');
  store = await openDirectoryStore(root, './store', true);
});
afterEach(() => folder[Symbol.asyncDispose]());

const KEY = 'acme/app/snapshot-20261121-020000.tar';

test('a store that is not there is an error for reading, never a store without snapshots', async () => {
  const gone = folder.join('unmounted');
  await expect(openDirectoryStore(gone, './unmounted', false)).rejects.toMatchObject({
    kind: 'not-found',
    hint: expect.stringContaining('mounted') as string,
  });
  expect(await readdir(folder.path)).toEqual(['store']);
});

test('a store that goes away while it is open is an error, for one repository too', async () => {
  await rm(root, { recursive: true });
  await expect(store.list('')).rejects.toMatchObject({ kind: 'not-found' });
  await expect(store.list('acme/app/')).rejects.toMatchObject({ kind: 'not-found' });
});

test.each([true, false])('a file in the place of the store is told as that (to be made: %s)', async (create) => {
  await writeFile(folder.join('file'), 'mine');
  const opened = openDirectoryStore(folder.join('file'), './file', create);
  await expect(opened).rejects.toMatchObject({
    kind: 'store',
    message: expect.stringContaining('not a folder') as string,
  });
  expect(await readFile(folder.join('file'), 'utf8')).toBe('mine');
});

const PROC: [string, string, string][] = existsSync('/proc')
  ? [['/proc/backups', 'the store /proc/backups cannot be made', 'on a disk']]
  : [];

test.each([
  ...PROC,
  ['link', 'link is a link that leads nowhere', 'mounted'],
  ['link/below', 'link is a link that leads nowhere', 'mounted'],
  ['around', 'around is a link that leads nowhere', 'mounted'],
  ['file/below', 'file is a file, not a folder', 'choose another folder'],
] satisfies [string, string, string][])(
  'a backup does not hang or riddle where its store cannot be made: %s',
  async (where, message, hint) => {
    await symlink('unmounted', folder.join('link'));
    await symlink('around', folder.join('around'));
    await writeFile(folder.join('file'), 'mine');
    const path = where.startsWith('/') ? where : folder.join(where);
    await expect(openDirectoryStore(path, where, true)).rejects.toMatchObject({
      kind: 'store',
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
    });
    if (where.startsWith('/')) return;
    await expect(openDirectoryStore(path, where, false)).rejects.toMatchObject({
      kind: 'store',
      message: expect.stringContaining(message) as string,
    });
  },
);

test('folders above a store that are missing are made', async () => {
  const deep = folder.join('a', 'b', 'c');
  await (await openDirectoryStore(deep, './a/b/c', true)).put(KEY, bodyOf('x'));
  expect(await keysOf(await openDirectoryStore(deep, './a/b/c', false))).toEqual([KEY]);
});

test('a probe tells what a put would, and leaves nothing, also not of one that was killed', async () => {
  await store.probe?.('acme/app/');
  expect(await readdir(root)).toEqual([]);
  await writeFile(join(root, 'other'), 'mine');
  await expect(store.probe?.('other/app/')).rejects.toMatchObject({ kind: 'store' });
  await writeFile(join(root, '.part-0123456789abcdef'), '');
  await utimes(join(root, '.part-0123456789abcdef'), new Date(0), new Date(0));
  await store.put(KEY, bodyOf('x'));
  await store.probe?.('acme/app/');
  await store.probe?.('lib/app/');
  expect((await readdir(root)).toSorted()).toEqual(['acme', 'other']);
  expect(await readdir(join(root, 'acme', 'app'))).toEqual(['snapshot-20261121-020000.tar']);
  await chmod(folder.path, 0o755);
  for (const path of [root, join(root, 'acme', 'app')]) await chmod(path, 0o555);
  using _ = asNobody();
  await expect(store.probe?.('acme/app/')).rejects.toMatchObject({ kind: 'denied' });
  await expect(store.probe?.('acme/web/')).rejects.toMatchObject({ kind: 'denied' });
});

test('a file in the place of a repository’s folder fails and stays', async () => {
  await writeFile(join(root, 'acme'), 'mine');
  await expect(store.put(KEY, bodyOf('x'))).rejects.toMatchObject({ kind: 'store' });
  await expect(store.list('acme/app/')).rejects.toMatchObject({ kind: 'store' });
  expect(await readFile(join(root, 'acme'), 'utf8')).toBe('mine');
});

test('a folder that may not be written is denied, and still read', async () => {
  await store.put(KEY, bodyOf('whole'));
  await chmod(folder.path, 0o755);
  await letAllRead(root);
  for (const path of [root, dirname(join(root, KEY))]) await chmod(path, 0o555);
  using _ = asNobody();
  await expect(store.put(`${KEY}.age`, bodyOf('x'))).rejects.toMatchObject({ kind: 'denied' });
  await expect(store.put('other/app/x', bodyOf('x'))).rejects.toMatchObject({ kind: 'denied' });
  await expect(store.delete(KEY)).rejects.toMatchObject({ kind: 'denied' });
  expect((await readAll(store, KEY)).toString()).toBe('whole');
  expect(await keysOf(store)).toEqual([KEY]);
});

test('a folder of ours that may not be read is an error, never fewer snapshots', async () => {
  await store.put(KEY, bodyOf('whole'));
  await chmod(folder.path, 0o755);
  await letAllRead(root);
  const closed = join(root, 'acme', 'app');
  for (const mode of [0o311, 0o644]) {
    await chmod(closed, mode);
    using _ = asNobody();
    await expect(store.list('')).rejects.toMatchObject({ kind: 'denied' });
    await expect(store.list('acme/app/')).rejects.toMatchObject({ kind: 'denied' });
  }
  await chmod(closed, 0o755);
});

test('what others keep in the folder is left alone, and what they closed to us does not stop a listing', async () => {
  await store.put(KEY, bodyOf('ours'));
  await letAllRead(root);
  for (const path of ['lost+found', '.Trash-1000', '.snapshots', 'acme/app/deeper']) {
    await mkdir(join(root, path, 'inside'), { recursive: true });
    await writeFile(join(root, path, 'inside', 'file'), 'theirs');
    await chmod(join(root, path), 0o700);
  }
  await writeFile(join(root, 'acme', 'app', 'My Notes.txt'), 'theirs');
  await writeFile(join(root, 'README'), 'theirs');
  await chmod(folder.path, 0o755);
  using _ = asNobody();
  expect(await keysOf(store)).toEqual(['README', KEY]);
});

test('parts of a run that died are never listed, and go when they are a day old', async () => {
  await store.put(KEY, bodyOf('whole'));
  const parts = ['.part-0123456789abcdef', '.part-claim-snapshot-20261121-030000.tar'];
  const old = new Date(Date.now() - 25 * 3_600_000);
  for (const [index, name] of [...parts, '.part-young', '.hidden'].entries()) {
    await writeFile(join(root, 'acme', 'app', name), 'half');
    if (index !== 2) await utimes(join(root, 'acme', 'app', name), old, old);
  }
  expect(await keysOf(store)).toEqual([KEY]);
  await store.put(`${KEY}.age`, bodyOf('next'));
  expect((await readdir(join(root, 'acme', 'app'))).toSorted()).toEqual(
    ['.hidden', '.part-young', 'snapshot-20261121-020000.tar', 'snapshot-20261121-020000.tar.age'].toSorted(),
  );
});

test('nothing but the object is left after every kind of put', async () => {
  for (const hardLink of [link, withoutLinks]) {
    const each = await openDirectoryStore(root, './store', true, hardLink);
    const key = `acme/app/${hardLink === link ? 'linked' : 'renamed'}`;
    await each.put(key, bodyOf('whole'));
    await expect(each.put(key, bodyOf('whole'))).rejects.toMatchObject({ kind: 'exists' });
    await expect(each.put(`${key}-short`, { ...bodyOf(''), size: 1 })).rejects.toMatchObject({ kind: 'store' });
  }
  expect((await readdir(join(root, 'acme', 'app'))).toSorted()).toEqual(['linked', 'renamed']);
});

test('a claim that a killed run left blocks one name for a day, and no other', async () => {
  const each = await openDirectoryStore(root, './store', true, withoutLinks);
  await mkdir(dirname(join(root, KEY)), { recursive: true });
  await writeFile(join(root, 'acme/app/.part-claim-snapshot-20261121-020000.tar'), '');
  await expect(each.put(KEY, bodyOf('x'))).rejects.toMatchObject({ kind: 'exists' });
  await each.put('acme/app/snapshot-20261121-020001.tar', bodyOf('x'));
});

test('links are followed, links to nowhere and around are passed over', async () => {
  await mkdir(folder.join('elsewhere'));
  await symlink(folder.join('elsewhere'), join(root, 'acme'));
  await store.put(KEY, bodyOf('on another disk'));
  await symlink('nowhere', join(root, 'dangling'));
  await symlink('around', join(root, 'around'));
  await symlink('/dev/zero', join(root, 'device'));
  expect(await keysOf(store)).toEqual([KEY]);
  expect(await readdir(folder.join('elsewhere/app'))).toHaveLength(1);
});

test('a file that is cut short while it is read ends with an error, not early', async () => {
  await store.put(KEY, bodyOf(Buffer.alloc(2_000_000)));
  const stream = await store.get(KEY);
  await truncate(join(root, KEY), 1_000_000);
  const read = async () => {
    for await (const chunk of stream) void chunk;
  };
  await expect(read()).rejects.toMatchObject({ kind: 'corrupt' });
});

test('addresses: a path, a relative path and a file URL mean the same folder; others are refused', async () => {
  await store.put(KEY, bodyOf('x'));
  for (const address of [root, 'store', './store', './store/', `file://${root}`, `file://${root}/`]) {
    expect(await keysOf(await openStore(address, { ...storeWorld, create: false, cwd: folder.path }))).toEqual([KEY]);
  }
  await expect(openStore('s4://bucket', { ...storeWorld, create: true, cwd: folder.path })).rejects.toMatchObject({
    kind: 'usage',
  });
});
