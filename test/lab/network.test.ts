// The lab's proxies and its TLS do to stock git what networks do.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGitServer } from './git-server.ts';
import type { GitServer } from './git-server.ts';
import { startHttpProxy } from './http-proxy.ts';
import { git } from './inspection.ts';
import { runProcess } from './processes.ts';
import { linearHistory, randomRepository } from './repository-shapes.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { temporaryFolder } from './temp.ts';
import type { TemporaryFolder } from './temp.ts';
import { createAuthority, hasOpenssl } from './tls.ts';

let folder: TemporaryFolder;
let server: GitServer;
let copies = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  await linearHistory(folder.join('root/acme/app.git'), 5);
  await randomRepository(folder.join('root/acme/random.git'), 1);
  server = await startGitServer({ root: folder.join('root') });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function clone(url: string, env: Record<string, string> = {}) {
  const { code, stderr } = await git(
    folder.path,
    ['clone', '-q', '--mirror', url, folder.join(`copy-${(copies += 1)}`)],
    env,
  );
  return { code, stderr: stderr.toString() };
}

test('a TCP proxy passes everything on, slows, cuts and resets', async () => {
  await using proxy = await startTcpProxy({ target: server.url });
  const url = `${proxy.url}/acme/random.git`;
  expect((await clone(url)).code).toBe(0);
  expect(proxy.seen.bytes).toBeGreaterThan(1024 * 1024);

  proxy.network.bytesPerSecond = 16 * 1024 * 1024;
  expect((await clone(url)).code).toBe(0);
  proxy.network.bytesPerSecond = undefined;

  for (const reset of [false, true]) {
    const before = proxy.seen.bytes;
    Object.assign(proxy.network, { cutAfter: 50_000, reset });
    expect((await clone(url)).code).not.toBe(0);
    expect(proxy.seen.bytes).toBeGreaterThan(before);
  }
  Object.assign(proxy.network, { cutAfter: undefined, down: true });
  expect((await clone(url)).stderr).toMatch(/Empty reply|reset|unable to access/);
});

test('a forward proxy takes plain requests, and asks for credentials', async () => {
  await using proxy = await startHttpProxy({
    credentials: 'user:pass',
    hosts: { 'git.example:80': `127.0.0.1:${server.port}` },
  });
  const env = (credentials: string) => ({ http_proxy: proxy.url.replace('//', `//${credentials}@`) });
  expect((await clone('http://git.example/acme/app.git', env('user:pass'))).code).toBe(0);
  expect(proxy.forwarded[0]?.target).toMatch('http://git.example/acme/app.git/info/refs');
  expect((await clone('http://git.example/acme/app.git', env('user:wrong'))).stderr).toMatch(/407/);
  expect((await clone('http://elsewhere.example/app.git', env('user:pass'))).stderr).toMatch(/403/);
});

test.skipIf(!hasOpenssl())('TLS is trusted by its authority only, also through a tunnel', async () => {
  const authority = await createAuthority(folder.join('tls'), ['git.example']);
  await using secure = await startGitServer({ root: folder.join('root'), tls: authority.server });
  await using proxy = await startHttpProxy({ hosts: { 'git.example:443': `127.0.0.1:${secure.port}` } });
  const url = `${secure.url}/acme/app.git`;
  expect((await clone(url)).stderr).toMatch(/certificate/);
  expect((await clone(url, authority.environment)).code).toBe(0);
  const tunneled = await clone('https://git.example/acme/app.git', {
    ...authority.environment,
    https_proxy: proxy.url,
  });
  expect(tunneled.stderr).toBe('');
  expect(proxy.forwarded[0]).toMatchObject({ method: 'CONNECT', target: 'git.example:443', status: 200 });
  const script =
    'fetch(process.argv[1]).then(({ status }) => process.exit(status === 200 ? 0 : 1), () => process.exit(2))';
  const read = (env: Record<string, string>) =>
    runProcess(process.execPath, ['-e', script, `${url}/info/refs?service=git-upload-pack`], { env });
  expect([(await read({})).code, (await read(authority.environment)).code]).toEqual([2, 0]);
});
