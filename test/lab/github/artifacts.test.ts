// The lab's services of runs are GitHub's as far as the official clients see them, and its blobs are no easier than Azure's.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { saveCache, restoreCache } from '@actions/cache';
import { DefaultArtifactClient } from '@actions/artifact';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temp.ts';
import { runtimeToken } from './artifact-state.ts';
import { runningAzurite } from './azurite.ts';
import { mismatchesIn } from './fidelity.ts';
import { startArtifacts, TOKEN, type ArtifactWorld } from './artifact-world.ts';

/** Makes this process a step of a run. */
function beStep(world: ArtifactWorld, folder: string, run = 7): void {
  const variables = {
    ACTIONS_RUNTIME_TOKEN: runtimeToken(run),
    ACTIONS_RESULTS_URL: world.url,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

test('the official client of artifacts uploads, lists, downloads and deletes, and every message is one of its own', async () => {
  await using folder = await temporaryFolder();
  await using world = await startArtifacts();
  beStep(world, folder.path);
  const client = new DefaultArtifactClient();
  await writeFile(folder.join('log.txt'), 'all of it');
  const { id = 0 } = await client.uploadArtifact('log.txt', [folder.join('log.txt')], folder.path, {
    skipArchive: true,
  });
  await expect(
    client.uploadArtifact('log.txt', [folder.join('log.txt')], folder.path, { skipArchive: true }),
  ).rejects.toThrow('409');
  expect((await client.listArtifacts()).artifacts).toMatchObject([{ id, name: 'log.txt', size: 9 }]);
  expect((await client.getArtifact('log.txt')).artifact).toMatchObject({ id });
  await mkdir(folder.join('to'));
  await client.downloadArtifact(id, { path: folder.join('to'), skipDecompress: true });
  expect(await readFile(folder.join('to', 'log.txt'), 'utf8')).toBe('all of it');
  await client.deleteArtifact('log.txt');
  expect((await client.listArtifacts()).artifacts).toEqual([]);
});

test('the official client of caches saves and restores, and every message is one of its own', async () => {
  await using folder = await temporaryFolder();
  await using world = await startArtifacts();
  beStep(world, folder.path);
  const path = folder.join('kept');
  await mkdir(path);
  await writeFile(folder.join('kept', 'index'), 'an index');
  expect(await restoreCache([path], 'warm-1', ['warm-'])).toBeUndefined();
  await saveCache([path], 'warm-1');
  await rm(path, { recursive: true });
  expect(await restoreCache([path], 'warm-2', ['warm-'])).toBe('warm-1');
  expect(await readFile(folder.join('kept', 'index'), 'utf8')).toBe('an index');
});

test('an address of a blob is for that blob and that act, for a minute, and takes no token', async () => {
  await using world = await startArtifacts();
  const { blobs } = world;
  blobs.put('artifacts/one', Buffer.from('0123456789'));
  blobs.put('artifacts/two', Buffer.from('x'));
  const address = blobs.sign('download', 'artifacts/one', 60);
  const ask = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    return [response.status, response.status < 300 ? await response.text() : ''];
  };
  const put = { method: 'PUT', body: 'y', headers: { 'x-ms-blob-type': 'BlockBlob' } };
  expect(await ask(address)).toEqual([200, '0123456789']);
  expect(await ask(address, { headers: { range: 'bytes=2-4' } })).toEqual([206, '234']);
  expect(await ask(address, { headers: { range: 'bytes=20-29' } })).toEqual([416, '']);
  const head = await fetch(address, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
  expect(await ask(address.replace('artifacts/one', 'artifacts/two'))).toEqual([403, '']);
  expect(await ask(address, put)).toEqual([403, '']);
  expect(await ask(address, { headers: { authorization: `token ${TOKEN}` } })).toEqual([400, '']);
  expect(await ask(blobs.sign('download', 'artifacts/one', -1))).toEqual([403, '']);
  expect(await ask(blobs.sign('upload', 'artifacts/one', 60))).toEqual([403, '']);
  expect(await ask(blobs.sign('download', 'artifacts/none', 60))).toEqual([404, '']);
  expect(await ask(blobs.sign('upload', 'artifacts/new', 60), put)).toEqual([201, '']);
  expect(await blobs.read('artifacts/new')).toEqual(Buffer.from('y'));
  await blobs.remove('artifacts/new');
  expect(await blobs.size('artifacts/new')).toBeUndefined();
  world.days(1);
  expect(await ask(address)).toEqual([403, '']);
});

test('a field that no client knows, a value of another type, and a refusal without its words are mismatches', async () => {
  const path = '/twirp/github.actions.results.api.v1.ArtifactService/CreateArtifact';
  const exchange = { method: 'POST', path, query: new URLSearchParams(), sent: {}, status: 200 };
  const judge = (changes: object) => mismatchesIn([{ ...exchange, answer: { ok: true }, ...changes }]);
  expect(await judge({})).toEqual([]);
  expect(await judge({ answer: { ok: true, uploaded_url: 'x' } })).toEqual([expect.stringContaining('uploaded_url')]);
  expect(await judge({ sent: { name: 7 } })).toEqual([expect.stringContaining('CreateArtifactRequest#name')]);
  expect(await judge({ status: 409, answer: {} })).toEqual([expect.stringContaining('without code and msg')]);
  expect(await judge({ path: `${path}Now` })).toEqual([expect.stringContaining('no such method')]);
});

test('in the long suite it is Azurite that answers for blobs, and in the quick one the stand-in', async () => {
  await using world = await startArtifacts();
  world.blobs.put('artifacts/one', Buffer.from('1'));
  const server = (await fetch(world.blobs.sign('download', 'artifacts/one', 60))).headers.get('server');
  expect(server?.split('/')[0]).toBe(runningAzurite() ? 'Azurite-Blob' : undefined);
});
