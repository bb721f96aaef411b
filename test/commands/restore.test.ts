// restore: the state that was asked for comes back whole, and a damaged index or a missing one only costs time.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isoSecond, snapshotInstant } from '../../src/domain/names.ts';
import { fsck, git, headOf, objectsOf, refsOf } from '../lab/inspection.ts';
import type { Repository } from '../lab/repositories.ts';
import { copyStore } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
let copies = 0;
/** What the origin was when each snapshot was taken: oldest first. */
const states: { name: string; refs: string[] }[] = [];

beforeAll(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  const steps = [
    () => app.commit({ files: { 'readme.txt': 'one\n', 'folder/a.txt': 'a\n' } }),
    () => app.annotatedTag('v1', 'main'),
    () => app.commit({ branch: 'side', parents: ['main'], files: { 'side.txt': 'side\n' } }),
    () => app.deleteRef('refs/heads/side'),
  ];
  for (const step of steps) {
    await step();
    const { 'acme/app': entry } = await place.ledger('sync', { type: 'incremental' });
    states.push({ name: entry?.snapshot ?? '', refs: await refsOf(app.path) });
    place.pass(24);
  }
});
afterAll(() => place[Symbol.asyncDispose]());

const newCopy = () => copyStore(place.root, place.folder.join('copies', String((copies += 1))));
const newTarget = () => place.folder.join('restored', String((copies += 1)), 'app.git');
const restore = async (changes: Parameters<Place['ledger']>[1] = {}) => {
  const to = newTarget();
  const { 'acme/app': entry } = await place.ledger('restore', { patterns: ['acme/app'], to, ...changes });
  return { to, entry };
};

describe('a mirror', () => {
  test('has the origin’s refs, HEAD and objects, passes fsck, and can be cloned by stock git', async () => {
    const { to, entry } = await restore();
    expect(entry).toMatchObject({
      status: 'restored',
      snapshot: states.at(-1)?.name,
      bytes: expect.any(Number) as number,
    });
    expect(await refsOf(to)).toEqual(await refsOf(app.path));
    expect(await headOf(to)).toBe('ref: refs/heads/main');
    expect(await objectsOf(to)).toEqual(await objectsOf(app.path));
    expect((await fsck(to)).clean).toBe(true);
    expect((await git(place.folder.path, ['clone', '-q', to, `${to}.clone`])).code).toBe(0);
    expect(await readFile(join(`${to}.clone`, 'readme.txt'), 'utf8')).toBe('one\n');
  });

  test('of any snapshot is the repository of that time, with the branch that was deleted since', async () => {
    for (const { name, refs } of states) {
      const { to, entry } = await restore({ choice: { snapshot: name, at: undefined } });
      expect(entry).toMatchObject({ status: 'restored', snapshot: name });
      expect(await refsOf(to)).toEqual(refs);
    }
    expect(states[2]?.refs.some((ref) => ref.endsWith('refs/heads/side'))).toBe(true);
  });

  test('is made into an empty folder too, and nothing is left beside it', async () => {
    const to = newTarget();
    await place.run('restore', { patterns: ['acme/app'], to });
    expect(await readdir(join(to, '..'))).toEqual(['app.git']);
    expect((await readdir(to)).toSorted()).toEqual(expect.arrayContaining(['HEAD', 'objects', 'packed-refs', 'refs']));
    expect(
      await readdir(join(to, 'objects/pack')).then((files) => files.filter((file) => file.startsWith('tmp_'))),
    ).toEqual([]);
  });
});

describe('by time', () => {
  const [first, second] = [0, 1].map((index) => () => snapshotInstant(states[index]?.name ?? '') ?? new Date(0));
  const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);
  test.each([
    ['the very second of a snapshot', () => second?.(), 1],
    ['a second before it', () => after(second?.() ?? new Date(0), -1), 0],
    ['between two', () => after(first?.() ?? new Date(0), 3600), 0],
    ['long after the last', () => new Date('2030-01-01T00:00:00Z'), 3],
  ])('%s: the newest that is not younger', async (_, instant, index) => {
    const at = instant() ?? new Date(0);
    const { to, entry } = await restore({ choice: { snapshot: undefined, at } });
    expect(entry).toMatchObject({
      status: 'restored',
      snapshot: states[index]?.name,
      note: expect.stringContaining(isoSecond(at)) as string,
    });
    expect(await refsOf(to)).toEqual(states[index]?.refs);
  });

  test('before the first there is nothing to restore, and the oldest is told', async () => {
    const { entry } = await restore({ choice: { snapshot: undefined, at: after(first?.() ?? new Date(0), -1) } });
    expect(entry?.error).toMatchObject({
      kind: 'not-found',
      hint: expect.stringContaining(`The oldest is ${states[0]?.name}`) as string,
    });
  });
});

test('a name that is not there is not-found; `latest` is the newest', async () => {
  const missing = await restore({ choice: { snapshot: 'snapshot-20200101-000000', at: undefined } });
  expect(missing.entry?.error).toMatchObject({ kind: 'not-found' });
  const latest = await restore({ choice: { snapshot: 'latest', at: undefined } });
  expect(latest.entry).toMatchObject({ status: 'restored', snapshot: states.at(-1)?.name });
});

describe('a working copy', () => {
  const worktree = async (changes = {}) => restore({ worktree: true, ...changes });

  test('holds the files of HEAD, unchanged by git’s measure, with all of history behind them', async () => {
    const { to } = await worktree();
    expect((await readdir(to)).toSorted()).toEqual(['.git', 'folder', 'readme.txt']);
    expect((await git(to, ['status', '--porcelain'])).stdout.toString()).toBe('');
    expect(await refsOf(to)).toEqual(await refsOf(app.path));
  });

  test('of a repository whose HEAD leads nowhere is an empty one, not an error', async () => {
    const odd = await openPlace();
    await using _ = odd;
    const repository = await odd.origin('acme/odd');
    await repository.commit({ branch: 'other' });
    await odd.run('sync');
    const to = odd.folder.join('odd');
    expect((await odd.ledger('restore', { patterns: ['acme/odd'], worktree: true, to }))['acme/odd']).toMatchObject({
      status: 'restored',
    });
    expect(await headOf(join(to, '.git'))).toBe('ref: refs/heads/main');
    expect(await readdir(to)).toEqual(['.git']);
  });
});

describe('the kept index', () => {
  test('that is missing is made anew, and the report says so', async () => {
    const store = await newCopy();
    // The first link of the newest one's chain is that of the first snapshot.
    await store.rewrite(states.at(-1)?.name ?? '', (text) => text.replace(/"index": \{[^}]*\}/, '"index": null'));
    const { to, entry } = await restore({ stores: [store.root] });
    expect(entry).toMatchObject({
      status: 'restored',
      note: expect.stringContaining('1 pack indexed anew') as string,
    });
    expect(place.log.at(-1)).toContain(`${states[0]?.name} has no kept index`);
    expect(await refsOf(to)).toEqual(await refsOf(app.path));
    expect((await fsck(to)).clean).toBe(true);
  });

  test('that is damaged is made anew, and the damage is told', async () => {
    const store = await newCopy();
    const name = states[0]?.name ?? '';
    const { offset = 0 } =
      (await store.manifest(name)).archives[0]?.members.find((member) => member.name === 'repo.idx') ?? {};
    await store.flip(store.file(name, '.tar'), offset + 1100);
    const { to, entry } = await restore({ stores: [store.root] });
    expect(entry).toMatchObject({
      status: 'restored',
      note: expect.stringContaining('1 pack indexed anew') as string,
    });
    expect(place.log.at(-1)).toMatch(/^warn: .*the index in .* is not what its manifest says.*indexing its pack anew$/);
    expect(await objectsOf(to)).toEqual(await objectsOf(app.path));
  });
});

describe('a damaged snapshot', () => {
  test('names a whole one that can be restored instead', async () => {
    const store = await newCopy();
    const names = states.map(({ name }) => name);
    await store.resize(store.file(names[3] ?? '', '.json'), -5);
    await store.remove(store.file(names[2] ?? '', '.tar'));
    const { to, entry } = await restore({ stores: [store.root] });
    expect(entry?.error).toMatchObject({
      kind: 'corrupt',
      hint: `Give \`snapshot\` as ${names[1]}: that one is whole.`,
    });
    await expect(readdir(to)).rejects.toThrow('ENOENT');
    expect((await restore({ stores: [store.root], choice: { snapshot: names[1], at: undefined } })).entry?.status).toBe(
      'restored',
    );
  });

  test('whose bytes have changed is found while it is restored, and leaves nothing behind', async () => {
    const store = await newCopy();
    const name = states[0]?.name ?? '';
    await store.flip(store.file(name, '.tar'), 700);
    const { to, entry } = await restore({ stores: [store.root] });
    expect(entry?.error).toMatchObject({
      kind: 'corrupt',
      hint: expect.stringContaining('another snapshot') as string,
    });
    expect(await readdir(join(to, '..'))).toEqual([]);
  });

  test('that lacks objects is found by the proof, unless it was switched off', async () => {
    const store = await newCopy();
    const { refs } = (await store.manifest(states[2]?.name ?? '')).git;
    let text: Buffer | undefined;
    const other = await newCopy();
    await other.forge(states[2]?.name ?? '', ({ members }) => void (text = members.get('refs.gz')));
    await store.forge(states[0]?.name ?? '', ({ members, manifest }) => {
      members.set('refs.gz', text ?? Buffer.alloc(0));
      manifest.git.refs = refs;
    });
    const choice = { snapshot: states[0]?.name, at: undefined };
    const { to, entry } = await restore({ stores: [store.root], choice });
    expect(entry?.error).toMatchObject({ kind: 'incomplete' });
    expect(await readdir(join(to, '..'))).toEqual([]);
    const unproven = await restore({ stores: [store.root], choice, checkConnectivity: false });
    expect(unproven.entry?.status).toBe('restored');
  });
});
