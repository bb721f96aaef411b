// The lab's server behaves as a forge does, and its faults really happen: stock git is the judge.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answer,
  corruptAt,
  cutAfter,
  errPacket,
  garbage,
  hangUp,
  htmlPage,
  retryAfter,
  sideBandError,
  stallAfter,
  strangeCapabilities,
  truncateAt,
  withoutProtocolV2,
} from './faults.ts';
import type { Fault } from './faults.ts';
import { startGitServer } from './git-server.ts';
import type { GitServer } from './git-server.ts';
import { git, objectsOf, refsOf } from './inspection.ts';
import { linearHistory, manyRefs, randomRepository } from './repository-shapes.ts';
import type { Repository } from './repositories.ts';
import { temporaryFolder } from './temp.ts';
import type { TemporaryFolder } from './temp.ts';

let folder: TemporaryFolder;
let app: Repository;
let copies = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  app = await linearHistory(folder.join('root/acme/app.git'), 40);
  await randomRepository(folder.join('root/acme/random.git'), 2);
});
afterAll(() => folder[Symbol.asyncDispose]());

const serve = (options = {}) => startGitServer({ root: folder.join('root'), ...options });

async function clone(url: string, ...config: string[]) {
  const path = folder.join(`copy-${(copies += 1)}.git`);
  const { code, stderr } = await git(folder.path, [
    ...config.flatMap((entry) => ['-c', entry]),
    'clone',
    '-q',
    '--mirror',
    url,
    path,
  ]);
  return { path, code, stderr: stderr.toString() };
}

test('a clone has what the repository has, over protocol v2, and every request is recorded', async () => {
  await using server = await serve();
  const copy = await clone(`${server.url}/acme/app`);
  expect(copy.stderr).toBe('');
  expect(await refsOf(copy.path)).toEqual(await refsOf(app.path));
  expect(await objectsOf(copy.path)).toEqual(await objectsOf(app.path));
  expect(server.requests.map(({ operation, status, gitProtocol }) => [operation, status, gitProtocol])).toEqual([
    ['info-refs', 200, 'version=2'],
    ['ls-refs', 200, 'version=2'],
    ['fetch', 200, 'version=2'],
  ]);
  expect(server.requests[2]?.lines).toContain('done');
  expect(new Set(server.requests.map(({ connection }) => connection))).toEqual(new Set([1]));
});

test('a compressed request body is understood and recorded in clear', async () => {
  await using server = await serve();
  await manyRefs(folder.join('root/acme/many.git'), 400, 400);
  expect((await clone(`${server.url}/acme/many.git`)).code).toBe(0);
  const fetched = server.requests.at(-1);
  expect(fetched?.headers['content-encoding']).toBe('gzip');
  expect(new Set(fetched?.lines.filter((line) => line.startsWith('want '))).size).toBe(400);
  expect(fetched?.bodyBytes).toBeLessThan(400 * 50);
});

test('only the right token opens the server, and it may change', async () => {
  await using server = await serve({ token: 'secret' });
  const header = (token: string) => `http.extraHeader=Authorization: Basic ${btoa(`x-access-token:${token}`)}`;
  const url = `${server.url}/acme/app.git`;
  expect((await clone(url)).stderr).toMatch(/could not read Username/);
  expect((await clone(url, header('wrong'))).code).toBe(128);
  expect((await clone(url, header('secret'))).code).toBe(0);
  expect(server.requests[0]).toMatchObject({ status: 401, authorization: undefined });
  expect(server.requests.at(-1)).toMatchObject({
    status: 200,
    authorization: `Basic ${btoa('x-access-token:secret')}`,
  });
  server.settings.token = 'new';
  expect((await clone(url, header('secret'))).code).toBe(128);
});

test('a renamed repository redirects, also to another server', async () => {
  await using other = await serve();
  await using server = await serve();
  server.rename('/old/name.git', '/acme/app.git');
  expect((await clone(`${server.url}/old/name.git`)).code).toBe(0);
  expect(server.requests[0]?.status).toBe(301);
  const post = await fetch(`${server.url}/old/name.git/git-upload-pack`, { method: 'POST', redirect: 'manual' });
  expect([post.status, post.headers.get('location')]).toEqual([301, `${server.url}/acme/app.git/git-upload-pack`]);
  server.rename('/moved/app.git', `${other.url}/acme/app.git`);
  expect((await clone(`${server.url}/moved/app.git`)).code).toBe(0);
  expect(other.requests).toHaveLength(3);
});

test('a server without protocol v2 greets as version 0, and stock git can still clone', async () => {
  await using server = await serve({ protocolV2: false });
  expect((await clone(`${server.url}/acme/app.git`)).code).toBe(0);
  expect(server.requests.map(({ operation }) => operation)).toEqual(['info-refs', 'fetch']);
});

test('a push arrives where pushes are accepted', async () => {
  await using server = await serve({ push: true, token: 't' });
  const header = `http.extraHeader=Authorization: Basic ${btoa('x-access-token:t')}`;
  await linearHistory(folder.join('root/acme/target.git'), 1);
  const pushed = await git(app.path, [
    '-c',
    header,
    'push',
    '-q',
    `${server.url}/acme/target.git`,
    'main:refs/heads/pushed',
  ]);
  expect(pushed.stderr.toString()).toBe('');
  expect(await refsOf(folder.join('root/acme/target.git'))).toHaveLength(2);
});

const inPack = { of: 'pack' } as const;
const breaks: [Fault, 'info-refs' | 'ls-refs' | 'fetch', RegExp][] = [
  [answer(403), 'info-refs', /403/],
  [answer(500), 'fetch', /500/],
  [retryAfter(7), 'info-refs', /429/],
  [hangUp(), 'info-refs', /Empty reply/],
  [htmlPage(), 'info-refs', /info\/refs not valid/],
  [errPacket('access denied or repository not exported'), 'ls-refs', /remote error: access denied/],
  [strangeCapabilities(), 'info-refs', /server doesn't support 'ls-refs'/],
  [garbage(), 'fetch', /bad line length character: zzzz/],
  [cutAfter(5000), 'fetch', /early EOF|transfer closed|RPC failed|unexpected disconnect/],
  [cutAfter(100_000, { ...inPack, reset: true }), 'fetch', /reset|RPC failed/],
  [truncateAt(100_000), 'fetch', /early EOF|unexpected disconnect/],
  [truncateAt(100_000, inPack), 'fetch', /early EOF|index-pack failed/],
  [corruptAt(70_000, inPack), 'fetch', /index-pack|inflate|corrupt/],
  [sideBandError('the disk is on fire', 1000), 'fetch', /remote error: the disk is on fire|remote: .*disk is on fire/],
];

test.each(breaks)('$name breaks a clone', async (fault, when, expected) => {
  await using server = await serve();
  server.faults.next({ when, fault });
  const broken = await clone(`${server.url}/acme/random.git`);
  expect(broken.code).not.toBe(0);
  expect(broken.stderr).toMatch(expected);
  expect(server.requests.filter((request) => request.fault === fault.name)).toHaveLength(1);
  expect(server.faults.pending).toBe(0);
  expect((await clone(`${server.url}/acme/random.git`)).code).toBe(0);
});

test('a cut sends exactly the bytes it promises', async () => {
  await using server = await serve();
  const ask = () =>
    fetch(`${server.url}/acme/app.git/info/refs?service=git-upload-pack`, { headers: { 'git-protocol': 'version=2' } });
  const whole = Buffer.from(await (await ask()).arrayBuffer());
  for (const bytes of [0, 1, whole.length - 1, whole.length]) {
    server.faults.next({ fault: cutAfter(bytes) });
    const seen: Uint8Array[] = [];
    const read = async () => {
      const { body } = await ask();
      for await (const chunk of body as AsyncIterable<Uint8Array>) seen.push(chunk);
    };
    await expect(read()).rejects.toThrow(/terminated|fetch failed/);
    expect(Buffer.concat(seen)).toEqual(whole.subarray(0, bytes));
    expect(server.requests.at(-1)?.responseBytes).toBe(bytes);
  }
});

test('one flipped bit is the only difference', async () => {
  await using server = await serve();
  const ask = () => fetch(`${server.url}/acme/app.git/info/refs?service=git-upload-pack`);
  const whole = Buffer.from(await (await ask()).arrayBuffer());
  server.faults.next({ fault: corruptAt(50, { mask: 0x20 }) });
  const damaged = Buffer.from(await (await ask()).arrayBuffer());
  expect([...damaged.keys()].filter((index) => damaged[index] !== whole[index])).toEqual([50]);
});

test('a fault waits for its turn, and version 0 can be forced on one request', async () => {
  await using server = await serve();
  server.faults.next({ when: 'info-refs', skip: 1, fault: answer(503) });
  server.faults.next({ when: 'info-refs', times: Infinity, fault: withoutProtocolV2() });
  const statuses: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { status } = await fetch(`${server.url}/acme/app.git/info/refs?service=git-upload-pack`, {
      headers: { 'git-protocol': 'version=2' },
    });
    statuses.push(status);
  }
  expect(statuses).toEqual([200, 503, 200]);
});

test('a stalled answer ends when the server is disposed, and git behind it too', async () => {
  const server: GitServer = await serve();
  server.faults.next({ when: 'fetch', fault: stallAfter(10_000) });
  const stalled = clone(`${server.url}/acme/random.git`);
  await expect.poll(() => server.requests.find(({ operation }) => operation === 'fetch')?.responseBytes).toBe(10_000);
  await server[Symbol.asyncDispose]();
  expect((await stalled).code).not.toBe(0);
});
