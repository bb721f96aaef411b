// Bytes into artifacts and out of them: what is confirmed, what is taken back, and what is read where connections break.
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/stores/store.ts';
import { answerArtifactService } from '../lab/github/artifacts.ts';
import { bodyOf, keysOf, readAll } from '../contract/bodies.ts';
import { eachWithScene, KEY, said } from './artifact-scene.ts';

const scene = eachWithScene();

describe('storing', () => {
  test('an object of many blocks arrives whole, and its blocks are progress and not lines of the log', async () => {
    const lines: string[] = [];
    const store = await scene.open({ run: 1, lines });
    const bytes = randomBytes(20 * 1024 * 1024);
    const written: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text) => written.push(String(text)) > 0;
    try {
      await store.put(KEY, bodyOf(bytes));
    } finally {
      process.stdout.write = write;
    }
    expect(lines.filter((line) => line.startsWith('Uploaded bytes')).length).toBeGreaterThan(2);
    // What is left asks the runner to hide the signature of the blob's address, or is for those who debug the workflow.
    expect(written.filter((line) => !/^::(add-mask|debug)::/.test(line))).toEqual([]);
    expect((await readAll(store, KEY)).equals(bytes)).toBe(true);
  });

  test.each([
    ['another digest', { digest: `sha256:${'0'.repeat(64)}` }],
    ['another size', { size: 1 }],
  ])('an artifact that GitHub lists with %s is taken back, and is no snapshot', async (_, change) => {
    scene.world.faults.push(({ path, query }) => {
      if (path.endsWith('/artifacts') && query.has('name')) Object.assign(scene.world.state.artifacts[0] ?? {}, change);
      return undefined;
    });
    const store = await scene.open({ run: 1 });
    expect(await said(store.put(KEY, bodyOf('content')))).toMatchObject({
      kind: 'store',
      message: expect.stringContaining('something else') as string,
    });
    expect(scene.world.state.artifacts).toEqual([]);
  });

  test('a new artifact that is listed late is waited for; one that never is was not stored', async () => {
    let late = 2;
    scene.world.faults.push(({ query }) =>
      query.has('name') && late-- > 0 ? { status: 200, json: { total_count: 0, artifacts: [] } } : undefined,
    );
    await (await scene.open({ run: 1 })).put(KEY, bodyOf('x'));
    late = 100;
    const store = await scene.open({ run: 2 });
    expect(await said(store.put(`${KEY}.age`, bodyOf('x')))).toMatchObject({
      message: expect.stringContaining('does not list it') as string,
    });
  });

  test.each([404, 409])('an upload whose last answer was lost, and then told as %d, is stored', async (status) => {
    const lost = { status, json: { code: 'already_exists', msg: 'an artifact with this name already exists' } };
    scene.world.faults.push(async (request) => {
      if (!request.path.endsWith('/FinalizeArtifact')) return undefined;
      await answerArtifactService(scene.world.state, request);
      return lost;
    });
    const store = await scene.open({ run: 1 });
    await store.put(KEY, bodyOf('content'));
    expect(await keysOf(store)).toEqual([KEY]);
    expect(scene.world.state.artifacts).toHaveLength(1);
  });

  test('a new artifact stays listed where the list of all is behind', async () => {
    const store = await scene.open({ run: 1 });
    await store.list('');
    await store.put(KEY, bodyOf('x'));
    scene.world.faults.push(({ path, query }) =>
      path.endsWith('/artifacts') && !query.has('name')
        ? { status: 200, json: { total_count: 0, artifacts: [] } }
        : undefined,
    );
    expect(await keysOf(store, 'acme/app/')).toEqual([KEY]);
  });

  test('storage that is used up is told with the ways out', async () => {
    scene.world.state.quotaUsed = true;
    const error = await said((await scene.open({ run: 1 })).put(KEY, bodyOf('x')));
    expect(error).toMatchObject({
      kind: 'disk-full',
      message: `storing ${KEY} in artifact:acme/backups: the storage for artifacts is used up`,
      hint: expect.stringContaining('retention-days') as string,
    });
  });

  test.each([
    ['outside of a workflow', { env: {} }],
    ['in a workflow of another repository', { run: 1, env: { GITHUB_REPOSITORY: 'acme/other' } }],
    ['at another GitHub', { run: 1, env: { GITHUB_API_URL: 'https://api.acme.ghe.com' } }],
  ])('%s nothing can be stored, and it is told where it can', async (_, options) => {
    const error = await said((await scene.open(options)).put(KEY, bodyOf('x')));
    expect(error).toMatchObject({
      kind: 'unsupported',
      hint: expect.stringContaining('a workflow of acme/backups itself') as string,
    });
    expect(scene.world.requests).toEqual([]);
  });
});

describe('reading', () => {
  const bytes = randomBytes(300_000);
  let store: Store;
  beforeEach(async () => {
    await (await scene.open({ run: 1 })).put(KEY, bodyOf(bytes));
    store = await scene.open();
  });

  test.each([
    ['cut', [100_000, 1]],
    ['short without an error', [-100_000, -1]],
    ['cut before its first byte', [0]],
  ])('a body that is %s is taken up where it broke off', async (_, cuts) => {
    scene.world.cuts.push(...cuts);
    expect((await readAll(store, KEY)).equals(bytes)).toBe(true);
    scene.world.cuts.push(...cuts);
    const range = { start: 1000, length: 200_000 };
    expect((await readAll(store, KEY, range)).equals(bytes.subarray(1000, 201_000))).toBe(true);
  });

  test('a connection that breaks again and again is told, and is never a shorter answer', async () => {
    scene.world.cuts.push(100, ...Array.from({ length: 40 }, () => 0));
    expect(await said(readAll(store, KEY))).toMatchObject({ kind: 'unreachable' });
  });

  test('the token goes to the API and not to the storage behind it', async () => {
    await readAll(store, KEY, { start: 5, length: 10 });
    expect(scene.world.downloads.at(-1)).toMatchObject({ method: 'GET', headers: { range: 'bytes=5-14' } });
    expect(scene.world.downloads.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  test('an address is used again while it is good, and asked for anew when it has run out', async () => {
    const asked = () => scene.world.requests.filter((line) => line.endsWith('/zip')).length;
    await readAll(store, KEY, { start: 0, length: 10 });
    await readAll(store, KEY, { start: 10, length: 10 });
    expect(asked()).toBe(1);
    scene.world.days(1);
    await readAll(store, KEY, { start: 20, length: 10 });
    expect(asked()).toBe(2);
  });

  test('bytes of an artifact that is not as long as it was listed are refused', async () => {
    await store.list('');
    scene.world.blobs.put(scene.world.state.artifacts[0]?.path ?? '', bytes.subarray(0, 200_000));
    await expect(readAll(store, KEY)).rejects.toMatchObject({ kind: 'corrupt' });
  });

  test('an artifact that expires between listing and reading is not found, and then no longer listed', async () => {
    await store.list('');
    scene.world.days(91);
    await expect(readAll(store, KEY)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await keysOf(store)).toEqual([]);
  });

  test('from elsewhere a token is enough, for reading and for removing', async () => {
    const elsewhere = await scene.open({ env: { GITHUB_REPOSITORY: undefined } });
    expect((await readAll(elsewhere, KEY)).equals(bytes)).toBe(true);
    await elsewhere.delete(KEY);
    expect(await keysOf(await scene.open())).toEqual([]);
  });

  test('a token that may only read cannot remove, and the missing permission is named', async () => {
    scene.world.state.actions = 'read';
    expect(await said(store.delete(KEY))).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('permissions: { actions: write }') as string,
    });
    expect(await keysOf(store)).toEqual([KEY]);
  });
});
