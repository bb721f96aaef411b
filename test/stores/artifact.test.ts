// The artifact store with the official client, unmodified: the contract, names, listings, and what several runs do to each other.
import { describe, expect, test } from 'vitest';
import { keysOf, bodyOf, readAll } from '../contract/bodies.ts';
import { storeContract } from '../contract/store.ts';
import { startArtifacts } from '../lab/github/artifact-world.ts';
import { openArtifacts } from '../lab/github/open-artifacts.ts';
import { temporaryFolder } from '../lab/temp.ts';
import { eachWithScene, KEY, NAME, said } from './artifact-scene.ts';

storeContract('artifacts', async () => {
  const folder = await temporaryFolder();
  const world = await startArtifacts();
  let run = 0;
  const reopen = () => openArtifacts(world, { run: (run += 1), scratch: folder.path });
  return {
    store: await reopen(),
    reopen,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
});

const scene = eachWithScene();
const listings = () => scene.world.requests.filter((line) => /^GET .*\/artifacts\?/.test(line));

describe('names', () => {
  test('an object is an artifact that people can find, and read with any client', async () => {
    const store = await scene.open({ run: 1 });
    await store.put(KEY, bodyOf('x'));
    await store.put('acme/app.git/snapshot-20261121-020000.json', bodyOf('x'));
    await store.put('runs/2026-11-21T02-00-00Z-1.1-backup-0.json', bodyOf('x'));
    expect(scene.world.state.artifacts.map(({ name }) => name)).toEqual([
      NAME,
      'acme.app.git.snapshot-20261121-020000.json',
      'runs.2026-11-21T02-00-00Z-1.1-backup-0.json',
    ]);
  });

  test('artifacts of other workflows are not taken for objects, and none is touched', async () => {
    for (const name of [
      'dist',
      'coverage.html',
      'a.b.c',
      'runs.tar',
      'x~..~y',
      'acme.app.snapshot-20269999-020000.tar',
    ])
      scene.leave(name, 1);
    scene.leave(NAME, 1);
    expect(await keysOf(await scene.open())).toEqual([KEY]);
    expect(scene.world.state.artifacts).toHaveLength(7);
  });

  test('what a pull request from a fork uploads is no snapshot, and takes the place of none', async () => {
    const [forged, taken] = ['acme.app.snapshot-20991231-235959.json', NAME];
    scene.leave(forged, 1, 'forged', { id: 666 });
    scene.leave(taken, 1, 'forged', { id: undefined });
    const store = await scene.open({ run: 2 });
    expect(await keysOf(store)).toEqual([]);
    expect(await said(store.get('acme/app/snapshot-20991231-235959.json'))).toMatchObject({ kind: 'not-found' });
    await store.put(KEY, bodyOf('ours'));
    const later = await scene.open({ run: 3 });
    expect(await keysOf(later)).toEqual([KEY]);
    expect(String(await readAll(later, KEY))).toBe('ours');
    await later.delete(KEY);
    expect(scene.world.state.artifacts.map(({ name }) => name)).toEqual([forged, taken]);
  });

  test('a name that clients would unpack is never given', async () => {
    const store = await scene.open({ run: 1 });
    await expect(store.put('acme/app/file.zip', bodyOf('x'))).rejects.toThrow('unpacked');
    expect(scene.world.requests).toEqual([]);
  });
});

describe('a listing', () => {
  const many = (count: number) => {
    for (let index = 0; index < count; index += 1)
      scene.leave(`acme.app${index}.snapshot-20261121-020000.json`, 1, String(index));
  };

  test('has all pages, and is read once for a thousand repositories', async () => {
    many(1234);
    const store = await scene.open({ run: 2 });
    expect(await store.list('')).toHaveLength(1234);
    for (let index = 0; index < 1234; index += 1) expect(await store.list(`acme/app${index}/`)).toHaveLength(1);
    expect(listings()).toHaveLength(13);
  });

  test('knows what this run has stored and removed, and costs no more than its first page then', async () => {
    many(220);
    const store = await scene.open({ run: 2 });
    await store.list('');
    await store.put(KEY, bodyOf('x'));
    await store.delete('acme/app7/snapshot-20261121-020000.json');
    expect(listings()).toHaveLength(4);
    expect(await keysOf(store, 'acme/app/')).toEqual([KEY]);
    expect(await keysOf(store, 'acme/app7/')).toEqual([]);
    expect(await keysOf(store)).toHaveLength(220);
    expect(listings()).toHaveLength(5);
  });

  test('shows after a change of this run what others have done: no prune takes what a new snapshot needs', async () => {
    many(220);
    const base = 'acme/app7/snapshot-20261121-020000.json';
    const pruning = await scene.open({ run: 2 });
    const storing = await scene.open({ run: 3 });
    const newer = 'acme/app7/snapshot-20261122-020000.json';
    await Promise.all([pruning.list(''), storing.list('')]);
    // Each sees what the other one has done, in either order of the two.
    await storing.put(newer, bodyOf('builds on the one that is removed'));
    await pruning.delete(base);
    expect(await keysOf(pruning, 'acme/app7/')).toEqual([newer]);
    await storing.put('acme/app7/snapshot-20261123-020000.json', bodyOf('x'));
    expect(await keysOf(storing, 'acme/app7/')).not.toContain(base);
    expect(await keysOf(storing)).toHaveLength(221);
  });

  test('finds more than a page of new ones from one look at it to the next', async () => {
    many(20);
    const store = await scene.open({ run: 2 });
    await store.list('');
    for (let index = 0; index < 250; index += 1) scene.leave(`acme.new${index}.snapshot-20261122-020000.json`, 1);
    await store.put(KEY, bodyOf('x'));
    await store.list('acme/app/');
    expect(await keysOf(store)).toHaveLength(271);
  });

  test('is read again when artifacts vanish while it is read: no snapshot is overlooked', async () => {
    many(250);
    scene.leave('dist', 1);
    let removed = false;
    scene.world.faults.push(({ query }) => {
      if (removed || query.get('page') !== '2') return undefined;
      removed = true;
      scene.world.state.artifacts = scene.world.state.artifacts.filter(({ name }) => name !== 'dist');
      return undefined;
    });
    expect(await keysOf(await scene.open())).toHaveLength(250);
  });

  test.each([
    ['that never comes out even', () => ({ status: 200, json: { total_count: 7, artifacts: [] } }), 'store'],
    ['that is a web page', () => ({ status: 200, json: '<html>' }), 'unreachable'],
    ['that is refused', () => ({ status: 401, json: { message: 'Bad credentials' } }), 'denied'],
    ['that is not found', () => ({ status: 404, json: { message: 'Not Found' } }), 'not-found'],
    [
      'for which a permission is missing',
      () => ({ status: 403, json: { message: 'Resource not accessible' } }),
      'denied',
    ],
  ])('%s is an error, never a store without snapshots', async (_, fault, kind) => {
    scene.leave(NAME, 1);
    scene.world.faults.push(fault);
    expect(await said((await scene.open()).list(''))).toMatchObject({ kind });
  });

  test('tells digests and when objects expire, and leaves out what has expired', async () => {
    scene.world.state.retentionDays = 30;
    await (await scene.open({ run: 1 })).put(KEY, bodyOf('x'));
    scene.world.days(10);
    await (await scene.open({ run: 2 })).put(`${KEY}.age`, bodyOf('x'));
    const [first] = await (await scene.open()).list('');
    expect(first?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(first?.expires).toEqual(scene.world.state.artifacts[0]?.expires);
    scene.world.days(21);
    const store = await scene.open();
    expect(await keysOf(store)).toEqual([`${KEY}.age`]);
    await expect(readAll(store, KEY)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('several runs', () => {
  test('a second run, a re-run or a job of a matrix that stores the same name overwrites nothing', async () => {
    await (await scene.open({ run: 1 })).put(KEY, bodyOf('first'));
    for (const run of [1, 2]) {
      const store = await scene.open({ run });
      await expect(store.put(KEY, bodyOf('second'))).rejects.toMatchObject({ kind: 'exists' });
    }
    expect(scene.world.state.artifacts).toHaveLength(1);
    expect((await readAll(await scene.open(), KEY)).toString()).toBe('first');
  });

  test('of two artifacts with one name the first is the object, whoever asks', async () => {
    scene.leave(NAME, 1, 'first');
    scene.leave(NAME, 2, 'later');
    const store = await scene.open();
    expect((await readAll(store, KEY)).toString()).toBe('first');
    expect(await store.list('')).toMatchObject([{ key: KEY, size: 5 }]);
    expect((await readAll(store, KEY)).toString()).toBe('first');
  });

  test('what is removed is gone with all artifacts of its name', async () => {
    scene.leave(NAME, 1, 'first');
    scene.leave(NAME, 2, 'later');
    const store = await scene.open();
    await store.delete(KEY);
    expect(scene.world.state.artifacts).toEqual([]);
  });

  test('what another run stores or removes meanwhile is seen when it is asked for', async () => {
    const store = await scene.open({ run: 1 });
    await store.put(KEY, bodyOf('x'));
    await store.list('');
    const other = await scene.open({ run: 2 });
    await other.put(`${KEY}.age`, bodyOf('y'));
    expect((await readAll(store, `${KEY}.age`)).toString()).toBe('y');
    await other.delete(KEY);
    await expect(readAll(store, KEY)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await keysOf(store)).toEqual([`${KEY}.age`]);
  });
});

describe('addresses', () => {
  test('the repository is that of the workflow, or the one that is named', async () => {
    scene.leave(NAME, 1);
    for (const address of ['artifact:', 'artifact:acme/backups', 'artifact://acme/backups', 'ARTIFACT:acme/backups']) {
      const store = await scene.open({ address });
      expect(store.address).toBe('artifact:acme/backups');
      expect(await keysOf(store)).toEqual([KEY]);
    }
  });

  test.each(['artifact:acme', 'artifact:acme/app/more', 'artifact:../x', 'artifact:ac.me/app', 'artifact:'])(
    '%s names none: told with what to write',
    async (address) => {
      const error = await said(scene.open({ address, env: { GITHUB_REPOSITORY: undefined } }));
      expect(error).toMatchObject({ kind: 'usage', hint: 'Write artifact:owner/name.' });
    },
  );

  test.each(['https://github.acme.example', 'https://notgithub.com', 'https://ghe.com.example'])(
    'the Enterprise Server %s has no such store: told with the alternatives',
    async (server) => {
      const error = await said(scene.open({ run: 1, env: { GITHUB_SERVER_URL: server } }));
      const hint = expect.stringContaining('release:owner/name') as string;
      expect(error).toMatchObject({ kind: 'unsupported', hint });
    },
  );
});
