// copy through the built doors: from a directory into every kind of store and back, the same bytes on both ends.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint } from '../invariants/history.ts';
import { runtimeToken } from '../lab/github/artifact-state.ts';
import { startArtifacts, TOKEN } from '../lab/github/artifact-world.ts';
import { startGitHub } from '../lab/github/github.ts';
import { refsOf } from '../lab/inspection.ts';
import type { CliOptions } from '../lab/program.ts';
import { runAction } from '../lab/runner.ts';
import { ACCESS_KEY, BUCKET, startS3Server } from '../lab/s3-server.ts';
import { makePair } from '../seal/world.ts';
import { documentOf, openScene, type Entry, type Scene } from './scene.ts';

const pair = await makePair();
let scene: Scene;
let refs: string[];
// A readable chain of two with a pin, and a sealed one beside it.
beforeAll(async () => {
  scene = await openScene();
  const sealed = `acme/sealed=${scene.origin.path}`;
  await first(['sync', '--repositories', scene.app, '--store', scene.store]);
  await first(['sync', '--repositories', sealed, '--store', scene.store, '--encrypt-to', pair.recipient]);
  await first(['pin', '--repositories', 'acme/app', '--store', scene.store, '--snapshot', 'latest', '--reason', 'why']);
  await scene.origin.commit();
  await first(['sync', '--repositories', scene.app, '--store', scene.store]);
  await first(['sync', '--repositories', sealed, '--store', scene.store, '--encrypt-to', pair.recipient]);
  refs = await refsOf(scene.origin.path);
});
afterAll(() => scene[Symbol.asyncDispose]());

/** The lines of a run that must be green. */
async function lines(args: string[], options?: CliOptions): Promise<readonly Entry[]> {
  const result = await scene.run([...args, '--json'], options);
  expect({ code: result.code, said: result.code === 0 ? '' : result.stdout + result.stderr }).toEqual({
    code: 0,
    said: '',
  });
  return documentOf(result).repositories;
}

const first = async (args: string[], options?: CliOptions) => (await lines(args, options))[0];

const two = (status: string) => [
  { repository: 'acme/app', status },
  { repository: 'acme/sealed', status },
];

/** Copies the scene's store to an address and back into a folder, without a key; what comes back must be what went. */
async function thereAndBack(
  address: string,
  back: string,
  flags: string[],
  env: Record<string, string>,
): Promise<void> {
  const there = ['copy', '--store', scene.store, '--copy-to', address, ...flags];
  expect(await lines([...there, '--dry-run'], { env })).toMatchObject(two('copied'));
  expect(await lines(there, { env })).toMatchObject(two('copied'));
  expect(await lines(there, { env })).toMatchObject(two('unchanged'));
  expect(await lines(['verify', '--store', address, ...flags], { env })).toMatchObject(two('verified'));
  expect(await lines(['copy', '--store', address, '--copy-to', back, ...flags], { env })).toMatchObject(two('copied'));
  expect(await fingerprint(back)).toBe(await fingerprint(scene.store));
  for (const name of ['app', 'sealed']) {
    const to = `${back}-${name}.git`;
    const key = { ...env, REPO_BACKUP_IDENTITY: pair.identity };
    const restore = ['restore', '--store', address, '--repositories', `acme/${name}`, '--to', to, ...flags];
    expect(await first(restore, { env: key })).toMatchObject({ status: 'restored' });
    expect(await refsOf(to)).toEqual(refs);
  }
}

test('a bucket holds the same files under the same names, sealed ones too, and brings them back', async () => {
  await using server = await startS3Server();
  const address = `s3://${BUCKET}/far/away?endpoint=${server.url}&region=eu-central-1`;
  const env = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-lab' };
  await thereAndBack(address, scene.path('from-s3'), [], env);
  const keys = [...server.objects.keys()].filter((key) => !key.includes('/runs/'));
  expect(keys).toHaveLength(9);
  for (const key of keys) {
    const file = await readFile(join(scene.store, key.replace('far/away/', '')));
    expect(server.objects.get(key)?.bytes.equals(file)).toBe(true);
  }
  // What comes later builds on what was copied.
  await scene.origin.commit();
  const later = await first(['sync', '--repositories', scene.app, '--store', address], { env });
  expect(later).toMatchObject({ status: 'stored', type: 'incremental' });
  expect(later?.bytes).toBeLessThan(20_000);
});

test('releases hold and give back the same', async () => {
  await using github = await startGitHub();
  const holder = await github.addRepository('acme/backups', { private: true });
  await holder.git.commit();
  const flags = ['--server-url', github.url, '--api-url', github.apiUrl];
  await thereAndBack('release:acme/backups', scene.path('from-releases'), flags, {
    REPO_BACKUP_TOKEN: github.settings.token ?? '',
  });
  const tags = (await holder.git.git('for-each-ref', '--format=%(refname:short)', 'refs/tags')).trim().split('\n');
  expect(tags).toHaveLength(4);
});

test('the Action copies into the artifacts of its repository, and back', async () => {
  await using world = await startArtifacts();
  const options = {
    workspace: scene.cwd,
    token: TOKEN,
    context: { 'github.api_url': world.url },
    env: { ACTIONS_RUNTIME_TOKEN: runtimeToken(7), ACTIONS_RESULTS_URL: world.url },
  };
  const step = (store: string, to: string) =>
    runAction({ command: 'copy', repositories: 'acme/*', store, 'copy-to': to, 'allow-public-store': 'true' }, options);
  const there = await step(scene.store, 'artifact:');
  expect(there).toMatchObject({ conclusion: 'success', annotations: [], leftovers: [] });
  expect(there.summary).toMatch(/^\| acme\/app \| artifact.+ \| copied \| snapshot-/m);
  expect(world.state.artifacts.filter(({ name }) => name.startsWith('acme.'))).toHaveLength(9);
  const again = await step(scene.store, 'artifact:');
  expect(again.outputs).toMatchObject({ verdict: 'ok', unchanged: '2', bytes: '0' });
  const back = scene.path('from-artifacts');
  expect(await step('artifact:', back)).toMatchObject({ conclusion: 'success' });
  expect(await fingerprint(back)).toBe(await fingerprint(scene.store));
});
