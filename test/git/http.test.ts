// Smart HTTP: connections that are kept, closed, silent or redirected, and to whom the token goes.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unreachable } from '../../src/git/http-answer.ts';
import { connectHttp, locateHttp, openHttpPool, type HttpRemote } from '../../src/git/http.ts';
import { listRefs } from '../../src/git/wire.ts';
import { answer, cutAfter, stallAfter } from '../lab/faults.ts';
import { startGitServer } from '../lab/git-server.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
  await linearHistory(folder.join('root/acme/app.git'), 3);
});
afterAll(() => folder[Symbol.asyncDispose]());

const serve = () => startGitServer({ root: folder.join('root') });
const header = 'Basic c2VjcmV0';
const authorization = async () => header;

/** A pool and a remote with a token for the repository at `origin`. */
function remoteAt(origin: string, options: Partial<HttpRemote> = {}): HttpRemote & Disposable {
  const pool = openHttpPool();
  const close = () => pool[Symbol.dispose]();
  return { url: `${origin}/acme/app.git`, authorization, pool, ...options, [Symbol.dispose]: close };
}

/** First contact and a list of refs: two requests. */
async function listOver(remote: HttpRemote): Promise<number> {
  const { exchange, capabilities } = await connectHttp(remote);
  return (await listRefs(exchange, capabilities)).refs.length;
}

/** A server that speaks no HTTP but what `handle` does with each connection. */
async function startRaw(
  handle: (socket: Socket, count: number) => void,
): Promise<AsyncDisposable & { url: string; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    handle(socket, sockets.length);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sockets,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

test('many requests share one connection', async () => {
  await using server = await serve();
  using remote = remoteAt(server.url);
  for (let round = 0; round < 3; round += 1) expect(await listOver(remote)).toBe(1);
  expect(new Set(server.requests.map(({ connection }) => connection))).toEqual(new Set([1]));
});

test('a kept connection that the server closed meanwhile is no failure', async () => {
  await using server = await serve();
  const reply = (type: string) =>
    `HTTP/1.1 200 OK\r\ncontent-type: application/x-git-upload-pack-${type}\r\ncontent-length: `;
  const greeting = '000eversion 2\n000cls-refs\n000afetch\n0000';
  // The first answer promises to keep the connection; then the request that uses it is answered by closing it.
  await using raw = await startRaw((socket, count) => {
    let requests = 0;
    socket.on('data', (data: Buffer) => {
      requests += 1;
      if (count === 1 && requests > 1) socket.resetAndDestroy();
      else if (data.toString('latin1').startsWith('GET'))
        socket.write(`${reply('advertisement')}${greeting.length}\r\n\r\n${greeting}`);
      else socket.write(`${reply('result')}4\r\n\r\n0000`);
    });
  });
  using remote = remoteAt(raw.url);
  expect(await listOver(remote)).toBe(0);
  expect(raw.sockets).toHaveLength(2);
  expect(server.requests).toEqual([]);
});

test('a reset in the middle of an answer on a kept connection is a failure, and asks nothing again', async () => {
  await using server = await serve();
  using remote = remoteAt(server.url);
  await listOver(remote);
  server.requests.splice(0);
  server.faults.next({ when: 'ls-refs', fault: cutAfter(30, { reset: true }) });
  await expect(listOver(remote)).rejects.toMatchObject({ kind: 'unreachable' });
  await listOver(remote);
  expect(server.requests.map(({ operation }) => operation)).toEqual(['info-refs', 'ls-refs', 'info-refs', 'ls-refs']);
});

test('a server that falls silent is given up, before its answer and in the middle of it', async () => {
  await using server = await serve();
  using remote = remoteAt(server.url, { silence: 150 });
  const silent = { kind: 'unreachable', message: `${remote.url} cannot be reached: the server fell silent` };
  server.faults.next({ when: 'ls-refs', fault: stallAfter(20) });
  await expect(listOver(remote)).rejects.toMatchObject(silent);
  await using raw = await startRaw((socket) => socket.resume());
  using mute = remoteAt(raw.url, { silence: 150 });
  await expect(listOver(mute)).rejects.toMatchObject({
    ...silent,
    message: silent.message.replace(server.url, raw.url),
  });
  // What was given up is closed, and does not hold the process.
  await expect.poll(() => raw.sockets.every((socket) => socket.readableEnded || socket.destroyed)).toBe(true);
});

test('an error that goes on and on is not waited for', async () => {
  await using raw = await startRaw((socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 500 Oops\r\ntransfer-encoding: chunked\r\n\r\n5\r\nnever\r\n'));
  });
  {
    using remote = remoteAt(raw.url);
    await expect(listOver(remote)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('HTTP 500') as string,
    });
  }
  await expect.poll(() => raw.sockets.every((socket) => socket.readableEnded || socket.destroyed)).toBe(true);
});

test.each(['garbage\r\n\r\n', 'HTTP/1.1 abc\r\n\r\n', 'SSH-2.0-OpenSSH_9.2\r\n', ''])(
  'what is no HTTP (%j) is an unreachable server and no bug',
  async (bytes) => {
    await using raw = await startRaw((socket) => socket.end(bytes));
    using remote = remoteAt(raw.url);
    await expect(listOver(remote)).rejects.toMatchObject({ kind: 'unreachable' });
  },
);

test('a host that is not there is told so', async () => {
  const raw = await startRaw(() => undefined);
  await raw[Symbol.asyncDispose]();
  using refused = remoteAt(raw.url);
  await expect(listOver(refused)).rejects.toMatchObject({
    kind: 'unreachable',
    message: `${refused.url} cannot be reached: the connection was refused`,
  });
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND host'), { code: 'ENOTFOUND' });
  expect(unreachable(refused, unknown).message).toMatch(/the host name is unknown$/);
});

test('a renamed repository is followed once, and its token with it on the same server', async () => {
  await using server = await serve();
  using remote = remoteAt(server.url, { url: `${server.url}/old/name.git` });
  for (const status of [301, 302, 307, 308]) {
    server.rename('/old/name.git', '/acme/app.git', status);
    const { movedTo, exchange, capabilities } = await connectHttp(remote);
    expect(movedTo).toBe(`${server.url}/acme/app.git`);
    expect((await listRefs(exchange, capabilities)).refs).toHaveLength(1);
    expect(await locateHttp(remote)).toMatchObject({ movedTo, at: { url: movedTo, authorization } });
  }
  expect(server.requests.every((request) => request.authorization === header)).toBe(true);
});

test('the token never follows a redirect to another server, not even to another port', async () => {
  await using other = await serve();
  await using server = await serve();
  server.rename('/acme/app.git', `${other.url}/acme/app.git`);
  using remote = remoteAt(server.url);
  expect(await listOver(remote)).toBe(1);
  expect(await locateHttp(remote)).toMatchObject({
    at: { url: `${other.url}/acme/app.git`, authorization: undefined },
  });
  expect(other.requests).toHaveLength(3);
  expect(other.requests.every((request) => request.authorization === undefined)).toBe(true);
  expect(server.requests.every((request) => request.authorization === header)).toBe(true);
});

test('a second redirect, and a circle of them, is not followed', async () => {
  await using server = await serve();
  server.rename('/one.git', '/two.git');
  server.rename('/two.git', '/one.git');
  using remote = remoteAt(server.url, { url: `${server.url}/one.git` });
  await expect(listOver(remote)).rejects.toMatchObject({
    kind: 'not-found',
    message: expect.stringMatching(/two\.git answered HTTP 301: it redirects once more/) as string,
  });
  expect(server.requests).toHaveLength(2);
});

test.each([
  ['a login page', '/users/sign_in?back=/acme/app.git', /redirects to .*\/users\/sign_in, which is not taken/],
  ['another protocol', 'ftp://127.0.0.1/info/refs', /an address without HTTPS/],
  ['no URL', 'http://[::bad/info/refs', /which is not taken for a git repository/],
  ['the mail program', 'mailto:ada@lab.example', /an address without HTTPS/],
])('a redirect to %s is not followed', async (_, location, message) => {
  await using server = await serve();
  server.faults.next({ fault: answer(302, { headers: { location } }) });
  using remote = remoteAt(server.url);
  await expect(listOver(remote)).rejects.toMatchObject({
    kind: 'not-found',
    message: expect.stringMatching(message) as string,
  });
  expect(server.requests).toHaveLength(1);
});

test('a media type may have parameters, and letters of any size', async () => {
  await using raw = await startRaw((socket) => {
    const type = 'Application/X-Git-Upload-Pack-Advertisement; charset=utf-8';
    const greeting = '000eversion 2\n000cls-refs\n000afetch\n0000';
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n\r\n${greeting}`));
  });
  using remote = remoteAt(raw.url);
  expect((await connectHttp(remote)).capabilities).toEqual(['ls-refs', 'fetch']);
});
