// A sealed archive that was cut opens for nobody: nothing that builds on it counts as good, and nothing good is removed for it.
import { createHash } from 'node:crypto';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { ChainLink, Manifest } from '../../src/domain/manifest.ts';
import { parseManifest, serialiseManifest } from '../../src/domain/manifest-text.ts';
import { publicHalf } from '../../src/domain/sealed.ts';
import { sealBytes } from '../../src/seal/file.ts';
import { openKeys } from '../../src/seal/keys.ts';
import { openSealer } from '../../src/seal/sealer.ts';
import { openManifest } from '../../src/vault/seal.ts';
import { refsOf } from '../lab/inspection.ts';
import { makePair, openSealedWorld, type SealedWorld } from './world.ts';

const pair = await makePair();
const seal = { 'encrypt-to': pair.recipient };
const key = { identity: pair.identity };

/** Stores one changed state after the other. Gives their names. */
async function store(world: SealedWorld, ...types: string[]): Promise<string[]> {
  const names: string[] = [];
  for (const type of types) {
    await world.origin.commit();
    names.push((await world.run('snapshot', { ...seal, type })).entry.snapshot ?? '');
  }
  return names;
}

async function cut(world: SealedWorld, snapshot: string | undefined, bytes: number): Promise<void> {
  const path = world.path(`${snapshot}.tar.age`);
  await truncate(path, (await stat(path)).size - bytes);
}

async function restore(world: SealedWorld, inputs: Record<string, string> = {}): Promise<string[]> {
  const to = world.folder.join(`back-${Object.values(inputs).join('')}.git`);
  const { entry } = await world.run('restore', { ...key, ...inputs, to });
  return entry.error ? [entry.error.message] : refsOf(to);
}

describe.each([1, 100])('a sealed base that lost its last %d bytes', (bytes) => {
  test('has the next run make a full snapshot and say why, in place of one more that nobody can restore', async () => {
    await using world = await openSealedWorld();
    const [full, next] = await store(world, 'full', 'incremental');
    await cut(world, full, bytes);
    // Not even where nothing has changed: what is stored of it does not come back.
    const { entry } = await world.run('sync', seal);
    expect(entry).toMatchObject({
      status: 'stored',
      type: 'full',
      note: expect.stringContaining('no earlier') as string,
    });
    expect(entry.warnings).toEqual([
      `acme/app ${next} is not whole: ${full}.tar.age is not of its size`,
      expect.stringMatching(`acme/app ${full} is not whole: ${full}.tar.age has \\d+ of \\d+ bytes`),
    ]);
    expect(await restore(world)).toEqual(await refsOf(world.origin.path));
  });

  test('costs nothing of the older chain: prune keeps the last good snapshot, not the last one', async () => {
    await using world = await openSealedWorld();
    const [, good] = await store(world, 'full', 'incremental');
    const kept = await refsOf(world.origin.path);
    const [base] = await store(world, 'full', 'incremental');
    await cut(world, base, bytes);
    await world.run('prune', { 'retention-days': '0', 'keep-daily': '1' });
    expect(await restore(world, { snapshot: good ?? '' })).toEqual(kept);
  });

  test('is no good to status with or without its manifest, nor is what builds on it', async () => {
    await using world = await openSealedWorld();
    const [full] = await store(world, 'full', 'incremental', 'incremental');
    expect(await world.status()).toMatchObject({ snapshots: 3 });
    await cut(world, full, bytes);
    expect(await world.status()).toMatchObject({ snapshots: 0, latest: null, healthy: false });
    await rm(world.path(`${full}.json`));
    expect(await world.status()).toMatchObject({ snapshots: 0, latest: null, healthy: false });
  });
});

test('a sealed archive that was cut, or whose bytes changed, is named as that: nobody looks for a file that is there', async () => {
  await using world = await openSealedWorld();
  const [full, next] = await store(world, 'full', 'incremental');
  const path = world.path(`${full}.tar.age`);
  const whole = await readFile(path);
  await cut(world, full, 1);
  expect((await world.run('verify')).entry.error?.message.split('; ')).toEqual([
    expect.stringMatching(`^acme/app ${full} is not whole: ${full}.tar.age has \\d+ of ${whole.length} bytes$`),
    `acme/app ${next} is not whole: ${full}.tar.age is not of its size`,
  ]);
  whole.writeUInt8((whole[300] ?? 0) ^ 1, 300);
  await writeFile(path, whole);
  expect((await world.run('verify')).entry.error?.message).toBe(
    `acme/app ${full}.tar.age is not what its manifest says: the stored bytes have changed`,
  );
});

/** A sealed manifest as version 0.1 wrote it: without the stored sizes of what it builds on. */
async function asBefore(world: SealedWorld, name: string): Promise<void> {
  const { sealed, ...shown } = parseManifest(await readFile(world.path(`${name}.json`), 'utf8'), name);
  if (!sealed) throw new Error(`${name} is not sealed`);
  const keys = await openKeys({ identities: [pair.identity], passphrase: undefined });
  const without = (link: ChainLink) => ({ ...link, sealed_size: undefined });
  const old = (manifest: Manifest) => ({
    ...manifest,
    git: { ...manifest.git, chain: manifest.git.chain.map(without) },
  });
  const whole = old(await openManifest(keys, { ...shown, sealed }, name));
  const sealer = await openSealer({ kind: 'keys', keys: [pair.recipient] });
  const bytes = await sealBytes(sealer, Buffer.from(serialiseManifest(whole)));
  const sha256 = createHash('sha256').update(`${pair.recipient}\n`).update(bytes).digest('hex');
  const resealed = { recipients: sealed.recipients, sha256, manifest: bytes.toString('base64') };
  const text = serialiseManifest({ ...publicHalf(whole, shown.archives), sealed: resealed });
  await writeFile(world.path(`${name}.json`), text);
}

test('sealed snapshots of version 0.1 are restored as before, and the next one is full: nothing tells whether they are whole', async () => {
  await using world = await openSealedWorld();
  for (const name of await store(world, 'full', 'incremental')) await asBefore(world, name);
  expect(await restore(world)).toEqual(await refsOf(world.origin.path));
  expect((await world.run('verify', key)).entry).toMatchObject({ status: 'verified' });
  const { entry } = await world.run('sync', seal);
  expect(entry).toMatchObject({ type: 'full', note: expect.stringContaining('tells no sealed sizes') as string });
  expect((await world.run('sync', seal)).entry).toMatchObject({ status: 'unchanged' });
});
