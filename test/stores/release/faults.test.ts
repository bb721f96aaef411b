// Faults of GitHub and of the way to it: an upload is whole or not there, and a download is whole or an error.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../src/stores/store.ts';
import { bodyOf, keysOf, readAll } from '../../contract/bodies.ts';
import { answer, cutAfter, hangUp, secondaryLimit } from '../../lab/faults.ts';
import { startGitHub, type LabGitHub } from '../../lab/github/github.ts';
import { addAsset, addRelease, beginAsset, type UploadFault } from '../../lab/github/releases.ts';
import { openReleases, type ReleasePlace } from '../../lab/release-store.ts';

const ARCHIVE = 'acme/app/snapshot-20261121-020000.tar';
const MANIFEST = 'acme/app/snapshot-20261121-020000.json';

let github: LabGitHub;
let place: ReleasePlace;
let store: Store;
const bytes = randomBytes(200_000);
beforeAll(async () => {
  github = await startGitHub();
});
beforeEach(async () => {
  place = await openReleases(github);
  store = await place.open();
});
afterEach(async () => {
  github.faults.clear();
  await place[Symbol.asyncDispose]();
});
afterAll(() => github[Symbol.asyncDispose]());

/** While the snapshot of the tests is being made. */
const meanwhile = () => new Date('2026-11-21T03:00:00Z');
const uploads = () =>
  github.requests.filter((request) => request.place === 'uploads' && request.path.includes(`/${place.holder.name}/`))
    .length;
const assets = () => place.releases.all.flatMap((release) => release.assets);

describe('an upload', () => {
  test.each<[UploadFault, number]>([
    ['starter', 2],
    ['cut', 2],
    ['lost', 1],
    ['damaged', 2],
  ])('that goes wrong once (%s) is made good, and leaves nothing behind', async (fault, times) => {
    place.releases.uploads.push(fault);
    await store.put(ARCHIVE, bodyOf(bytes));
    expect(uploads()).toBe(times);
    expect(assets()).toMatchObject([{ name: 'snapshot-20261121-020000.tar', state: 'uploaded', size: 200_000 }]);
    expect((await readAll(await place.open(), ARCHIVE)).equals(bytes)).toBe(true);
  });

  test.each<[UploadFault, string]>([
    ['starter', 'unreachable'],
    ['cut', 'unreachable'],
    ['damaged', 'corrupt'],
  ])('that always goes wrong (%s) is an error, and the name is free again', async (fault, kind) => {
    place.releases.uploads.push(fault, fault, fault, fault);
    await expect(store.put(ARCHIVE, bodyOf(bytes))).rejects.toMatchObject({ kind });
    expect(place.waited).toEqual([2000, 4000, 6000]);
    expect(assets()).toEqual([]);
    expect(await keysOf(store)).toEqual([]);
    await store.put(ARCHIVE, bodyOf(bytes));
    expect(await keysOf(store)).toEqual([ARCHIVE]);
  });

  test('to a server that tells no digests is proven by reading it again', async () => {
    place.releases.digests = false;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await store.put(ARCHIVE, bodyOf(bytes))).toEqual({ size: bytes.length, sha256 });
    place.releases.uploads.push('damaged');
    await expect(store.put('runs/x', bodyOf('record'))).rejects.toMatchObject({ kind: 'corrupt' });
    expect(await keysOf(store)).toEqual([ARCHIVE]);
  });

  test('waits where GitHub asks for it, and then goes on', async () => {
    github.faults.next({ match: (request) => request.place === 'uploads', fault: secondaryLimit(1) });
    await store.put(ARCHIVE, bodyOf(bytes));
    expect(place.log).toContain('GitHub asks to wait 1 s: a secondary limit is used up');
    expect(await keysOf(store)).toEqual([ARCHIVE]);
  });

  test('into the draft of a dead run takes it over, and what that one left half done goes', async () => {
    const draft = addRelease(place.holder, {
      tag: 'acme.app.snapshot-20261121-020000',
      name: 'x (incomplete)',
      draft: true,
    });
    Object.assign(beginAsset(github.state, draft, 'snapshot-20261121-020000.tar', ''), {
      createdAt: new Date('2026-11-21'),
    });
    await (await place.open({ now: meanwhile })).put(ARCHIVE, bodyOf(bytes));
    expect(place.releases.all).toEqual([draft]);
    expect(assets()).toMatchObject([{ state: 'uploaded', size: 200_000 }]);
  });

  test('does not disturb one that another run is just making', async () => {
    const draft = addRelease(place.holder, {
      tag: 'acme.app.snapshot-20261121-020000',
      name: 'x (incomplete)',
      draft: true,
    });
    beginAsset(github.state, draft, 'snapshot-20261121-020000.tar', '');
    const other = await place.open({ now: meanwhile });
    await expect(other.put(ARCHIVE, bodyOf(bytes))).rejects.toMatchObject({ kind: 'exists' });
    expect(assets()).toMatchObject([{ state: 'starter' }]);
  });

  test('of a snapshot whose tag is used up is told as a name that is taken', async () => {
    place.releases.burned.add('acme.app.snapshot-20261121-020000');
    await store.put(ARCHIVE, bodyOf(bytes));
    await expect(store.put(MANIFEST, bodyOf('{}'))).rejects.toMatchObject({ kind: 'exists' });
    expect(await keysOf(await place.open())).toEqual([ARCHIVE]);
  });

  test('is a snapshot although the answer to its publication was lost', async () => {
    await store.put(ARCHIVE, bodyOf(bytes));
    // Beyond the tries of the client.
    github.faults.next({ match: ({ method }) => method === 'PATCH', fault: cutAfter(0), times: 4 });
    await store.put(MANIFEST, bodyOf('{}'));
    expect(await keysOf(await place.open())).toEqual([MANIFEST, ARCHIVE]);
  }, 180_000);
});

describe('what a dead run has left', () => {
  const tag = 'acme.app.snapshot-20261101-020000';
  const late = () => new Date('2026-11-21T00:00:00Z');

  test.each([
    ['an empty draft', 'x (incomplete)', true],
    ['a removal that did not end', 'x (being removed)', false],
  ])('goes with the next upload: %s', async (_, name, draft) => {
    const release = addRelease(place.holder, { tag, name, draft });
    if (draft) beginAsset(github.state, release, 'snapshot-20261101-020000.tar', '');
    else await addAsset(github.state, release, 'snapshot-20261101-020000.json', Buffer.from('{}'));
    await (await place.open({ now: late })).put('runs/x', bodyOf('record'));
    expect(place.releases.all).toMatchObject([{ tag: 'repo-backup.records' }]);
  });

  test('stays while another run may be at it, while it holds an archive, and if it is somebody else’s', async () => {
    addRelease(place.holder, { tag: 'acme.app.snapshot-20261120-120000', name: 'x (incomplete)', draft: true });
    addRelease(place.holder, { tag: 'v1', name: 'x (incomplete)', draft: true });
    const release = addRelease(place.holder, { tag, name: 'x (incomplete)', draft: true });
    await addAsset(github.state, release, 'snapshot-20261101-020000.tar', Buffer.from('archive'));
    await (await place.open({ now: late })).put('runs/x', bodyOf('record'));
    expect(place.releases.all).toHaveLength(4);
  });

  test('that cannot be removed is no reason to make no backup', async () => {
    addRelease(place.holder, { tag, name: 'x (incomplete)', draft: true });
    github.faults.next({ match: ({ method }) => method === 'DELETE', fault: answer(403) });
    await (await place.open({ now: late })).put('runs/x', bodyOf('record'));
    expect(place.log).toEqual([expect.stringContaining('what unfinished uploads have left')]);
  });
});

describe('a download', () => {
  const fromStorage = ({ place: where }: { place: string }) => where === 'downloads';
  beforeEach(async () => {
    await store.put(ARCHIVE, bodyOf(bytes));
  });

  test('that breaks off goes on where it broke off, without our token at the second origin', async () => {
    github.faults.next({ match: fromStorage, fault: cutAfter(50_000), times: 3 });
    const before = github.requests.length;
    expect((await readAll(store, ARCHIVE)).equals(bytes)).toBe(true);
    const asked = github.requests.slice(before).filter(fromStorage);
    // What is in the buffers of a connection that breaks may be lost, so where exactly it goes on is not for us to say.
    const starts = asked.map(({ headers }) => Number(/^bytes=(\d+)-199999$/.exec(headers.range ?? '')?.[1]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect([starts.length, starts[0]]).toEqual([4, 0]);
    expect(asked.map(({ authorization }) => authorization)).toEqual(asked.map(() => undefined));
  });

  test('that never brings a byte ends with an error, and not short', async () => {
    github.faults.next({ match: fromStorage, fault: cutAfter(0), times: Infinity });
    await expect(readAll(store, ARCHIVE)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('of what was removed meanwhile says that it is not there', async () => {
    await (await place.open()).delete(ARCHIVE);
    await expect(store.get(ARCHIVE)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('of what another run has stored since is found', async () => {
    await keysOf(store);
    await (await place.open()).put('runs/y', bodyOf('record'));
    expect((await readAll(store, 'runs/y')).toString()).toBe('record');
  });
});

describe('a token', () => {
  test('that may only read is told so when it is to write, with the line that helps', async () => {
    github.addToken('reader', { kind: 'workflow', permissions: { contents: 'read' } });
    const reader = await place.open({ token: 'reader' });
    await expect(reader.put(ARCHIVE, bodyOf(bytes))).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining(`in release:${place.holder.fullName}`) as string,
      hint: expect.stringContaining('`permissions: { contents: write }`') as string,
    });
  });

  test('that may only read restores from what is published, and hears that it sees no pins', async () => {
    await store.put(ARCHIVE, bodyOf(bytes));
    await store.put(MANIFEST, bodyOf('{}'));
    await store.put('runs/x', bodyOf('record'));
    github.addToken('reader', { kind: 'workflow', permissions: { contents: 'read' } });
    const reader = await place.open({ token: 'reader' });
    expect(await keysOf(reader)).toEqual([MANIFEST, ARCHIVE]);
    expect((await readAll(reader, ARCHIVE)).equals(bytes)).toBe(true);
    expect(place.log).toEqual([expect.stringContaining('it sees no drafts')]);
  });

  test('that may only read does not take a store of drafts for an empty one', async () => {
    await (await place.open({ draft: true })).put(ARCHIVE, bodyOf(bytes));
    github.addToken('reader', { kind: 'workflow', permissions: { contents: 'read' } });
    const reader = await place.open({ draft: true, token: 'reader' });
    await expect(reader.list('')).rejects.toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('contents: write') as string,
    });
  });

  test('that was revoked never makes an empty store', async () => {
    await store.put(ARCHIVE, bodyOf(bytes));
    await expect((await place.open({ token: 'revoked' })).list('')).rejects.toMatchObject({ kind: 'denied' });
  });
});

test('a repository that is missing, or empty, is told as that', async () => {
  await place.holder.git.deleteRef('refs/heads/main');
  await store.put(ARCHIVE, bodyOf(bytes));
  await expect(store.put(MANIFEST, bodyOf('{}'))).rejects.toMatchObject({
    message: expect.stringContaining('the repository is empty, and a release needs a commit') as string,
  });
  await github.removeRepository(place.holder.fullName);
  await expect((await place.open()).list('')).rejects.toMatchObject({ kind: 'not-found' });
  await github.addRepository(place.holder.fullName);
});

test('a listing that GitHub cannot give is an error', async () => {
  await store.put(ARCHIVE, bodyOf(bytes));
  github.faults.next({ match: ({ path }) => path.endsWith('/releases'), fault: hangUp(), times: 4 });
  await expect((await place.open()).list('')).rejects.toMatchObject({ kind: 'unreachable' });
}, 180_000);
