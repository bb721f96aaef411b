// A store that somebody else can write to: whatever it says, a restore writes nothing outside of its target, and ends.
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyStore, digestOf, type DamagedStore, type Parts } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let head: string;
let tests = 0;

beforeAll(async () => {
  place = await openPlace();
  const app = await place.origin('acme/app');
  head = await app.commit();
  await place.run('sync');
});
afterAll(() => place[Symbol.asyncDispose]());

const copy = () => copyStore(place.root, place.folder.join('copies', String((tests += 1)), 'store'));

/** Restores into a folder of its own; gives the ledger's line and every file outside of the store and the target. */
async function restoreFrom(store: DamagedStore, changes: Parameters<Place['ledger']>[1] = {}) {
  const around = join(store.root, '..');
  const to = join(around, 'deep/er/target');
  const { 'acme/app': entry } = await place.ledger('restore', {
    stores: [store.root],
    patterns: ['acme/app'],
    to,
    ...changes,
  });
  const files = (await readdir(around, { recursive: true, withFileTypes: true })).filter((item) => !item.isDirectory());
  const outside = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.startsWith(store.root) && !path.startsWith(to));
  return { entry, outside, to };
}

/** Puts refs into a snapshot, with the digest and the count that the manifest needs. */
function setRefs({ members, manifest }: Parts, lines: string[]): void {
  const text = Buffer.from(
    `# pack-refs with: peeled fully-peeled sorted \n${lines.map((line) => `${line}\n`).join('')}`,
    'latin1',
  );
  members.set('refs.gz', gzipSync(text));
  manifest.git.refs = { count: lines.length, sha256: digestOf(text) };
}

describe('refs', () => {
  test.each([
    'refs/heads/../../../../evil',
    '../evil',
    '/tmp/evil',
    'refs/heads/..',
    'refs/heads/.git/config',
    'HEAD',
    'config',
    'objects/info/alternates',
    'refs/heads/a\0b',
    'refs/heads/a b',
    String.raw`refs\heads\..\evil`,
    'refs/',
    '',
  ])('named %j are refused', async (name) => {
    const store = await copy();
    await store.forge(store.names[0] ?? '', (parts) => setRefs(parts, [`${head} ${name}`]));
    const { entry, outside } = await restoreFrom(store);
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
    expect(outside).toEqual([]);
  });

  test.each([
    ['another count', (parts: Parts) => void (parts.manifest.git.refs.count = 7)],
    ['another digest', (parts: Parts) => void (parts.manifest.git.refs.sha256 = '0'.repeat(64))],
    ['no gzip at all', (parts: Parts) => void parts.members.set('refs.gz', Buffer.from('plain text'))],
    [
      'a gzip that ends early',
      (parts: Parts) => void parts.members.set('refs.gz', gzipSync('x'.repeat(1000)).subarray(0, 20)),
    ],
    ['a peeled line before any ref', (parts: Parts) => setRefs(parts, [`^${head}`])],
    ['an id that is none', (parts: Parts) => setRefs(parts, ['HEAD refs/heads/main'])],
  ])('with %s are corrupt', async (_, change) => {
    const store = await copy();
    await store.forge(store.names[0] ?? '', change);
    expect((await restoreFrom(store)).entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
  });

  test('that unpack to more than any refs are refused before they fill the memory', async () => {
    const store = await copy();
    // Members of one gzip file follow each other: 640 MB of zeros in 640 KB.
    const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 10 }, () => packed));
    await store.forge(store.names[0] ?? '', ({ members }) => void members.set('refs.gz', bomb));
    expect((await restoreFrom(store)).entry).toMatchObject({
      status: 'failed',
      error: { kind: 'corrupt', message: expect.stringContaining('cannot be unpacked') as string },
    });
  });

  test('of nothing but line ends are refused at the first', async () => {
    const store = await copy();
    await store.forge(
      store.names[0] ?? '',
      ({ members }) => void members.set('refs.gz', gzipSync(Buffer.alloc(8 * 1024 * 1024, '\n'))),
    );
    expect((await restoreFrom(store)).entry).toMatchObject({
      status: 'failed',
      error: { kind: 'corrupt', message: expect.stringContaining('damaged line') as string },
    });
  });
});

describe('HEAD', () => {
  test.each([
    'refs/heads/../../../../etc/passwd',
    '../../evil',
    '/etc/passwd',
    'refs/heads/main\n[core]\n\tfsmonitor = touch evil',
    'ref: refs/heads/main',
    'HEAD',
    '',
    'refs/heads/a b',
  ])('%j is refused, and verify passes nothing that cannot be restored', async (value) => {
    const store = await copy();
    await store.forge(store.names[0] ?? '', ({ manifest }) => void (manifest.git.head = value));
    const { entry, outside } = await restoreFrom(store);
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
    expect(outside).toEqual([]);
    const { 'acme/app': verified } = await place.ledger('verify', { stores: [store.root] });
    expect(verified).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
    expect(verified?.error?.message).toContain('HEAD is neither a ref nor a commit');
  });
});

describe('names', () => {
  test.each([
    ['an archive', (name: string) => `"${name}.tar"`, '"../../../evil.tar"'],
    ['an archive of another snapshot', (name: string) => `"${name}.tar"`, '"snapshot-20200101-000000.tar"'],
    ['a member', () => '"repo.idx"', '"../../../evil.idx"'],
    ['a link of the chain', (name: string) => `"snapshot": "${name}"`, '"snapshot": "../../../evil"'],
  ])('of %s that lead elsewhere are refused', async (_, from, replacement) => {
    const store = await copy();
    const name = store.names[0] ?? '';
    await store.rewrite(name, (text) => text.replace(from(name), replacement));
    const { entry, outside } = await restoreFrom(store);
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
    expect(outside).toEqual([]);
  });

  test('in the store’s folders that no repository can have are not looked at', async () => {
    const store = await copy();
    for (const folder of ['.../app', 'acme/...', 'ac me/app', '-rf/app']) {
      await mkdir(join(store.root, folder), { recursive: true });
      await writeFile(join(store.root, folder, `${store.names[0]}.json`), '{}');
    }
    const entries = await place.ledger('verify', { stores: [store.root] });
    expect(entries['acme/app']).toMatchObject({ status: 'verified' });
    expect(Object.keys(entries).toSorted()).toEqual(['-rf/app', 'acme/...', 'acme/app']);
  });
});

describe('files', () => {
  test('that are links to other files give nothing of those away', async () => {
    const store = await copy();
    const name = store.names[0] ?? '';
    const secret = join(store.root, '../secret');
    await writeFile(secret, 'x'.repeat(await sizeOf(store, name)));
    await store.remove(store.file(name, '.tar'));
    await symlink(secret, store.file(name, '.tar'));
    const { entry, to } = await restoreFrom(store);
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
    await expect(readdir(to)).rejects.toThrow('ENOENT');
  });

  const sizeOf = async (store: DamagedStore, name: string) => (await store.manifest(name)).archives[0]?.size ?? 0;

  test('of twenty megabytes in the place of a manifest are refused', async () => {
    const store = await copy();
    await store.rewrite(store.names[0] ?? '', (text) =>
      text.replace('"format": 1', `"format": 1, "more": "${'x'.repeat(20_000_000)}"`),
    );
    expect((await restoreFrom(store)).entry).toMatchObject({
      status: 'failed',
      error: { kind: 'corrupt', message: expect.stringContaining('larger') as string },
    });
  });

  test('whose manifest says sizes of terabytes are refused before anything is read', async () => {
    const store = await copy();
    const name = store.names[0] ?? '';
    const { size = 0 } = (await store.manifest(name)).archives[0]?.members[1] ?? {};
    await store.rewrite(name, (text) => text.replace(`"size": ${size}`, '"size": 9000000000000'));
    expect((await restoreFrom(store)).entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
  });
});

test('what a restore brings back holds no configuration and no hook from the store', async () => {
  const store = await copy();
  const { to } = await restoreFrom(store);
  expect(await readFile(join(to, 'config'), 'utf8')).toMatch(
    /^\[core\]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n$/,
  );
  expect((await readdir(to)).filter((name) => name === 'hooks')).toEqual([]);
});
