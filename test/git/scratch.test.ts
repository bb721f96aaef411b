// The scratch repository: what index-pack proves about a pack, and that nothing survives a pack that breaks.
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createScratchRepository,
  indexPack,
  listObjects,
  proveConnectivity,
  readObjects,
  type ScratchRepository,
} from '../../src/git/scratch.ts';
import { objectsOf } from '../lab/inspection.ts';
import { createRepository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
let app: Repository;
let pack: Buffer;
let scratch: ScratchRepository;

const newScratch = (objectFormat: 'sha1' | 'sha256' = 'sha1') =>
  createScratchRepository(
    { program: 'git', env: { PATH: process.env['PATH'] }, home: folder.path },
    folder.path,
    objectFormat,
  );
const packOf = (repository: Repository, ...revisions: string[]) =>
  repository.gitBytes(['pack-objects', '--revs', '--stdout', '-q', '--delta-base-offset'], `${revisions.join('\n')}\n`);

beforeAll(async () => {
  folder = await temporaryFolder();
  app = await linearHistory(folder.join('app.git'), 3);
  pack = await packOf(app, 'main');
});
beforeEach(async () => {
  scratch = await newScratch();
  return () => scratch[Symbol.asyncDispose]();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function* chunks(data: Buffer, size = 100): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

const finishedPacks = async () =>
  (await readdir(join(scratch.path, 'objects', 'pack'))).filter((file) => file.startsWith('pack-'));
const index = (data: AsyncIterable<Buffer>, selfContained = true) => indexPack(scratch, data, { selfContained });

test.each(['sha1', 'sha256'] as const)('a whole pack is indexed, counted and hashed: %s', async (objectFormat) => {
  const repository = await linearHistory(folder.join(`${objectFormat}.git`), 4, { objectFormat });
  const data = await packOf(repository, 'main');
  await using place = await newScratch(objectFormat);
  for (const size of [1, 12, 5000]) {
    const found = await indexPack(place, chunks(data, size), { selfContained: true });
    expect(found).toMatchObject({
      size: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
      objects: data.readUInt32BE(8),
    });
    expect(await readFile(found?.packFile ?? '')).toEqual(data);
    expect((await stat(found?.indexFile ?? '')).size).toBeGreaterThan(1032);
  }
  const ids: string[] = [];
  for await (const { id } of listObjects(place)) ids.push(id);
  expect(ids.sort()).toEqual(await objectsOf(repository.path));
});

test('a pack without objects is none', async () => {
  const empty = await packOf(app, 'main', '^main');
  expect(empty.readUInt32BE(8)).toBe(0);
  expect(await index(chunks(empty))).toBeUndefined();
});

test('a pack that is cut or changed anywhere is refused', async () => {
  const every = [...pack.keys()].filter((at) => at % 37 === 0 || at < 13 || at > pack.length - 4);
  for (const at of every) {
    const flipped = Buffer.from(pack);
    flipped.writeUInt8(flipped.readUInt8(at) ^ 0x10, at);
    for (const data of [pack.subarray(0, at), flipped])
      await expect(index(chunks(data, 4096))).rejects.toMatchObject({ name: 'BackupError' });
  }
  expect(await finishedPacks()).toEqual([]);
});

test('bytes behind the end of a pack are not stored as if they belonged to it', async () => {
  const longer = Buffer.concat([pack, Buffer.alloc(300_000, 'x')]);
  for (const size of [pack.length, 4096, longer.length])
    await expect(index(chunks(longer, size))).rejects.toMatchObject({ kind: 'corrupt' });
});

test('what is no pack is refused with its name', async () => {
  await expect(index(chunks(Buffer.from('<html><body>Welcome</body></html>')))).rejects.toMatchObject({
    kind: 'protocol',
  });
  await expect(index(chunks(Buffer.alloc(0)))).rejects.toMatchObject({ name: 'BackupError' });
});

test('a pack that names objects which it does not hold is not taken for a full one', async () => {
  const part = await packOf(app, 'main', '^main~1');
  await expect(index(chunks(part))).rejects.toMatchObject({ name: 'BackupError' });
  expect(await index(chunks(part), false)).toMatchObject({ objects: part.readUInt32BE(8) });
});

test('a pack that is thin, against what was asked, is refused', async () => {
  const large = await linearHistory(folder.join('thin.git'), 120);
  const args = ['pack-objects', '--revs', '--stdout', '-q', '--thin', '--delta-base-offset'];
  const thin = await large.gitBytes(args, 'main\n^main~1\n');
  await expect(index(chunks(thin), false)).rejects.toMatchObject({
    kind: 'corrupt',
    message: expect.stringMatching(/unresolved delta/) as string,
  });
});

test('an error of the stream is thrown as it is, and the stream is closed', async () => {
  const broken = new Error('the line is dead');
  async function* dies(): AsyncGenerator<Buffer> {
    yield pack.subarray(0, 200);
    throw broken;
  }
  await expect(index(dies())).rejects.toBe(broken);
  let closed = false;
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.alloc(65_536);
    } finally {
      closed = true;
    }
  }
  await expect(index(endless())).rejects.toMatchObject({ name: 'BackupError' });
  expect(closed).toBe(true);
  expect(await finishedPacks()).toEqual([]);
});

test('objects are read in the order asked for, large ones too, and a missing one is named', async () => {
  const large = await createRepository(folder.join('large.git'));
  const blob = await large.writeObject('blob', Buffer.alloc(3_000_000, 'large '));
  await large.commit({ files: { 'a.txt': 'small\n' } });
  const commit = await large.git('rev-parse', 'main');
  await index(chunks(await packOf(large, 'main', blob), 65_536), false);
  const read = async (ids: string[]) => {
    const found: [string, string, number][] = [];
    for await (const { id, type, content } of readObjects(scratch, ids)) found.push([id, type, content.length]);
    return found;
  };
  const size = (await large.gitBytes(['cat-file', 'commit', commit])).length;
  expect(await read([blob, commit, blob])).toEqual([
    [blob, 'blob', 3_000_000],
    [commit, 'commit', size],
    [blob, 'blob', 3_000_000],
  ]);
  expect(await read([])).toEqual([]);
  const missing = 'f'.repeat(40);
  await expect(read([commit, missing])).rejects.toMatchObject({
    kind: 'incomplete',
    message: `the object ${missing} is missing`,
  });
});

test('a reader that has enough ends its process', async () => {
  await index(chunks(pack, 65_536));
  const seen: string[] = [];
  for await (const { id } of listObjects(scratch)) if (seen.push(id) === 2) break;
  for await (const { id } of readObjects(scratch, seen)) if (seen.push(id) === 3) break;
  expect(seen[2]).toBe(seen[0]);
});

test('connectivity is proven from the tips, and a missing object breaks it', async () => {
  const git = { program: 'git', env: { PATH: process.env['PATH'] }, home: folder.path };
  const tip = await app.git('rev-parse', 'main');
  await proveConnectivity(git, app.path, [tip]);
  await proveConnectivity(git, app.path, []);
  await index(chunks(await packOf(app, 'main', '^main~1')), false);
  await expect(proveConnectivity(git, scratch.path, [tip])).rejects.toMatchObject({ kind: 'incomplete' });
  await expect(proveConnectivity(git, app.path, ['f'.repeat(40)])).rejects.toMatchObject({ kind: 'incomplete' });
});
