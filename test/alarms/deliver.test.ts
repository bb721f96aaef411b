// Delivering: tried again where that may help, never to another address, and never telling more of it than its host.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deliver } from '../../src/alarms/deliver.ts';
import { startHttpProxy } from '../lab/http-proxy.ts';
import { startListener, type Listener } from '../lab/listener.ts';

const SECRET = 'T000-B000-xyzzy';

let listener: Listener;
let waited: number[];
beforeEach(async () => {
  listener = await startListener();
  waited = [];
});
afterEach(() => listener[Symbol.asyncDispose]());

const wait = async (ms: number) => void waited.push(ms);
const body = { type: 'application/json', text: '{"a":1}' };
const send = (url = `${listener.url}/${SECRET}`) => deliver({ url, method: 'POST', body }, wait);
const failure = (url?: string) =>
  send(url).then(
    () => expect.unreachable('it was delivered'),
    (error: unknown) => error as Error & { hint: string; kind: string },
  );

test('a message arrives once, as it is, with our name', async () => {
  await send();
  expect(listener.heard).toMatchObject([
    { method: 'POST', path: `/${SECRET}`, body: '{"a":1}', headers: { 'content-type': 'application/json' } },
  ]);
  expect(listener.heard[0]?.headers['user-agent']).toMatch(/^repo-backup\/\d/);
  expect(waited).toEqual([]);
});

test.each([500, 502, 503, 504, 429, 408, 'hang-up'] as const)('%s twice, and then it is delivered', async (answer) => {
  listener.answer('/', answer, answer, 200);
  await send();
  expect(listener.heard).toHaveLength(3);
  expect(waited).toEqual([1000, 4000]);
});

test('a server that asks to wait is waited for, but not for an hour', async () => {
  listener.answer('/', { status: 429, headers: { 'retry-after': '7' } }, 200);
  await send();
  expect(waited).toEqual([7000]);
  listener.answer('/', { status: 429, headers: { 'retry-after': '3600' } });
  expect(await failure()).toMatchObject({ kind: 'unreachable' });
  expect(waited).toEqual([7000]);
});

test.each([400, 401, 403, 404, 410])('%s is not tried again', async (status) => {
  listener.answer('/', status);
  expect(await failure()).toMatchObject({ kind: 'denied', message: `127.0.0.1:${listener.port} answers ${status}` });
  expect(listener.heard).toHaveLength(1);
});

test('a redirect is not followed: the secret in the address goes to no other server', async () => {
  await using other = await startListener();
  for (const status of [301, 302, 307, 308]) {
    listener.answer('/', { status, headers: { location: `${other.url}/${SECRET}` } });
    const { message, hint } = await failure();
    expect(message).toContain('a redirect');
    expect(hint).toContain('Write the address that it leads to');
  }
  expect(other.heard).toEqual([]);
});

test('user and password of an address go into a header, and not into the address', async () => {
  await send(`http://ada:p%40ss@127.0.0.1:${listener.port}/push`);
  const [heard] = listener.heard;
  expect(heard?.path).toBe('/push');
  expect(heard?.headers.authorization).toBe(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
});

test('no error tells more of the address than its host', async () => {
  const address = `http://ada:${SECRET}@127.0.0.1:${listener.port}/${SECRET}?token=${SECRET}`;
  const failures: { message: string; hint: string }[] = [];
  for (const answer of [404, 500, 'hang-up', { status: 302, headers: { location: `/${SECRET}` } }] as const) {
    listener.answer('/', answer);
    failures.push(await failure(address));
  }
  await listener[Symbol.asyncDispose]();
  failures.push(await failure(address), await failure(`http://${SECRET.toLowerCase()}.invalid/${SECRET}`));
  for (const { message, hint } of failures.slice(0, -1)) expect(message + hint).not.toContain(SECRET);
  expect(failures.at(-1)?.message).not.toContain(SECRET);
});

test('the proxy of the environment is used', async () => {
  await using proxy = await startHttpProxy({ hosts: { 'hooks.example:80': `127.0.0.1:${listener.port}` } });
  for (const name of ['http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, proxy.url);
  for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
  await send(`http://hooks.example/${SECRET}`);
  expect(listener.heard).toMatchObject([{ path: `/${SECRET}`, body: '{"a":1}' }]);
  expect(proxy.forwarded).toHaveLength(1);
});
