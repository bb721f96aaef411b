// Between us and a server stand proxies and certificate authorities: they are obeyed, and none of them sees the token.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../src/commands/report.ts';
import { startHttpProxy } from '../lab/http-proxy.ts';
import { runCli } from '../lab/program.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { createAuthority, hasOpenssl } from '../lab/tls.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** The command line as a child process: authorities are read when a process starts. */
async function sync(world: World, serverUrl: string, env: Record<string, string>) {
  const args = ['sync', '--repositories', 'acme/app', '--server-url', serverUrl, '--store', world.store, '--json'];
  const result = await runCli(args, { cli, cwd: world.folder.path, env });
  const [entry] = (result.json() as Report).repositories;
  return { entry, everything: result.stdout + result.stderr };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

function stubProxies(variables: Record<string, string>): void {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'])
    for (const spelling of [name, name.toLowerCase()]) vi.stubEnv(spelling, variables[spelling]);
}

test('HTTP_PROXY is obeyed, with its credentials, and NO_PROXY leaves it out', async () => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 3);
  await using proxy = await startHttpProxy({ credentials: 'ada:hunter2' });
  stubProxies({ HTTP_PROXY: proxy.url.replace('//', '//ada:hunter2@') });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  expect(proxy.forwarded.map(({ method, status }) => `${method} ${status}`)).toEqual([
    'GET 200',
    'POST 200',
    'POST 200',
  ]);
  stubProxies({ http_proxy: proxy.url, NO_PROXY: 'lab.example,127.0.0.1' });
  expect((await world.run('sync')).entry).toMatchObject({ status: 'unchanged' });
  expect(proxy.forwarded).toHaveLength(3);
});

test.each([
  [
    'wrong credentials',
    (url: string) => url.replace('//', '//ada:wrong@'),
    'denied',
    /HTTP 407: the proxy wants other credentials/,
  ],
  ['nothing behind the address', () => 'http://127.0.0.1:1', 'unreachable', /the connection was refused/],
  ['an address that is none', () => 'http://ada:hunter2@:x', 'usage', /the proxy in the environment is not/],
  [
    'a protocol that is not spoken',
    () => 'socks5://ada:hunter2@127.0.0.1:1',
    'usage',
    /the proxy in the environment is not/,
  ],
])('a proxy with %s is told as what it is, without its password', async (_, address, kind, message) => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 3);
  await using proxy = await startHttpProxy({ credentials: 'ada:hunter2' });
  stubProxies({ HTTP_PROXY: address(proxy.url) });
  const { entry, log } = await world.run('sync');
  expect(entry.error).toMatchObject({ kind, message: expect.stringMatching(message) as string });
  expect(JSON.stringify([entry, log])).not.toMatch(/hunter2|ada:wrong/);
});

describe.skipIf(!hasOpenssl())('with TLS', () => {
  test('a private authority is trusted where NODE_EXTRA_CA_CERTS names it, and refused where it does not', async () => {
    await using world = await openWorld();
    const authority = await createAuthority(world.folder.join('ca'));
    await using secure = await openWorld({ tls: authority.server });
    await linearHistory(secure.origin('acme/app'), 3);
    // This process knows nothing of the authority.
    const refused = await secure.run('sync', { token: 'secret-of-ada' });
    expect(refused.entry).toMatchObject({
      status: 'failed',
      error: { kind: 'unreachable', hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string },
    });
    expect(secure.server.requests).toEqual([]);
    const trusted = await sync(world, secure.server.url, authority.environment);
    expect(trusted.entry).toMatchObject({ status: 'stored' });
    expect(secure.server.requests).toHaveLength(3);
  });

  test.each([true, false])(
    'HTTPS_PROXY tunnels, and sees neither token nor content (protocol v2: %s)',
    async (protocolV2) => {
      await using world = await openWorld();
      const authority = await createAuthority(world.folder.join('ca'), ['git.example']);
      await using secure = await openWorld({ tls: authority.server, token: 'secret-of-ada', protocolV2 });
      await linearHistory(secure.origin('acme/app'), 3);
      const hosts = { 'git.example:443': `127.0.0.1:${secure.server.port}` };
      // The lab's proxy closes the connection on which stock git would try again with credentials.
      await using proxy = await startHttpProxy({ hosts, ...(protocolV2 ? { credentials: 'ada:hunter2' } : {}) });
      const result = await sync(world, 'https://git.example', {
        ...authority.environment,
        HTTPS_PROXY: proxy.url.replace('//', '//ada:hunter2@'),
        REPO_BACKUP_TOKEN: 'secret-of-ada',
      });
      expect(result.entry).toMatchObject({ status: 'stored' });
      // This server has no API, which is asked what it knows of the name.
      const toGit = secure.server.requests.filter(({ path }) => !path.startsWith('/api/'));
      expect(toGit.map(({ status }) => status)).toEqual(toGit.map(() => 200));
      expect(new Set(proxy.forwarded.map(({ method, target }) => `${method} ${target}`))).toEqual(
        new Set(['CONNECT git.example:443']),
      );
      const token = Buffer.from('x-access-token:secret-of-ada').toString('base64');
      const seen = proxy.forwarded.map(({ headers }) => ({ ...headers, 'proxy-authorization': '' }));
      const snapshot = (await readdir(`${world.store}/acme/app`)).find((file) => file.endsWith('.json')) ?? '';
      const manifest = await readFile(`${world.store}/acme/app/${snapshot}`, 'utf8');
      for (const secret of ['secret-of-ada', token, 'hunter2']) {
        expect(JSON.stringify(seen) + result.everything + manifest).not.toContain(secret);
      }
    },
  );

  test('a redirect from https to http is refused, over the wire and by stock git', async () => {
    await using plain = await openWorld();
    await linearHistory(plain.origin('acme/app'), 3);
    const authority = await createAuthority(plain.folder.join('ca'));
    for (const protocolV2 of [true, false]) {
      await using secure = await openWorld({ tls: authority.server, protocolV2 });
      secure.server.rename('/acme/app.git', `${plain.server.url}/acme/app.git`);
      const env = { ...authority.environment, REPO_BACKUP_TOKEN: 'secret-of-ada' };
      const { entry } = await sync(plain, secure.server.url, env);
      expect(entry).toMatchObject({
        status: 'failed',
        error: { kind: 'not-found', message: expect.stringContaining('an address without HTTPS') as string },
      });
      expect(plain.server.requests).toEqual([]);
    }
  });
});
