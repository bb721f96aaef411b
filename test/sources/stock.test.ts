// Servers that do not speak protocol v2: stock git makes the same snapshot, full and incremental, and the log says so.
import { expect, test } from 'vitest';
import { answer, strangeCapabilities } from '../lab/faults.ts';
import {
  detachedHead,
  headAtMissingBranch,
  notesAndOtherRefs,
  pullRequestRefs,
  shallowClone,
  tagShapes,
} from '../lab/odd-repositories.ts';
import { flushPacket, packet } from '../lab/pkt-lines.ts';
import { createRepository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';

const old = { protocolV2: false };

test('full, incremental and unchanged snapshots are those that the wire would have made', async () => {
  await using world = await openWorld(old);
  const app = await linearHistory(world.origin('acme/app'), 8);
  const { log, entry } = await world.run('sync');
  expect(log.join('\n')).toMatch(/does not speak protocol version 2: falling back to stock git/);
  expect(entry).toMatchObject({ status: 'stored', type: 'full' });
  await expectBack(world, await photograph(app.path));
  expect((await world.run('sync')).entry).toMatchObject({ status: 'unchanged' });
  await app.commit({ files: { 'log.txt': 'one line\n' } });
  await app.annotatedTag('v2', 'main~1');
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  const manifest = await world.manifest();
  expect(manifest.git).toMatchObject({ proven: 'links', capabilities: [] });
  // One commit with its tree and blob, and one tag: nothing that was stored before.
  expect(manifest.git.chain.map(({ pack }) => pack.objects).at(-1)).toBe(4);
  expect(manifest.commit_hash).toBe(await app.git('rev-parse', 'main'));
  await expectBack(world, await photograph(app.path));
});

test('a server that loses protocol v2, and one that gains it, go on with the same chain', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 30);
  await world.run('sync');
  for (const protocolV2 of [false, true]) {
    world.server.settings.protocolV2 = protocolV2;
    expect((await world.run('sync')).entry).toMatchObject({ status: 'unchanged' });
    await app.commit();
    expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  }
  expect((await world.manifest()).git.chain).toHaveLength(3);
  await expectBack(world, await photograph(app.path));
});

test.each([
  ['tags of every kind', async (path: string) => (await tagShapes(path)).repository, {}],
  ['notes and other refs', notesAndOtherRefs, {}],
  ['SHA-256', (path: string) => linearHistory(path, 3, { objectFormat: 'sha256' }), {}],
  ['HEAD detached', async (path: string) => (await detachedHead(path)).repository, {}],
  ['HEAD at a missing branch', headAtMissingBranch, { anyHead: true }],
])('%s come back', async (_, make, options) => {
  await using world = await openWorld(old);
  const app = await make(world.origin('acme/app'));
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored', type: 'full' });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'unchanged' });
  await expectBack(world, await photograph(app.path), options);
});

test('a HEAD on a commit that no branch reaches, and pull requests, come by stock git too', async () => {
  await using world = await openWorld(old);
  const app = await pullRequestRefs(world.origin('acme/app'));
  await app.setHead(await app.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'On no branch'));
  await world.run('sync', { 'include-pull-refs': 'true' });
  expect((await world.manifest()).commit_message).toBe('On no branch');
  const whole = await photograph(app.path);
  await expectBack(world, whole, { unbundle: true });
  await world.run('sync');
  expect((await world.manifest()).git.refs.count).toBe(whole.refs.filter((ref) => !ref.includes('/pull/')).length);
});

test('symbolic refs besides HEAD are kept by their values', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 3);
  await app.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/heads/main');
  // Protocol v2, which tells of every symbolic ref, but not to us.
  world.server.faults.next({ when: 'info-refs', fault: strangeCapabilities() });
  const { entry, log } = await world.run('sync');
  expect(log.join('\n')).toMatch(/falling back to stock git/);
  expect(entry).toMatchObject({ status: 'stored' });
  await expectBack(world, await photograph(app.path));
});

test('a server whose HEAD leads out of its refs gets no snapshot that no restore would take', async () => {
  await using world = await openWorld(old);
  const app = await linearHistory(world.origin('acme/app'), 1);
  const tip = await app.git('rev-parse', 'main');
  const body = Buffer.concat([
    packet('# service=git-upload-pack\n'),
    flushPacket,
    packet(`${tip} HEAD\0symref=HEAD:config agent=git/lab\n`),
    packet(`${tip} refs/heads/main\n`),
    flushPacket,
  ]);
  const headers = { 'content-type': 'application/x-git-upload-pack-advertisement' };
  world.server.faults.next({ when: 'info-refs', fault: answer(200, { headers, body }), times: 9 });
  const { entry } = await world.run('sync');
  expect(entry).toMatchObject({
    status: 'failed',
    error: { kind: 'protocol', message: expect.stringContaining('git listed the strange HEAD "config"') as string },
  });
  expect(await world.listing()).toEqual([]);
});

test('an empty repository is empty by stock git too', async () => {
  await using world = await openWorld(old);
  await createRepository(world.origin('acme/app'));
  expect((await world.run('sync')).entry).toMatchObject({ status: 'empty' });
});

test('a shallow origin is refused, over the wire and by stock git, over HTTP and as a path', async () => {
  for (const protocolV2 of [true, false]) {
    await using world = await openWorld({ protocolV2 });
    const { repository } = await shallowClone(world.origin('acme/app'));
    for (const repositories of ['acme/app', `acme/app=${repository.path}`]) {
      const { entry, waits } = await world.run('sync', { repositories });
      expect(entry.error).toMatchObject({ kind: 'incomplete' });
      expect(entry.error?.message).toMatch(/shallow clone: it does not hold its own history/);
      expect(waits).toEqual([]);
      expect(await world.listing()).toEqual([]);
    }
  }
});

test('a token reaches stock git, and only the server that it belongs to', async () => {
  await using world = await openWorld({ ...old, token: 'secret-of-ada' });
  const app = await linearHistory(world.origin('acme/app'), 3);
  expect((await world.run('sync', { token: 'secret-of-ada' })).entry).toMatchObject({ status: 'stored' });
  await app.commit();
  expect((await world.run('sync', { token: 'wrong' })).entry).toMatchObject({ error: { kind: 'denied' } });
  await using elsewhere = await openWorld(old);
  await linearHistory(elsewhere.origin('acme/app'), 3);
  const repositories = `acme/other=${elsewhere.server.url}/acme/app.git`;
  expect((await world.run('sync', { token: 'secret-of-ada', repositories })).entry.status).toBe('stored');
  expect(elsewhere.server.requests.length).toBeGreaterThan(2);
  expect(elsewhere.server.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
});

test('a moved repository is followed once for stock git, and the token goes nowhere else', async () => {
  await using elsewhere = await openWorld(old);
  await using world = await openWorld(old);
  await linearHistory(elsewhere.origin('acme/app'), 3);
  const moved = `${elsewhere.server.url}/acme/app.git`;
  world.server.rename('/acme/app.git', moved);
  const { entry } = await world.run('sync', { token: 'secret-of-ada' });
  expect(entry).toMatchObject({ status: 'stored', warnings: [expect.stringContaining(`has moved to ${moved}`)] });
  expect(elsewhere.server.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  // One that comes when git itself asks, after us: it would take the token along.
  elsewhere.server.requests.splice(0);
  const away = answer(301, { headers: { location: `${moved}/info/refs?service=git-upload-pack` } });
  await linearHistory(world.origin('acme/late'), 3);
  world.server.faults.next({ when: 'info-refs', skip: 2, fault: away });
  const late = await world.run('sync', { token: 'secret-of-ada', repositories: 'acme/late' });
  expect(late.waits).toEqual([1000]);
  expect(late.entry).toMatchObject({ status: 'stored' });
  expect(elsewhere.server.requests).toEqual([]);
});

test('a circle of redirects is refused before stock git could follow it', async () => {
  await using elsewhere = await openWorld(old);
  await using world = await openWorld(old);
  world.server.rename('/acme/app.git', `${elsewhere.server.url}/acme/app.git`);
  elsewhere.server.rename('/acme/app.git', `${world.server.url}/acme/app.git`);
  expect((await world.run('sync')).entry).toMatchObject({ status: 'failed', error: { kind: 'not-found' } });
});
