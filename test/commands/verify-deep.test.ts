// verify --deep: what no digest can tell, since the digests are right: a pack that was never whole, or an index of another pack.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Repository } from '../lab/repositories.ts';
import { copyStore, digestOf, type DamagedStore, type Parts } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
let copies = 0;

beforeAll(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  for (const type of ['full', 'incremental', 'incremental'] as const) {
    await app.commit();
    await place.run('snapshot', { type });
    place.pass(24);
  }
});
afterAll(() => place[Symbol.asyncDispose]());

const copy = () => copyStore(place.root, place.folder.join('copies', String((copies += 1))));
const verify = async ({ root }: DamagedStore, deep: boolean) =>
  (await place.ledger('verify', { stores: [root], deep }))['acme/app'];

/** Objects as a pack and its index, made by stock git. */
async function packOf(ids: readonly string[]): Promise<{ pack: Buffer; index: Buffer }> {
  const folder = place.folder.join(`pack-${(copies += 1)}`);
  await mkdir(folder);
  await app.gitBytes(['pack-objects', '-q', join(folder, 'p')], `${ids.join('\n')}\n`);
  const files = await readdir(folder);
  const read = (ending: string) => readFile(join(folder, files.find((file) => file.endsWith(ending)) ?? ''));
  const made = { pack: await read('.pack'), index: await read('.idx') };
  await rm(folder, { recursive: true });
  return made;
}

/** Puts another pack and index into a snapshot; all sizes and digests are right. */
function replacePack(
  { members, manifest }: Parts,
  name: string,
  { pack, index }: { pack: Buffer; index: Buffer },
  objects: number,
): void {
  const bundle = members.get('repo.bundle') ?? Buffer.alloc(0);
  const header = bundle.subarray(0, bundle.indexOf('\n\n') + 2);
  members.set('repo.bundle', Buffer.concat([header, pack]));
  members.set('repo.idx', index);
  const link = manifest.git.chain.find(({ snapshot }) => snapshot === name);
  if (link) link.pack = { offset: 0, size: pack.length, sha256: digestOf(pack), objects };
}

test('a store that is whole is verified deep, with the number of what was proven', async () => {
  expect(await verify(await copy(), true)).toMatchObject({
    status: 'verified',
    note: expect.stringMatching(/^3 snapshots, .*connectivity proven/) as string,
  });
});

describe('found by --deep alone', () => {
  test('a pack that lacks an object which its commits name', async () => {
    const store = await copy();
    const newest = store.names.at(-1) ?? '';
    const ids = (await app.git('rev-list', '--objects', '--no-object-names', 'main', '^main~1')).split('\n');
    const blob = await app.git('rev-parse', 'main:file-3.txt');
    expect(ids).toContain(blob);
    const kept = ids.filter((id) => id !== blob);
    const made = await packOf(kept);
    await store.forge(newest, (parts) => replacePack(parts, newest, made, kept.length));
    expect(await verify(store, false)).toMatchObject({ status: 'verified' });
    expect(await verify(store, true)).toMatchObject({
      status: 'failed',
      error: { kind: 'incomplete', message: expect.stringContaining(blob) as string },
    });
  });

  test('an index that belongs to another pack', async () => {
    const store = await copy();
    const newest = store.names.at(-1) ?? '';
    const other = await partOf(store, store.names[0] ?? '', 'repo.idx');
    await store.forge(newest, ({ members }) => void members.set('repo.idx', other));
    expect(await verify(store, false)).toMatchObject({ status: 'verified' });
    const entry = await verify(store, true);
    expect(entry).toMatchObject({
      status: 'failed',
      error: { kind: 'corrupt', message: expect.stringContaining('kept index') as string },
    });
    expect(entry?.error?.message).toContain(newest);
  });

  test('a pack whose bytes were bad before their digest was taken', async () => {
    const store = await copy();
    const [first = ''] = store.names;
    await store.forge(first, ({ members, manifest }) => {
      const bundle = Buffer.from(members.get('repo.bundle') ?? '');
      bundle[bundle.length - 30] = (bundle[bundle.length - 30] ?? 0) ^ 4;
      members.set('repo.bundle', bundle);
      const [link] = manifest.git.chain;
      if (link) link.pack.sha256 = digestOf(bundle.subarray(-link.pack.size));
    });
    // The later manifests name the pack that was meant: even without --deep the chain is seen to be another.
    expect(await verify(store, false)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('later snapshots build on') as string },
    });
    const only = { choice: { snapshot: first, at: undefined }, stores: [store.root] };
    expect((await place.ledger('verify', only))['acme/app']).toMatchObject({ status: 'verified' });
    expect((await place.ledger('verify', { ...only, deep: true }))['acme/app']).toMatchObject({
      status: 'failed',
      error: { kind: 'corrupt' },
    });
  });

  test('a pack that holds another number of objects than the manifest says', async () => {
    const store = await copy();
    const [first = ''] = store.names;
    for (const name of store.names) await store.rewrite(name, (text) => text.replace('"objects": 3', '"objects": 4'));
    expect(await verify(store, false)).toMatchObject({ status: 'verified' });
    expect(await verify(store, true)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringMatching(new RegExp(`${first}.* 3 objects instead of 4`)) as string },
    });
  });

  test('refs that point to what the chain does not hold', async () => {
    const store = await copy();
    const [first = '', second = ''] = store.names;
    const { refs, text } = await refsPart(store, store.names.at(-1) ?? '');
    await store.forge(second, ({ members, manifest }) => {
      members.set('refs.gz', text);
      manifest.git.refs = refs;
    });
    expect(await verify(store, false)).toMatchObject({ status: 'verified' });
    const entry = await verify(store, true);
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'incomplete' } });
    expect(entry?.error?.message).not.toContain(first);
  });
});

async function partOf(store: DamagedStore, name: string, member: string): Promise<Buffer> {
  let found: Buffer | undefined;
  const copied = await copyStore(store.root, place.folder.join('copies', String((copies += 1))));
  await copied.forge(name, ({ members }) => void (found = members.get(member)));
  return found ?? Buffer.alloc(0);
}

async function refsPart(store: DamagedStore, name: string) {
  return { text: await partOf(store, name, 'refs.gz'), refs: (await store.manifest(name)).git.refs };
}

test('the proof needs the whole chain: a base that is damaged fails what builds on it too', async () => {
  const store = await copy();
  const [first = '', second = ''] = store.names;
  const [base] = (await store.manifest(first)).git.chain;
  await store.flip(store.file(first, '.tar'), (base?.pack.offset ?? 0) + 20);
  const entry = await verify(store, true);
  expect(entry?.error?.message).toContain(`${first}.tar`);
  expect(entry?.error?.message).toContain(`${second} needs ${first}`);
});

test('nothing of the proof is left on the disk', async () => {
  await verify(await copy(), true);
  expect(await readdir(place.context.scratch)).toEqual([]);
});
