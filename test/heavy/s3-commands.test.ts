// The built program with a real S3 server as its store: from the first snapshot to the restored repository, killed, locked out, locked.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { runOn } from '../../src/commands/run.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import { parseS3Address } from '../../src/stores/s3/address.ts';
import { openS3Store } from '../../src/stores/s3.ts';
import { openPlace } from '../commands/place.ts';
import { fingerprint } from '../invariants/history.ts';
import { runCli, type CliResult } from '../lab/program.ts';
import { createRepository, type Repository } from '../lab/repositories.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';
import { isPart, MIB, random, setScene, told } from './scene.ts';

const scene = setScene();

type Program = AsyncDisposable & {
  folder: TemporaryFolder;
  origin: Repository;
  address: string;
  env: Record<string, string>;
  run: (command: string, ...flags: string[]) => Promise<CliResult>;
};

/** The program beside an origin, with a folder of the plain bucket as its store. */
async function openProgram(): Promise<Program> {
  const folder = await temporaryFolder();
  const origin = await createRepository(folder.join('origin.git'));
  const address = `s3://plain/${scene.folder}?endpoint=${scene.proxy.url}`;
  const { accessKeyId, secretAccessKey } = scene.server.credentials;
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const run: Program['run'] = (command, ...flags) =>
    runCli([command, '--store', address, '--json', ...flags], { cwd: folder.path, env });
  return { folder, origin, address, env, run, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const capture = ({ origin }: Program) => ['--repositories', `acme/app=${origin.path}`];
const first = (result: CliResult) => (result.json() as { repositories: Record<string, unknown>[] }).repositories[0];

test('the main job: full, unchanged, increment, verify, drill, restore, prune', async () => {
  await using program = await openProgram();
  const { origin, folder, run } = program;
  await origin.commit({ files: { 'large.bin': random(20 * MIB) } });
  expect(first(await run('sync', ...capture(program)))).toMatchObject({ status: 'stored', type: 'full' });
  expect(scene.proxy.passed.filter(isPart).length).toBeGreaterThan(2);
  expect(first(await run('sync', ...capture(program)))).toMatchObject({ status: 'unchanged' });
  await origin.commit({ files: { 'a.txt': 'second\n' } });
  const increment = first(await run('sync', ...capture(program)));
  expect(increment).toMatchObject({ status: 'stored', type: 'incremental' });
  expect(increment?.['bytes']).toBeLessThan(50_000);
  expect(first(await run('status'))).toMatchObject({ snapshots: 2, healthy: true });
  expect(first(await run('verify', '--deep'))).toMatchObject({ status: 'verified' });
  expect((await run('drill')).code).toBe(0);
  const restored = await run('restore', '--repositories', 'acme/app', '--to', folder.join('restored.git'));
  expect(restored.code).toBe(0);
  const refs = ['for-each-ref', '--format=%(refname) %(objectname)'];
  expect(await origin.git('--git-dir', folder.join('restored.git'), ...refs)).toBe(await origin.git(...refs));
  expect(first(await run('prune'))).toMatchObject({ status: 'pruned', removed: [] });
  expect(await scene.uploads('plain')).toEqual([]);
});

test('a bucket copied to a folder is a directory store', async () => {
  await using program = await openProgram();
  const { origin, folder, run } = program;
  await origin.commit();
  await run('sync', ...capture(program));
  for (const { key } of await scene.store.list('')) {
    const { Body } = await scene.client.send(new GetObjectCommand({ Bucket: 'plain', Key: `${scene.folder}/${key}` }));
    await mkdir(dirname(folder.join('copy', key)), { recursive: true });
    await writeFile(folder.join('copy', key), (await Body?.transformToByteArray()) ?? '');
  }
  const verified = await runCli(['verify', '--deep', '--json', '--store', './copy'], { cwd: folder.path });
  expect(first(verified)).toMatchObject({ status: 'verified' });
});

test('a copy to a bucket and back is the same store, also where the archive goes in parts and one is cut off', async () => {
  await using program = await openProgram();
  const { origin, folder, address, env } = program;
  const run = async (...args: string[]) => first(await runCli([...args, '--json'], { cwd: folder.path, env }));
  await origin.commit({ files: { 'large.bin': random(20 * MIB) } });
  await run('sync', '--store', './here', ...capture(program));
  await origin.commit();
  await run('sync', '--store', './here', ...capture(program));
  scene.proxy.next({ when: isPart, skip: 1, halve: true });
  expect(await run('copy', '--store', './here', '--copy-to', address)).toMatchObject({ status: 'copied', missing: 0 });
  expect(scene.proxy.passed.filter(isPart).length).toBeGreaterThan(2);
  expect(await run('copy', '--store', './here', '--copy-to', address)).toMatchObject({
    status: 'unchanged',
    present: 2,
  });
  expect(await run('copy', '--store', address, '--copy-to', './back')).toMatchObject({ status: 'copied', missing: 0 });
  expect(await fingerprint(folder.join('back'))).toBe(await fingerprint(folder.join('here')));
  expect(await scene.uploads('plain')).toEqual([]);
});

test('killed in the middle of an upload: nothing is listed, and the next run stores it', async () => {
  await using program = await openProgram();
  const { origin, folder, address, env, run } = program;
  await origin.commit({ files: { 'large.bin': random(40 * MIB) } });
  scene.proxy.next({ when: isPart, skip: 2, times: Infinity, hold: new Promise(() => undefined) });
  let kill = (): void => undefined;
  const killed = runCli(['sync', '--store', address, ...capture(program)], {
    cwd: folder.path,
    env,
    started: (child) => void (kill = () => void child.kill('SIGKILL')),
  });
  await expect.poll(() => scene.proxy.passed.filter(isPart).length, { timeout: 60_000 }).toBeGreaterThan(3);
  kill();
  expect((await killed).signal).toBe('SIGKILL');
  expect(await scene.store.list('')).toEqual([]);
  expect(await scene.uploads('plain')).toHaveLength(1);
  const direct = `s3://plain/${scene.folder}?endpoint=${scene.server.url}`;
  const again = await runCli(['sync', '--json', '--store', direct, ...capture(program)], { cwd: folder.path, env });
  expect(first(again)).toMatchObject({ status: 'stored', type: 'full' });
  expect(first(await run('verify', '--deep'))).toMatchObject({ status: 'verified' });
});

test('a copy that is killed in the middle of an upload is not refused for ever: the next one says when, and then goes on', async () => {
  await using program = await openProgram();
  const { origin, folder, address, env } = program;
  await origin.commit({ files: { 'large.bin': random(20 * MIB) } });
  await runCli(['sync', '--store', './here', ...capture(program)], { cwd: folder.path, env });
  scene.proxy.next({ when: isPart, skip: 2, times: Infinity, hold: new Promise(() => undefined) });
  let kill = (): void => undefined;
  const copy = ['copy', '--store', './here', '--copy-to'];
  const killed = runCli([...copy, address], {
    cwd: folder.path,
    env,
    started: (child) => void (kill = () => void child.kill('SIGKILL')),
  });
  await expect.poll(() => scene.proxy.passed.filter(isPart).length, { timeout: 60_000 }).toBe(3);
  kill();
  expect((await killed).signal).toBe('SIGKILL');
  const direct = `s3://plain/${scene.folder}?endpoint=${scene.server.url}`;
  const atOnce = first(await runCli([...copy, direct, '--json'], { cwd: folder.path, env }));
  expect(atOnce).toMatchObject({
    status: 'failed',
    error: { kind: 'exists', hint: expect.stringMatching(/^Run it again after \d{4}-/) as string },
  });
  await using place = await openPlace();
  const here = await openDirectoryStore(folder.join('here'), './here', false);
  const later = { env: {}, now: () => new Date(), patience: 0 };
  const bucket = await openS3Store(parseS3Address(direct), later);
  expect(await runOn([here, bucket], place.context, place.settings('copy'))).toMatchObject({
    verdict: 'ok',
    repositories: [{ status: 'copied', missing: 0 }],
  });
  expect(await place.runOn(bucket, 'verify', { deep: true })).toMatchObject({ verdict: 'ok' });
  expect(await scene.uploads('plain')).toEqual([]);
});

test('wrong credentials: red, told once in words, and the secret nowhere', async () => {
  await using program = await openProgram();
  const { origin, folder, address, env } = program;
  await origin.commit();
  const secret = 'guessed-and-wrong-0123456789';
  for (const json of [[], ['--json']]) {
    const result = await runCli(['sync', '--store', address, ...json, ...capture(program)], {
      cwd: folder.path,
      env: { ...env, AWS_SECRET_ACCESS_KEY: secret },
    });
    expect(result.code).toBe(1);
    expect(result.stdout + result.stderr).toContain('the secret access key is wrong');
    expect(result.stdout + result.stderr).not.toContain(secret);
    expect(result.stdout + result.stderr).not.toContain('    at ');
  }
});

test('a locked bucket: prune skips what is locked, says until when, and all of it still restores', async () => {
  await using place = await openPlace();
  const app = await place.origin('acme/app');
  // The place's clock begins in 2026, and the server's goes on.
  const store = `s3://locked/${scene.folder}?endpoint=${scene.server.url}&object-lock-days=7000`;
  for (const type of ['full', 'incremental', 'full', 'full'] as const) {
    await app.commit();
    expect((await place.run('snapshot', { stores: [store], type })).verdict).toBe('ok');
    place.pass(24 * 20);
  }
  const [pruned] = (await place.run('prune', { stores: [store] })).repositories as LedgerEntry[];
  expect(pruned).toMatchObject({ status: 'pruned', removed: [] });
  expect(pruned?.note).toContain('2 of them locked');
  expect(place.log.join('\n')).toMatch(/keep {3}snapshot-20261121-020000 \(skipped: .* is locked until 2046-01-/);
  expect((await place.run('verify', { stores: [store], deep: true })).verdict).toBe('ok');
  const { DeleteMarkers = [] } = await scene.client.send(
    new ListObjectVersionsCommand({ Bucket: 'locked', Prefix: `${scene.folder}/acme/` }),
  );
  expect(DeleteMarkers).toEqual([]);
  expect(await told(place.run('init', { stores: [store] }))).toMatchObject({ verdict: 'ok' });
  const choice = { snapshot: 'latest', at: undefined };
  expect(await place.run('pin', { stores: [store], choice })).toMatchObject({ verdict: 'ok' });
  const [unpinned] = (await place.run('unpin', { stores: [store], choice })).repositories as LedgerEntry[];
  expect(unpinned?.error).toMatchObject({
    message: expect.stringMatching(/\.pin is locked until 20/) as string,
    hint: 'It can be removed once nothing locks it any more: run this again then.',
  });
});
