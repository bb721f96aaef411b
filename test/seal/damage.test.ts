// Damage and malice: whatever of a sealed snapshot is changed is found, and nothing half restored is left behind.
import { existsSync } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/domain/manifest.ts';
import { addDigest } from '../../src/domain/manifest-digest.ts';
import { parseManifest } from '../../src/domain/manifest-text.ts';
import { refsOf } from '../lab/inspection.ts';
import { makePair, openSealedWorld, type SealedWorld } from './world.ts';

const pair = await makePair();
const seal = { 'encrypt-to': pair.recipient };
const key = { identity: pair.identity };
let world: SealedWorld;
let refs: string[];

beforeAll(async () => {
  world = await openSealedWorld();
  await world.run('sync', seal);
  await world.origin.commit({ files: { 'more.txt': 'more\n' } });
  await world.run('sync', seal);
  refs = await refsOf(world.origin.path);
});
afterAll(() => world[Symbol.asyncDispose]());

/** Changes a file while `check` runs, and puts the old bytes back. */
async function changed(file: string, change: (bytes: Buffer) => Buffer, check: () => Promise<void>): Promise<void> {
  const path = world.path(file);
  const before = await readFile(path);
  await writeFile(path, change(Buffer.from(before)));
  await check();
  await writeFile(path, before);
}

const flipAt = (at: number) => (bytes: Buffer) => {
  bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << (at % 8)), at);
  return bytes;
};

async function verified(inputs: Record<string, string>): Promise<string> {
  const { entry } = await world.run('verify', inputs);
  return entry.error?.kind ?? entry.status;
}

let turn = 0;

/** Restores the newest: what came back, or the error where there is nothing at all. */
async function restoreHow(): Promise<string> {
  const to = world.folder.join(`back-${(turn += 1)}.git`);
  const { entry } = await world.run('restore', { ...key, to });
  if (entry.status !== 'restored') return existsSync(to) ? 'half restored' : (entry.error?.kind ?? '');
  return JSON.stringify(await refsOf(to)) === JSON.stringify(refs) ? 'right' : 'wrong';
}

describe('one bit', () => {
  test('of an archive: verify finds it with and without the key, restore is right or refuses', async () => {
    for (const file of await world.files('.tar.age')) {
      const size = (await readFile(world.path(file))).length;
      // Version line, recipient, wrapped key, MAC, nonce, first block, its middle, its tag.
      for (const at of [3, 30, 120, 180, 205, 230, Math.floor(size / 2), size - 3]) {
        await changed(file, flipAt(at), async () => {
          expect([file, at, await verified({})]).toEqual([file, at, 'corrupt']);
          expect([file, at, await verified(key)]).toEqual([file, at, 'corrupt']);
          expect([at, await restoreHow()]).toEqual([at, 'corrupt']);
        });
      }
    }
  });

  const offsetsIn = (text: string) =>
    Array.from({ length: Math.floor(text.length / 131) }, (_, index) => 5 + index * 131);

  test('of a manifest: verify finds it with the key and without, and restore is right or refuses', async () => {
    const file = (await world.files('.json')).at(-1) ?? '';
    for (const at of offsetsIn(await readFile(world.path(file), 'latin1'))) {
      await changed(file, flipAt(at), async () => {
        expect([at, await verified(key), await verified({})]).toEqual([at, 'corrupt', 'corrupt']);
        expect(['right', 'corrupt']).toContain(await restoreHow());
      });
    }
  });

  test('of a manifest from before there was a digest: found with the key, and in the sealed half without', async () => {
    const file = (await world.files('.json')).at(-1) ?? '';
    const old = (bytes: Buffer) =>
      Buffer.from(bytes.toString('latin1').replace(/,\n {2}"manifest_sha256": .*/, ''), 'latin1');
    const text = old(await readFile(world.path(file))).toString('latin1');
    const sealedFrom = text.indexOf('"recipients"');
    for (const at of offsetsIn(text).filter((one) => !/\s/.test(text[one] ?? ' '))) {
      const damage = (bytes: Buffer) => flipAt(at)(old(bytes));
      await changed(file, damage, async () => {
        const found = { at, withKey: await verified(key), without: await verified({}) };
        expect(found).not.toMatchObject({ withKey: 'verified' });
        expect(found).not.toMatchObject(at > sealedFrom + 40 ? { without: 'verified' } : { at: -1 });
      });
    }
  });
});

test('an archive that was cut, or made longer, is found and not restored', async () => {
  const [file = ''] = await world.files('.tar.age');
  for (const change of [
    (bytes: Buffer) => bytes.subarray(0, -1),
    (bytes: Buffer) => bytes.subarray(0, 100),
    (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')]),
  ]) {
    await changed(file, change, async () => {
      expect(await verified({})).toBe('corrupt');
      expect(await restoreHow()).toBe('corrupt');
    });
  }
});

/** Gives the readable half of a manifest other facts, as somebody who can write to the store but has no key would: its own digest fits. */
async function forge(name: string, change: (manifest: Manifest) => void): Promise<void> {
  const manifest = parseManifest(await readFile(world.path(`${name}.json`), 'utf8'), name);
  change(manifest);
  await writeFile(world.path(`${name}.json`), addDigest(`${JSON.stringify(manifest, null, 2)}\n`));
}

describe('a hostile store', () => {
  let full = '';
  let next = '';
  const kept: [path: string, bytes: Buffer][] = [];

  beforeAll(async () => {
    [full = '', next = ''] = (await world.files('.json')).map((file) => file.replace('.json', ''));
    for (const file of [...(await world.files('.json')), ...(await world.files('.tar.age'))])
      kept.push([world.path(file), await readFile(world.path(file))]);
  });
  const restoreAll = async () => {
    for (const [path, bytes] of kept) await writeFile(path, bytes);
  };

  test('that swaps two archives and their digests is found with the key', async () => {
    const [one, two] = [await world.manifest(full), await world.manifest(next)];
    await rename(world.path(`${full}.tar.age`), world.path('aside'));
    await rename(world.path(`${next}.tar.age`), world.path(`${full}.tar.age`));
    await rename(world.path('aside'), world.path(`${next}.tar.age`));
    const facts = ({ archives: [archive] }: Manifest) => ({ size: archive?.size ?? 0, sha256: archive?.sha256 ?? '' });
    await forge(full, ({ archives: [archive] }) => Object.assign(archive ?? {}, facts(two)));
    await forge(next, ({ archives: [archive] }) => Object.assign(archive ?? {}, facts(one)));
    expect(await verified(key)).toBe('corrupt');
    expect(await restoreHow()).toBe('corrupt');
    await restoreAll();
  });

  test('that puts one sealed manifest into another is found', async () => {
    const { sealed } = await world.manifest(full);
    await forge(next, (manifest) => Object.assign(manifest, { sealed }));
    expect(await verified(key)).toBe('corrupt');
    expect(await restoreHow()).toBe('corrupt');
    await restoreAll();
  });

  test('that renames a whole snapshot is found', async () => {
    await copyFile(world.path(`${full}.json`), world.path(`${next}.json`));
    expect(await verified({})).toBe('corrupt');
    await restoreAll();
  });

  test.each<[string, (manifest: Manifest) => void]>([
    ['tells of other tips', ({ git }) => git.tips?.push('0'.repeat(40))],
    ['hides a tip', ({ git }) => git.tips?.pop()],
    ['takes a link out of the chain', ({ git }) => git.chain.shift()],
    ['tells of another object format', ({ git }) => Object.assign(git, { object_format: 'sha256' })],
    ['tells of another source', (manifest) => Object.assign(manifest, { source: 'https://example.com/other' })],
    ['tells of fewer refs', ({ git }) => Object.assign(git.refs, { count: 0 })],
  ])('that %s in the readable half is found with the key, and not restored from', async (_what, change) => {
    await forge(next, change);
    expect(await verified(key)).toBe('corrupt');
    expect(await restoreHow()).toBe('corrupt');
    await restoreAll();
  });

  test('that tells another digest of an archive is found with the key too: no copy would take that snapshot', async () => {
    await forge(next, ({ archives: [archive] }) => Object.assign(archive ?? {}, { sha256: '0'.repeat(64) }));
    expect([await verified({}), await verified(key)]).toEqual(['corrupt', 'corrupt']);
    await restoreAll();
  });

  test('that damages an old manifest costs nothing younger: each tells all that it needs', async () => {
    await forge(full, ({ sealed }) => Object.assign(sealed ?? {}, { manifest: 'AAAA' }));
    expect(await restoreHow()).toBe('right');
    expect(await verified({})).toBe('corrupt');
    await restoreAll();
  });

  test('that loses the manifest that the next increment would ask for its tips gets a full snapshot', async () => {
    await rm(world.path(`${full}.json`));
    expect(await restoreHow()).toBe('right');
    expect([await verified({}), await verified(key)]).toEqual(['corrupt', 'corrupt']);
    await world.origin.commit({ files: { 'after.txt': 'after\n' } });
    const { entry, log } = await world.run('sync', seal);
    expect(entry).toMatchObject({ status: 'stored', type: 'full' });
    expect(log.join('\n')).toContain('making a full snapshot instead');
  });
});
