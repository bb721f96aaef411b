// Objects that no tool makes: small in a pack, and larger than any memory once they are read. They are refused, and named.
import { chmod, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { gitEnvironment, type Git } from '../../src/git/git.ts';
import { commitFacts, linksOf } from '../../src/git/objects.ts';
import { readNeeds } from '../../src/git/proof.ts';
import {
  createScratchRepository,
  indexPack,
  proveConnectivity,
  readObjects,
  type ScratchRepository,
} from '../../src/git/scratch.ts';
import { commitOf, idOf, packOf, repeatingDelta, type PackEntry } from '../lab/hostile-packs.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

const MIB = 1024 * 1024;
const NOTHING = Buffer.alloc(0);
const TREE: PackEntry = { type: 'tree', content: NOTHING };

let folder: TemporaryFolder;
let git: Git;
beforeAll(async () => {
  folder = await temporaryFolder();
  git = { program: 'git', env: { PATH: process.env['PATH'] }, home: folder.path };
});
afterAll(() => folder[Symbol.asyncDispose]());

let scratch: ScratchRepository;
const open = async (env: NodeJS.ProcessEnv = {}) =>
  (scratch = await createScratchRepository({ ...git, env: { ...git.env, ...env } }, folder.path, 'sha1'));
beforeEach(async () => {
  await open();
  return () => scratch[Symbol.asyncDispose]();
});

async function index(...entries: PackEntry[]): Promise<void> {
  async function* once() {
    yield packOf(entries);
  }
  await indexPack(scratch, once(), { selfContained: false });
}

async function contentOf(id: Buffer, largest?: number): Promise<Buffer> {
  for await (const { content } of readObjects(scratch, [id.toString('hex')], largest)) return Buffer.from(content);
  throw new Error('nothing was read');
}

test('a delta that unpacks to more than git may have is refused before it fills the memory', async () => {
  const base = Buffer.alloc(MIB, 'A');
  const bomb: PackEntry[] = [
    { type: 'blob', content: base },
    { base: 0, delta: repeatingDelta(base.length, 64 * MIB) },
  ];
  expect(packOf(bomb).length).toBeLessThan(3000);
  await index(...bomb);
  expect((await contentOf(idOf('blob', Buffer.alloc(64 * MIB, 'A')), 64 * MIB)).length).toBe(64 * MIB);
  await scratch[Symbol.asyncDispose]();
  await open({ GIT_ALLOC_LIMIT: '32m' });
  await expect(index(...bomb)).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining('attempting to allocate 67108865 over limit 33554432') as string,
    hint: expect.stringContaining('GIT_ALLOC_LIMIT') as string,
  });
  expect(gitEnvironment(git)['GIT_ALLOC_LIMIT']).toBe('3g');
});

test('a commit of more bytes than a commit can have is not read into memory', async () => {
  const content = commitOf(idOf('tree', NOTHING), Buffer.alloc(MIB, 'x'));
  await index(TREE, { type: 'commit', content });
  const id = idOf('commit', content);
  expect(await contentOf(id, content.length)).toEqual(content);
  await expect(contentOf(id, content.length - 1)).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining(`the commit ${id.toString('hex')} has ${content.length} bytes`) as string,
  });
});

test('of a long message the beginning is read, in any encoding, and of a long header what counts', () => {
  const tree = idOf('tree', NOTHING);
  const { message } = commitFacts('x', commitOf(tree, '\u{1f984}'.repeat(100_000)));
  expect(message).toBe(`${'\u{1f984}'.repeat(5000)}…`);
  const content = commitOf(tree, 'm', 'a b\n'.repeat(1_000_000));
  expect(linksOf({ id: 'x', type: 'commit', content }, 20)).toEqual([tree.toString('hex')]);
  expect(commitFacts('x', content)).toMatchObject({ message: 'm', date: new Date(1_700_000_000_000) });
});

test('a pack of more objects than can be compared in memory is left to a full snapshot', async () => {
  const blobs = Array.from({ length: 5 }, (_, at): PackEntry => ({ type: 'blob', content: Buffer.from(String(at)) }));
  await index(...blobs);
  expect((await readNeeds(scratch, 5)).holds.size).toBe(5);
  await expect(readNeeds(scratch, 4)).rejects.toMatchObject({ kind: 'incomplete' });
});

test('a git that crashes over nested trees has not found anything missing', async () => {
  const program = folder.join('crashing-git');
  await writeFile(program, '#!/bin/sh\nkill -SEGV $$\n');
  await chmod(program, 0o755);
  await expect(proveConnectivity({ ...git, program }, scratch.path, ['f'.repeat(40)])).rejects.toMatchObject({
    kind: 'git',
    message: expect.stringContaining('git crashed (SIGSEGV)') as string,
    hint: expect.stringContaining('without `check-connectivity`') as string,
  });
});
