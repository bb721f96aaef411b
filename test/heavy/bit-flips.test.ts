// One flipped bit, anywhere in a store: verify finds it, or it changes nothing that anybody restores by.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseManifest } from '../../src/domain/manifest-text.ts';
import { refsOf } from '../lab/inspection.ts';
import { makePair, openSealedWorld, type SealedWorld } from '../seal/world.ts';

const pair = await makePair();
const key = { identity: pair.identity };
let world: SealedWorld;
let refs: string[];
let names: string[];
const counts = { flips: 0, found: 0, harmless: 0 };

// A full snapshot, two increments, a sealed one, a pin on the first, and a record of each run.
beforeAll(async () => {
  world = await openSealedWorld();
  for (const file of ['one', 'two', 'three', 'four']) {
    await world.origin.commit({ files: { [`${file}.txt`]: `${file}\n`.repeat(300) } });
    await world.run('sync', file === 'four' ? { 'encrypt-to': pair.recipient } : {});
  }
  names = (await world.files('.json')).map((file) => file.replace('.json', ''));
  await world.run('pin', { snapshot: names[0] ?? '', reason: 'the first one' });
  refs = await refsOf(world.origin.path);
});
afterAll(async () => {
  console.log(`${counts.flips} flips: ${counts.found} found by verify, ${counts.harmless} change nothing`);
  await world[Symbol.asyncDispose]();
});

/** Flips one bit at each offset in turn and puts it back; gives the offsets at which `check` did not hold. */
async function atEach(path: string, offsets: Iterable<number>, check: () => Promise<boolean>): Promise<number[]> {
  const whole = await readFile(path);
  const failed: number[] = [];
  for (const at of offsets) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
    await writeFile(path, bytes);
    counts.flips += 1;
    if (!(await check())) failed.push(at);
  }
  await writeFile(path, whole);
  return failed;
}

async function finds(inputs: Record<string, string> = {}): Promise<boolean> {
  const { entry } = await world.run('verify', inputs);
  const found = entry.error?.kind === 'corrupt';
  if (found) counts.found += 1;
  return found;
}

/** `count` offsets, evenly spread over a range, both ends among them. */
function* spread(start: number, length: number, count: number): Generator<number> {
  const step = Math.max(1, Math.floor(length / count));
  for (let at = 0; at < length - 1; at += step) yield start + at;
  if (length > 0) yield start + length - 1;
}

/** Which bytes of an archive are what. */
async function regionsOf(name: string): Promise<[what: string, start: number, length: number][]> {
  const manifest = parseManifest(await readFile(world.path(`${name}.json`), 'utf8'), name);
  const [archive] = manifest.archives;
  const members = archive?.members ?? [];
  const pack = manifest.git.chain.find(({ snapshot }) => snapshot === name)?.pack;
  const inside = members.map(({ name: member, offset, size }): [string, number, number] =>
    member === 'repo.bundle' && pack ? ['bundle header', offset, pack.offset - offset] : [member, offset, size],
  );
  const paddings = members.map(({ name: member, offset, size }): [string, number, number] => [
    `padding behind ${member}`,
    offset + size,
    (512 - (size % 512)) % 512,
  ]);
  const headers = members.map(({ name: member, offset }): [string, number, number] => [
    `tar header of ${member}`,
    offset - 512,
    512,
  ]);
  const end: [string, number, number] = ['end of the tar file', (archive?.size ?? 0) - 1024, 1024];
  return [...headers, ...inside, ...(pack ? [['pack', pack.offset, pack.size] as const] : []), ...paddings, end].map(
    ([what, start, length]) => [what, start, length],
  );
}

describe('found by verify', () => {
  test('in every part of an archive', async () => {
    for (const name of names.slice(0, 3)) {
      for (const [what, start, length] of await regionsOf(name)) {
        const missed = await atEach(world.path(`${name}.tar`), spread(start, length, 8), finds);
        expect({ name, what, missed }).toEqual({ name, what, missed: [] });
      }
    }
  });

  test('in every part of a sealed archive, with the key and without', async () => {
    const [file = ''] = await world.files('.tar.age');
    const { length } = await readFile(world.path(file));
    for (const inputs of [{}, key]) {
      const offsets = [...spread(0, 250, 25), ...spread(250, length - 250, 25)];
      expect(await atEach(world.path(file), offsets, () => finds(inputs))).toEqual([]);
    }
  });

  test.each([0, 1, 2, 3])(
    'anywhere in manifest %i, sealed or not, and without a key',
    async (index) => {
      const path = world.path(`${names[index]}.json`);
      const { length } = await readFile(path);
      expect(await atEach(path, spread(0, length, 160), finds)).toEqual([]);
    },
    240_000,
  );

  test('in a manifest’s own digest, its name, and the line end behind it', async () => {
    for (const name of names.slice(2)) {
      const path = world.path(`${name}.json`);
      const { length } = await readFile(path);
      expect(await atEach(path, spread(length - 100, 100, 100), finds)).toEqual([]);
    }
  });
});

describe('changes nothing', () => {
  test('in a pin: the snapshot stays pinned', async () => {
    const path = world.path(`${names[0]}.pin`);
    const { length } = await readFile(path);
    const stays = async () => {
      const { entry } = await world.run('prune', { 'dry-run': 'true', 'retention-days': '1' });
      counts.harmless += 1;
      return (
        entry.decisions
          ?.find(({ snapshot }) => snapshot === names[0])
          ?.reasons.join()
          .includes('pinned') ?? false
      );
    };
    expect(await atEach(path, spread(0, length, 40), stays)).toEqual([]);
  });

  test('in the record of a run: what is stored verifies and restores as before', async () => {
    const folder = join(world.store, 'runs');
    const [first = ''] = await readdir(folder);
    const path = join(folder, first);
    const { length } = await readFile(path);
    let turn = 0;
    const same = async () => {
      counts.harmless += 1;
      const { entry: verified } = await world.run('verify', key);
      const to = world.folder.join(`back-${(turn += 1)}.git`);
      await world.run('restore', { ...key, to });
      return verified.status === 'verified' && (await refsOf(to)).join() === refs.join();
    };
    expect(await atEach(path, spread(0, length, 20), same)).toEqual([]);
  });
});
