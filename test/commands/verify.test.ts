// verify: a single flipped bit, a cut or a lost file is found, everything damaged is told, and the rest is proven all the same.
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findMember } from '../../src/domain/manifest.ts';
import { refsOf } from '../lab/inspection.ts';
import { copyStore, type DamagedStore } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let refs: string[];
let copies = 0;

beforeAll(async () => {
  place = await openPlace();
  const app = await place.origin('acme/app');
  for (const file of ['one', 'two', 'three']) {
    await app.commit({ files: { [`${file}.txt`]: `${file}\n`.repeat(500) } });
    await place.run('snapshot', { type: file === 'one' ? 'full' : 'incremental' });
    place.pass(24);
  }
  refs = await refsOf(app.path);
});
afterAll(() => place[Symbol.asyncDispose]());

const copy = () => copyStore(place.root, place.folder.join('copies', String((copies += 1))));
const verify = async ({ root }: DamagedStore, changes = {}) =>
  (await place.ledger('verify', { stores: [root], ...changes }))['acme/app'];

describe('a flipped bit is found, and the part that changed is named', () => {
  // Of the second snapshot, an increment: which member, and where in it.
  const inMember = (name: string, part: number) => async (store: DamagedStore) => {
    const { offset = 0, size = 0 } = findMember(await store.manifest(store.names[1] ?? ''), name)?.member ?? {};
    return offset + Math.floor((size - 1) * part);
  };
  const spots: [where: string, told: string, at: (store: DamagedStore) => Promise<number>][] = [
    ['the first byte of the archive', 'space', async () => 0],
    ['the checksum of a header', 'space', async () => 150],
    ['the bundle’s header', 'repo.bundle', inMember('repo.bundle', 0)],
    ['the beginning of the pack', 'pack', inMember('repo.bundle', 0.4)],
    ['the middle of the pack', 'pack', inMember('repo.bundle', 0.7)],
    ['the pack’s own checksum', 'pack', inMember('repo.bundle', 1)],
    ['the index’s first byte', 'repo.idx', inMember('repo.idx', 0)],
    ['the index’s fan-out', 'repo.idx', inMember('repo.idx', 0.5)],
    ['the index’s last byte', 'repo.idx', inMember('repo.idx', 1)],
    ['the refs’ first byte', 'refs.gz', inMember('refs.gz', 0)],
    ['the refs’ last byte', 'refs.gz', inMember('refs.gz', 1)],
    ['the padding behind the refs', 'space', async (store) => (await inMember('refs.gz', 1)(store)) + 1],
    ['the last byte of the archive', 'space', async () => -1],
  ];
  test.each(spots)('in %s', async (_, told, at) => {
    const store = await copy();
    await store.flip(store.file(store.names[1] ?? '', '.tar'), await at(store), copies % 8);
    const entry = await verify(store);
    expect(entry).toMatchObject({
      status: 'failed',
      error: { kind: 'corrupt', hint: expect.stringContaining('another') as string },
    });
    expect(entry?.error?.message).toMatch(new RegExp(`${store.names[1]}\\.tar: .*${told}`));
  });

  test('in the manifest, wherever it is', async () => {
    const [, second = ''] = (await copy()).names;
    const size = (await place.store.list('acme/app/')).find(({ key }) => key.endsWith(`${second}.json`))?.size ?? 0;
    for (let at = 3; at < size; at += 89) {
      const store = await copy();
      await store.flip(store.file(second, '.json'), at, at % 7);
      expect([at, (await verify(store))?.error?.kind]).toEqual([at, 'corrupt']);
    }
  });

  test('in a manifest from before there was a digest, or it changes nothing that a restore brings back', async () => {
    const [, second = ''] = (await copy()).names;
    const outcomes: unknown[] = [];
    const text = (await readFile(place.folder.join('store/acme/app', `${second}.json`), 'utf8')).replace(
      /,\n {2}"manifest_sha256": .*/,
      '',
    );
    for (let at = 3; at < text.length; at += 89) {
      const store = await copy();
      await writeFile(store.file(second, '.json'), text);
      await store.flip(store.file(second, '.json'), at, at % 7);
      const { status } = (await verify(store)) ?? {};
      outcomes.push(status === 'failed' ? 'found' : await restoredRefs(store));
    }
    const harmless = outcomes.filter((outcome) => outcome !== 'found');
    expect(harmless).toEqual(harmless.map(() => refs));
    expect(outcomes.length - harmless.length).toBeGreaterThan(8);
  });

  const restoredRefs = async ({ root }: DamagedStore) => {
    const to = place.folder.join('restored', String(copies));
    const { 'acme/app': entry } = await place.ledger('restore', { stores: [root], patterns: ['acme/app'], to });
    return entry?.error ?? refsOf(to);
  };
});

describe('a file that is not what it was', () => {
  const changes: [what: string, change: (store: DamagedStore, name: string) => Promise<void>, kind: string][] = [
    ['an archive that is a byte short', (store, name) => store.resize(store.file(name, '.tar'), -1), 'corrupt'],
    ['an archive that is a byte too long', (store, name) => store.resize(store.file(name, '.tar'), 1), 'corrupt'],
    ['an archive that is gone', (store, name) => store.remove(store.file(name, '.tar')), 'corrupt'],
    ['a manifest that was cut', (store, name) => store.resize(store.file(name, '.json'), -100), 'corrupt'],
    ['a manifest that is gone', (store, name) => store.remove(store.file(name, '.json')), 'corrupt'],
    [
      'a manifest of a newer version',
      (store, name) => store.rewrite(name, (text) => text.replace('"format": 1', '"format": 2')),
      'unsupported',
    ],
    [
      'a manifest that describes another snapshot',
      (store, name) => store.rewrite(name, (text) => text.replaceAll(name, 'snapshot-20200101-000000')),
      'corrupt',
    ],
  ];
  test.each(changes)('%s is told, whichever snapshot it is', async (_, change, kind) => {
    const { names } = await copy();
    for (const name of names.slice(0, 2)) {
      const store = await copy();
      await change(store, name);
      const entry = await verify(store);
      expect(entry).toMatchObject({ status: 'failed', error: { kind } });
      expect(entry?.error?.message).toContain(name);
    }
  });

  test.each(['"offset": ', '"size": ', '"objects": ', '"sha256": "'])(
    'a chain that tells of its base another %s than the base itself is told: nothing could be restored by it',
    async (field) => {
      const store = await copy();
      const newest = store.names.at(-1) ?? '';
      const link = new RegExp(
        `("chain": \\[\\s*\\{\\s*"snapshot": "${store.names[0]}",\\s*"pack": \\{[^}]*${field})(\\w)`,
      );
      await store.rewrite(newest, (text) =>
        text.replace(link, (_, before: string, digit: string) => before + (digit === '1' ? '2' : '1')),
      );
      expect(await verify(store)).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
    },
  );

  test.each<[what: string, ending: string, by: number]>([
    ['an archive that was cut behind what others need of it', '.tar', -1],
    ['a manifest that was cut', '.json', -100],
  ])('%s is not told to be missing: nobody looks for a file that is there', async (_, ending, by) => {
    const store = await copy();
    const [first = '', second = ''] = store.names;
    await store.resize(store.file(first, ending), by);
    const { message = '' } = (await verify(store))?.error ?? {};
    expect(message).toContain(first);
    expect(message).not.toMatch(/missing|;/);
    // What the others need of it is read all the same.
    const [base] = (await store.manifest(second)).git.chain;
    await store.flip(store.file(first, '.tar'), base?.pack.offset ?? 0);
    expect((await verify(store))?.error?.message).toContain(`the pack in acme/app ${first}.tar`);
  });

  test('every damaged snapshot is told, not only the first', async () => {
    const store = await copy();
    const [first = '', second = '', third = ''] = store.names;
    await store.flip(store.file(first, '.tar'), 600);
    await store.resize(store.file(second, '.json'), -2);
    await store.flip(store.file(third, '.tar'), -1);
    const { message = '' } = (await verify(store))?.error ?? {};
    for (const name of [first, second, third]) expect(message).toContain(name);
    expect((await verify(store, { deep: true }))?.error?.message).toContain(third);
  });
});

describe('what is chosen', () => {
  test('one snapshot is checked with all that it builds on, and nothing else', async () => {
    const store = await copy();
    const [first = '', second = '', third = ''] = store.names;
    await store.flip(store.file(third, '.tar'), 700);
    for (const choice of [
      { snapshot: second, at: undefined },
      { snapshot: undefined, at: new Date('2026-11-02T12:00:00Z') },
    ]) {
      expect(await verify(store, { choice, deep: true })).toMatchObject({
        status: 'verified',
        snapshot: second,
        note: expect.stringContaining('2 snapshots') as string,
      });
    }
    for (const snapshot of [third, 'latest'])
      expect(await verify(store, { choice: { snapshot, at: undefined } })).toMatchObject({ status: 'failed' });
    await store.flip(store.file(first, '.tar'), 700);
    expect(await verify(store, { choice: { snapshot: second, at: undefined } })).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining(first) as string },
    });
  });

  test('a snapshot that is not there is not-found, and what there is is told', async () => {
    const entry = await verify(await copy(), { choice: { snapshot: 'snapshot-20200101-000000', at: undefined } });
    expect(entry?.error).toMatchObject({
      kind: 'not-found',
      hint: expect.stringContaining('snapshot-20261103-020000') as string,
    });
  });
});

test('nothing is verified where there are only leftovers, and a store that holds nothing is no success', async () => {
  const store = await copy();
  for (const name of store.names) await store.remove(store.file(name, '.json'));
  expect(await verify(store)).toMatchObject({ status: 'failed', error: { kind: 'not-found' } });
  for (const name of store.names) await store.remove(store.file(name, '.tar'));
  await expect(place.run('verify', { stores: [store.root] })).rejects.toMatchObject({ kind: 'not-found' });
});

test('one damaged repository does not hide that the others are whole', async () => {
  await using both = await openPlace();
  for (const name of ['acme/app', 'acme/web']) await (await both.origin(name)).commit();
  await both.run('sync');
  const store = await copyStore(both.root, both.folder.join('copy'));
  await store.flip(store.file(store.names[0] ?? '', '.tar'), 600);
  const report = await both.run('verify', { stores: [store.root] });
  expect(report.verdict).toBe('partial');
  expect(report.repositories).toMatchObject([
    { repository: 'acme/app', status: 'failed' },
    { repository: 'acme/web', status: 'verified' },
  ]);
});
