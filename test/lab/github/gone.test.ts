// A client may go away at any time; what fails in the lab itself fails the test.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openGitHub } from '../../../src/github/client.ts';
import { startGitHub } from './github.ts';
import type { LabGitHub } from './github.ts';
import type { Route } from './routes.ts';

/** Sends the beginning of a request, and goes away. */
async function breakOff({ url, apiUrl }: LabGitHub, path: string, headers: Record<string, string>): Promise<void> {
  const { port } = new URL(apiUrl);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const lines = Object.entries({ host: new URL(url).host, 'content-length': '100000', ...headers });
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{`);
  socket.destroy();
  await once(socket, 'close');
}

test('a client that goes away is no failure of the lab, and what fails in the lab itself is one', async () => {
  const failing: Route = {
    method: 'GET',
    pattern: '/failing',
    handle: () => Promise.reject(Object.assign(new Error('of the lab'), { code: 'ECONNRESET' })),
  };
  const github = await startGitHub({ token: 'ghp_1', routes: [failing] });
  const app = await github.addRepository('acme/app');
  await app.git.commit();
  const authorization = 'Bearer ghp_1';
  const { url: serverUrl, apiUrl } = github;
  const log = { info: () => undefined, warn: () => undefined, progress: () => undefined };
  const octokit = await openGitHub({ serverUrl, apiUrl, tokenFor: async () => 'ghp_1', log }).clientFor('acme');
  const { data: release } = await octokit.rest.repos.createRelease({ owner: 'acme', repo: 'app', tag_name: 'v1' });
  await breakOff(github, '/api/v3/repos/acme/app/issues', { authorization });
  await breakOff(github, '/acme/app/git-upload-pack', { authorization: `Basic ${btoa('x-access-token:ghp_1')}` });
  const uploads = `/api/uploads/repos/acme/app/releases/${release.id}/assets?name=a`;
  await breakOff(github, uploads, { authorization, 'content-type': 'application/octet-stream' });
  const seen = () => octokit.rest.repos.listReleaseAssets({ owner: 'acme', repo: 'app', release_id: release.id });
  await expect.poll(async () => (await seen()).data.length, { timeout: 10_000 }).toBe(1);
  expect(github.mismatches).toEqual([]);
  await fetch(`${apiUrl}/failing`, { headers: { authorization } });
  await expect(github[Symbol.asyncDispose]()).rejects.toThrow(
    'the lab failed at GET /api/v3/failing: Error: of the lab',
  );
  expect(github.mismatches).toHaveLength(1);
});
