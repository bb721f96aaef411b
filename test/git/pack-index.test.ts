// Pack indexes read by us and by `git show-index`: the same objects, however the bytes arrive.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sortedIds, subtractIndexed } from '../../src/git/pack-index.ts';
import { branchyHistory, linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function indexOf(repository: Repository): Promise<{ bytes: Buffer; ids: string[] }> {
  const packs = join(repository.path, 'objects', 'pack');
  const [name = ''] = (await readdir(packs)).filter((file) => file.endsWith('.idx'));
  const bytes = await readFile(join(packs, name));
  const shown = await repository.gitBytes(['show-index', `--object-format=${await format(repository)}`], bytes);
  const ids = shown
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return { bytes, ids };
}

const format = (repository: Repository) => repository.git('rev-parse', '--show-object-format');

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const flip = (id: string) => `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;

describe.each(['sha1', 'sha256'] as const)('%s', (objectFormat) => {
  let index: Awaited<ReturnType<typeof indexOf>>;
  let small: Awaited<ReturnType<typeof indexOf>>;
  beforeAll(async () => {
    const large = await linearHistory(folder.join(`${objectFormat}.git`), 150, { objectFormat });
    index = await indexOf(large);
    small = await indexOf(await linearHistory(folder.join(`${objectFormat}-small.git`), 2, { objectFormat }));
  });
  const left = async (wanted: Iterable<string>, bytes: Buffer, size = bytes.length) => {
    const ids = await subtractIndexed(chunksOf(bytes, size), objectFormat, sortedIds(wanted));
    return ids.map((id) => id.toString('hex'));
  };

  test('every object that git lists is found, and nothing else', async () => {
    expect(index.ids.length).toBeGreaterThan(400);
    expect(await left(index.ids, index.bytes)).toEqual([]);
    const strangers = index.ids
      .map(flip)
      .filter((id) => !index.ids.includes(id))
      .sort();
    expect(await left([...index.ids, ...strangers], index.bytes)).toEqual(strangers);
    expect(await left([], index.bytes)).toEqual([]);
  });

  test('ids before the first and behind the last one stay', async () => {
    const width = index.ids[0]?.length ?? 0;
    const ends = ['0'.repeat(width), 'f'.repeat(width)];
    expect(await left([...ends, ...index.ids], index.bytes)).toEqual(ends);
  });

  test('the bytes may come in chunks of any size', async () => {
    const sizes = [1, 2, 3, 7, 8, 19, 20, 21, 31, 32, 33, 1031, 1032, 1033, 4096, 65_536];
    for (const size of sizes) expect(await left(small.ids, small.bytes, size)).toEqual([]);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5000 }),
        fc.subarray(index.ids),
        fc.subarray(index.ids.map(flip)),
        async (size, known, flipped) => {
          const strangers = flipped.filter((id) => !index.ids.includes(id)).sort();
          expect(await left([...known, ...strangers], index.bytes, size)).toEqual(strangers);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('an index that ends before its last id is never taken for a whole one', async () => {
    const table = 8 + 1024 + small.ids.length * (objectFormat === 'sha1' ? 20 : 32);
    for (const end of [0, 1, 7, 8, 1031, 1032, 1033, table - 1]) {
      await expect(left(small.ids, small.bytes.subarray(0, end))).rejects.toMatchObject({ kind: 'corrupt' });
    }
    expect(await left(small.ids, small.bytes.subarray(0, table))).toEqual([]);
  });
});

test('an index of another version, and what is no index at all, is refused', async () => {
  const app = await branchyHistory(folder.join('v1.git'), 2, 5);
  const { bytes } = await indexOf(app);
  const packs = join(app.path, 'objects', 'pack');
  const [pack = ''] = (await readdir(packs)).filter((file) => file.endsWith('.pack'));
  await app.git('index-pack', '--index-version=1', '-o', folder.join('v1.idx'), join(packs, pack));
  const refused = [await readFile(folder.join('v1.idx')), bytes.subarray(1), Buffer.alloc(5000), Buffer.from('x')];
  for (const data of refused) {
    await expect(subtractIndexed(chunksOf(data, 100), 'sha1', sortedIds(['aa']))).rejects.toMatchObject({
      kind: 'corrupt',
    });
  }
});

test('the stream is read to its end: only there does its reader learn that it was damaged', async () => {
  const { bytes, ids } = await indexOf(await linearHistory(folder.join('end.git'), 2));
  const damaged = new Error('the digest is wrong');
  async function* stream(): AsyncGenerator<Buffer> {
    yield* chunksOf(bytes, 500);
    throw damaged;
  }
  await expect(subtractIndexed(stream(), 'sha1', sortedIds(ids))).rejects.toBe(damaged);
});
