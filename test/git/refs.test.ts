// Refs as packed-refs keeps them: git writes what we read, and reads what we write, to the byte.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  headText,
  isPullRef,
  isSnapshotTag,
  packedRefs,
  parsePackedRefs,
  refsDigest,
  sortRefs,
  tips,
  type Ref,
} from '../../src/git/refs.ts';
import { isSafeRefName } from '../../src/domain/ref-names.ts';
import { fsck, refsOf } from '../lab/inspection.ts';
import { tagShapes } from '../lab/odd-repositories.ts';
import { everyRefName } from '../lab/ref-names.ts';
import { createRepository } from '../lab/repositories.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(64);

let folder: TemporaryFolder;
let named: Awaited<ReturnType<typeof everyRefName>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  named = await everyRefName(folder.join('names.git'));
});
afterAll(() => folder[Symbol.asyncDispose]());

const name = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .map((bytes) => `refs/heads/${Buffer.from(bytes).toString('latin1')}`)
  .filter(isSafeRefName);
const id = fc.constantFrom(A, B);
const ref: fc.Arbitrary<Ref> = fc.oneof(fc.record({ name, id }), fc.record({ name, id, peeled: id }));

test('what is written is read back as it was, and the same refs give the same bytes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(ref, { selector: (one) => one.name }), (refs) => {
      const sorted = sortRefs([...refs]);
      expect(parsePackedRefs(packedRefs(sorted))).toEqual(sorted);
      expect(refsDigest(sortRefs(refs.toReversed()))).toBe(refsDigest(sorted));
    }),
  );
});

test('packed-refs of git are read to the byte, with every legal name', async () => {
  const theirs = await readFile(join(named.repository.path, 'packed-refs'));
  expect(packedRefs(parsePackedRefs(theirs))).toEqual(theirs);
  const { repository: tagged } = await tagShapes(folder.join('tags.git'));
  await tagged.git('pack-refs', '--all');
  const tags = await readFile(join(tagged.path, 'packed-refs'));
  expect(packedRefs(parsePackedRefs(tags))).toEqual(tags);
});

test('git reads what we write, without a complaint', async () => {
  const { path } = named.repository;
  const refs = parsePackedRefs(await readFile(join(path, 'packed-refs')));
  const copy = await createRepository(folder.join('copy.git'));
  await mkdir(join(copy.path, 'objects/info'), { recursive: true });
  await writeFile(join(copy.path, 'objects/info/alternates'), join(path, 'objects\n'));
  await writeFile(join(copy.path, 'packed-refs'), packedRefs(refs));
  expect(await refsOf(copy.path)).toEqual(await refsOf(path));
  expect(await fsck(copy.path)).toMatchObject({ clean: true, output: '' });
});

test.each([
  ['a line that is no ref', 'nonsense\n'],
  ['an id that is too short', `${A.slice(1)} refs/heads/x\n`],
  ['a name outside of refs/', `${A} HEAD\n`],
  ['a name that climbs', `${A} refs/heads/../../config\n`],
  ['a peeled value without its tag', `^${A}\n`],
  ['a peeled value that is no id', `${A} refs/tags/x\n^xyz\n`],
  ['a line that is cut', `${A} refs/heads/x\n${A.slice(0, 12)}`],
])('refs with %s are damaged', (_, text) => {
  expect(() => parsePackedRefs(Buffer.from(text))).toThrow(/a damaged line in the refs/);
});

test('a name is safe where git calls it legal; what no file may be called is not', () => {
  for (const legal of named.names)
    expect([legal.toString(), isSafeRefName(legal.toString('latin1'))]).toEqual([legal.toString(), true]);
  const unsafe = [
    'refs',
    'refs/',
    'HEAD',
    'refs/heads/',
    'refs//x',
    '/refs/x',
    'refs/./x',
    'refs/../x',
    'refs/x/..',
    'refs/.x',
  ];
  const characters = ['\x00', '\x01', '\n', ' ', '~', '^', ':', '?', '*', '[', '\\', '\x7f'];
  for (const bad of [...unsafe, ...characters.map((one) => `refs/heads/a${one}b`)])
    expect([bad, isSafeRefName(bad)]).toEqual([bad, false]);
});

test('sorting is by bytes, as git sorts', () => {
  const names = ['refs/heads/b', 'refs/heads/B', 'refs/heads/\xff', 'refs/heads/a-b', 'refs/heads/a/b', 'refs/heads/a'];
  expect(sortRefs(names.map((one) => ({ name: one, id: A }))).map((one) => one.name)).toEqual([
    'refs/heads/B',
    'refs/heads/a',
    'refs/heads/a-b',
    'refs/heads/a/b',
    'refs/heads/b',
    'refs/heads/\xff',
  ]);
});

test('tips come once each, branches first', () => {
  const refs = [
    { name: 'refs/changes/1', id: '1' },
    { name: 'refs/heads/x', id: '2' },
    { name: 'refs/heads/y', id: '1' },
    { name: 'refs/tags/t', id: '3' },
  ];
  expect(tips(refs)).toEqual(['2', '1', '3']);
});

test('only refs/pull/ is the folder of pull requests', () => {
  expect(['refs/pull/1/head', 'refs/pull/2/merge'].every(isPullRef)).toBe(true);
  expect(['refs/pulls/1', 'refs/heads/refs/pull/1', 'refs/pull'].some(isPullRef)).toBe(false);
});

test('the tags of releases that hold snapshots are told from all others', () => {
  expect(
    ['acme.app.snapshot-20261121-020000', 'acme.+github.snapshot-20261121-020000']
      .map((tag) => `refs/tags/${tag}`)
      .every(isSnapshotTag),
  ).toBe(true);
  expect(
    [
      'refs/tags/v1',
      'refs/tags/snapshot-20261121-020000',
      'refs/heads/acme.app.snapshot-20261121-020000',
      'refs/tags/x/acme.app.snapshot-20261121-020000',
    ].some(isSnapshotTag),
  ).toBe(false);
});

test('HEAD is kept as text where it is text', () => {
  const utf8 = Buffer.from('refs/heads/größe').toString('latin1');
  expect(headText({ head: utf8, headId: A })).toBe('refs/heads/größe');
  expect(headText({ head: 'refs/heads/\xff', headId: A })).toBe(A);
  expect(headText({ head: 'refs/heads/\xff', headId: undefined })).toBeNull();
  expect(headText({ head: A, headId: A })).toBe(A);
  expect(headText({ head: undefined, headId: undefined })).toBeNull();
});
