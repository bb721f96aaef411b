// GitHub Apps in the lab: the real @octokit/auth-app gets tokens from it, and only what was granted.
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { newAppKey } from './apps.ts';
import { startGitHub } from './github.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

test('an App finds where it is installed, gets tokens that expire, and sees no more than it was granted', async () => {
  let now = new Date();
  await using github = await startGitHub({ organizations: ['umbrella'], now: () => now });
  const { privateKey, publicKey } = newAppKey();
  for (const name of ['acme/app', 'acme/hidden', 'umbrella/app']) await github.addRepository(name, { private: true });
  const permissions = { contents: 'read', metadata: 'read' } as const;
  github.addApp({
    id: 7,
    slug: 'backup',
    publicKey,
    installations: [{ id: 70, account: 'acme', repositories: ['acme/app'], permissions }],
  });
  const auth = createAppAuth({
    appId: 7,
    privateKey,
    request: new Octokit({ baseUrl: github.apiUrl, log: quiet }).request,
  });
  const asApp = async () => {
    const { token } = await auth({ type: 'app' });
    return new Octokit({ baseUrl: github.apiUrl, auth: token, log: quiet });
  };
  expect((await (await asApp()).rest.apps.listInstallations()).data).toMatchObject([
    { id: 70, account: { login: 'acme' } },
  ]);
  const { data: found } = await (await asApp()).rest.apps.getOrgInstallation({ org: 'acme' });
  await expect((await asApp()).rest.apps.getOrgInstallation({ org: 'umbrella' })).rejects.toMatchObject({
    status: 404,
  });
  const { token, expiresAt } = await auth({ type: 'installation', installationId: found.id });
  expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(now.getTime());
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: token, log: quiet });
  const { data } = await octokit.rest.apps.listReposAccessibleToInstallation();
  expect(data.repositories.map((one) => one.full_name)).toEqual(['acme/app']);
  await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'hidden' })).rejects.toMatchObject({ status: 404 });
  await expect(octokit.rest.issues.listForRepo({ owner: 'acme', repo: 'app' })).rejects.toMatchObject({ status: 403 });
  now = new Date(now.getTime() + 3_600_001);
  await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'app' })).rejects.toMatchObject({ status: 401 });
});

test('an App whose key is another one gets no token', async () => {
  await using github = await startGitHub();
  github.addApp({ id: 7, slug: 'backup', publicKey: newAppKey().publicKey, installations: [] });
  const auth = createAppAuth({ appId: 7, privateKey: newAppKey().privateKey });
  const { token } = await auth({ type: 'app' });
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: token, log: quiet });
  await expect(octokit.rest.apps.listInstallations()).rejects.toMatchObject({ status: 401 });
});
