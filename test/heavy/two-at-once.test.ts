// Two real processes of the built program at once on one store, a directory and a bucket, many times: nothing is lost.
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { listRepository } from '../../src/vault/listing.ts';
import { makeHistory, type History } from '../invariants/history.ts';
import { refsOf } from '../lab/inspection.ts';
import { runCli } from '../lab/program.ts';
import { startRadosgw, type Radosgw } from '../lab/radosgw.ts';
import { createBucket, openS3, plainClient, useCredentials } from '../lab/s3-world.ts';

let history: History;
let server: Radosgw;
const counts = { rounds: 0, held: 0 };

beforeAll(async () => {
  history = await makeHistory({ endsNow: true });
  server = await startRadosgw();
  await createBucket(plainClient(server), 'plain');
});
afterAll(async () => {
  console.log(`${counts.rounds} rounds, ${counts.held} held`);
  await server[Symbol.asyncDispose]();
  await history[Symbol.asyncDispose]();
});

const KEEP = ['--retention-days', '30', '--keep-last', '1'];
const sync = () => [
  'sync',
  '--repositories',
  `acme/app=${history.place.folder.join('origins/acme/app.git')}`,
  '--full-every-days',
  '90',
  ...KEEP,
];
const prune = () => ['prune', ...KEEP];
const PAIRS: [what: string, one: () => string[], other: () => string[]][] = [
  ['sync and sync', sync, sync],
  ['sync and prune', sync, prune],
  ['prune and prune', prune, prune],
  ['sync and verify', sync, () => ['verify']],
];

type Place = { address: string; store: Store };

async function copyToFolder(name: string): Promise<Place> {
  const root = history.place.folder.join('rounds', name);
  await cp(history.place.root, root, { recursive: true });
  return { address: root, store: await openDirectoryStore(root, root, false) };
}

async function copyToBucket(name: string): Promise<Place> {
  const { root } = history.place;
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((file) => file.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const Key = `${name}/${path.slice(root.length + 1)}`;
    await plainClient(server).send(new PutObjectCommand({ Bucket: 'plain', Key, Body: await readFile(path) }));
  }
  const store = await openS3(`plain/${name}`, server.url);
  return { address: `s3://plain/${name}?endpoint=${server.url}`, store };
}

async function run(args: string[], address: string): Promise<{ code: number | null; entry: LedgerEntry }> {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const result = await runCli([...args, '--store', address, '--json'], { cwd: history.place.folder.path, env });
  const [entry] = (result.json() as { repositories: LedgerEntry[] }).repositories;
  if (!entry) throw new Error(`${args[0]} told of no repository: ${result.stdout}${result.stderr}`);
  return { code: result.code, entry };
}

/** What is wrong after a round, in words. */
async function wrongAfter({ store }: Place, name: string, runs: Awaited<ReturnType<typeof run>>[]): Promise<string[]> {
  const { place, refs, now, protectedNames } = history;
  const names = (await listRepository(store, 'acme/app')).snapshots.map((listed) => listed.name);
  const wrong = [
    ...runs.filter(({ code }) => code !== 0).map(({ entry }) => `a run failed: ${entry.error?.message}`),
    ...runs
      .filter(({ entry }) => entry.status === 'stored' && !names.includes(entry.snapshot ?? ''))
      .map(({ entry }) => `${entry.snapshot} was told stored and is not there`),
    ...protectedNames.filter((kept) => !names.includes(kept)).map((lost) => `${lost} is lost`),
  ];
  const verified = await place.runOn(store, 'verify', { deep: true });
  if (verified.verdict !== 'ok') wrong.push(`verify: ${JSON.stringify(verified.repositories)}`);
  for (const snapshot of names) {
    const to = place.folder.join('restored', name, snapshot);
    const restored = await place.runOn(store, 'restore', {
      patterns: ['acme/app'],
      to,
      choice: { snapshot, at: undefined },
    });
    if (restored.verdict !== 'ok') wrong.push(`restore of ${snapshot}: ${JSON.stringify(restored.repositories)}`);
    else if ((await refsOf(to)).join() !== (refs.get(snapshot) ?? now).join()) wrong.push(`${snapshot}: other refs`);
  }
  return wrong;
}

const ROUNDS = 5;

test.each(
  PAIRS.flatMap(([what, one, other]) => [
    [what, 'directory', one, other, copyToFolder] as const,
    [what, 'bucket', one, other, copyToBucket] as const,
  ]),
)('%s at once on a %s', async (what, kind, one, other, copy) => {
  useCredentials(server.credentials);
  const failures: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `${what.replaceAll(' ', '-')}-${kind}-${round}`;
    const place = await copy(name);
    const runs = await Promise.all([one, other].map((args) => run(args(), place.address)));
    const wrong = await wrongAfter(place, name, runs);
    counts.rounds += 1;
    if (wrong.length === 0) counts.held += 1;
    failures.push(...wrong.map((line) => `round ${round}: ${line}`));
  }
  expect(failures).toEqual([]);
});
