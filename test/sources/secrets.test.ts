// The token goes to one server, in one header. It is in nothing that is written, shown, or started.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, cutAfter, errPacket, hangUp, htmlPage } from '../lab/faults.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { useFakeGit } from './fake-git.ts';
import { openWorld } from './world.ts';
import type { Run, World } from './world.ts';

const token = 'ghs_TheSecretOfAdaLovelace';
const forms = [token, Buffer.from(`x-access-token:${token}`).toString('base64'), Buffer.from(token).toString('base64')];

/** Everything that a run left and said. */
async function everythingOf(world: World, ...runs: Run[]): Promise<string> {
  const files = await readdir(world.store, { recursive: true, withFileTypes: true });
  const contents = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return [...(await Promise.all(contents)), JSON.stringify(runs)].join('\n');
}

function expectNoSecret(text: string): void {
  expect(forms.filter((form) => text.includes(form))).toEqual([]);
}

test('the token is in no file, log, report, argument or child of a whole life of a repository', async () => {
  await using world = await openWorld({ token });
  const app = await linearHistory(world.origin('acme/app'), 10);
  const git = await useFakeGit(world);
  Object.assign(world.env, { REPO_BACKUP_TOKEN: token, GITHUB_TOKEN: token, GH_TOKEN: token, INPUT_TOKEN: token });
  const runs = [await world.run('sync', { token })];
  await app.commit();
  await app.setRef('refs/heads/old', 'main~5');
  await app.setHead('refs/heads/old');
  runs.push(await world.run('sync', { token }), await world.run('sync', { token }));
  runs.push(await world.run('verify', { deep: 'true' }), await world.run('drill'));
  expect(runs.map(({ report }) => report.verdict)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expectNoSecret(await everythingOf(world, ...runs));
  const starts = await git.starts();
  expect(starts.map(({ args }) => args)).toContainEqual(expect.stringMatching(/index-pack --stdin/));
  expectNoSecret(JSON.stringify(starts));
  expect(world.server.requests.every(({ authorization }) => authorization === `Basic ${forms[1]}`)).toBe(true);
});

test('stock git gets the token in its environment, only where it talks to the server, and never in its arguments', async () => {
  await using world = await openWorld({ token, protocolV2: false });
  await linearHistory(world.origin('acme/app'), 10);
  const git = await useFakeGit(world);
  const run = await world.run('sync', { token });
  expect(run.entry).toMatchObject({ status: 'stored' });
  expectNoSecret(await everythingOf(world, run));
  const starts = await git.starts();
  expectNoSecret(starts.map(({ args }) => args).join('\n'));
  const knowing = starts.filter(({ env }) => forms.some((form) => env.join('\n').includes(form)));
  expect(knowing.map(({ args }) => /(?:^| )(ls-remote|fetch|[a-z]+-[a-z]+) /.exec(args)?.[1])).toEqual([
    'ls-remote',
    'fetch',
  ]);
});

test.each([
  answer(401),
  answer(403),
  answer(404),
  answer(500),
  hangUp(),
  htmlPage(),
  errPacket('no'),
  cutAfter(40),
  answer(302, { headers: { location: '/login' } }),
])('no failure shows the token: $name', async (fault) => {
  for (const protocolV2 of [true, false]) {
    await using world = await openWorld({ token, protocolV2 });
    await linearHistory(world.origin('acme/app'), 2);
    world.server.faults.next({ fault, times: Infinity });
    const run = await world.run('sync', { token });
    expect(run.entry).toMatchObject({ status: 'failed' });
    expectNoSecret(await everythingOf(world, run));
  }
});

test('the token goes to the origin of server-url and to no other server, port, transport or redirect', async () => {
  await using elsewhere = await openWorld();
  await using world = await openWorld({ token });
  await linearHistory(elsewhere.origin('acme/app'), 2);
  const own = await linearHistory(world.origin('acme/app'), 2);
  world.server.rename('/acme/moved.git', `${elsewhere.server.url}/acme/app.git`);
  const git = await useFakeGit(world);
  const repositories = [
    'acme/app',
    'acme/moved',
    `acme/by-url=${elsewhere.server.url}/acme/app.git`,
    `acme/by-path=${own.path}`,
  ];
  const run = await world.run('sync', { token, repositories: repositories.join('\n') });
  expect(run.report.verdict).toBe('ok');
  expect(elsewhere.server.requests).toHaveLength(6);
  expect(elsewhere.server.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  expectNoSecret(JSON.stringify(await git.starts()));
});
