// What objects name, compared with what git says that they name; and what a commit says of itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitFacts, commitsNamedBy, linksOf, type GitObject, type ObjectType } from '../../src/git/objects.ts';
import { tagShapes, withSubmodule, zeroPaddedModes } from '../lab/odd-repositories.ts';
import { branchyHistory, linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function objectsOf(repository: Repository): Promise<GitObject[]> {
  const listed = await repository.gitBytes([
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objectname) %(objecttype)',
  ]);
  const objects: GitObject[] = [];
  for (const line of listed.toString().trim().split('\n')) {
    const [id = '', type = ''] = line.split(' ');
    objects.push({ id, type: type as ObjectType, content: await repository.gitBytes(['cat-file', type, id]) });
  }
  return objects;
}

/** What git itself says that an object names. */
async function namedBy(repository: Repository, { id, type }: GitObject): Promise<string[]> {
  if (type === 'blob') return [];
  if (type === 'commit')
    return (await repository.git('show', '-s', '--format=%T %P', id)).split(' ').filter((one) => one !== '');
  const listed = await repository.git('ls-tree', id);
  const entries = listed.split('\n').filter((line) => line !== '' && !line.startsWith('160000'));
  return entries.map((line) => line.split(/[ \t]/)[2] ?? '');
}

const shapes: [string, (path: string) => Promise<Repository>][] = [
  ['merges', (path) => branchyHistory(path, 2, 4)],
  ['sha256', (path) => linearHistory(path, 2, { objectFormat: 'sha256' })],
  ['submodules', async (path) => (await withSubmodule(path)).repository],
  ['zero-padded modes', zeroPaddedModes],
];

test.each(shapes)('links are those that git tells: %s', async (name, make) => {
  const repository = await make(folder.join(`${name}.git`));
  const idBytes = name === 'sha256' ? 32 : 20;
  const objects = await objectsOf(repository);
  expect(new Set(objects.map(({ type }) => type))).toEqual(new Set(['blob', 'tree', 'commit']));
  for (const object of objects) {
    const theirs = await namedBy(repository, object);
    expect([object.id, linksOf(object, idBytes)]).toEqual([object.id, theirs]);
    expect(commitsNamedBy(object)).toEqual(object.type === 'commit' ? theirs.slice(1) : []);
  }
});

test('a tag names its object, and only one on a commit names a commit', async () => {
  const { repository, annotated, nested } = await tagShapes(folder.join('tags.git'));
  const tags = (await objectsOf(repository)).filter(({ type }) => type === 'tag');
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  const commit = await repository.git('rev-parse', 'main~1');
  const links = (id: string) => linksOf(byId.get(id) as GitObject, 20);
  expect(links(annotated)).toEqual([commit]);
  expect(links(nested)).toEqual([annotated]);
  expect(tags.flatMap(commitsNamedBy)).toEqual([commit]);
});

test('headers that only look like links are none: signatures, merged tags, messages', () => {
  const lines = [
    `tree ${'1'.repeat(40)}`,
    `parent ${'2'.repeat(40)}`,
    'author A <a@b> 1 +0000',
    'committer A <a@b> 1 +0000',
    `mergetag object ${'3'.repeat(40)}`,
    ' type commit',
    ' tag v1',
    'gpgsig -----BEGIN PGP SIGNATURE-----',
    ` parent ${'4'.repeat(40)}`,
    '',
    `parent ${'5'.repeat(40)}`,
  ];
  const object = { id: '', type: 'commit', content: Buffer.from(lines.join('\n')) } satisfies GitObject;
  expect(linksOf(object, 20)).toEqual(['1'.repeat(40), '2'.repeat(40)]);
  expect(commitsNamedBy(object)).toEqual(['2'.repeat(40)]);
});

test('a tree that is cut at any byte is damaged, and not a shorter tree', () => {
  const entry = (mode: string, name: string) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(20, 7)]);
  const first = entry('100644', 'a b');
  const content = Buffer.concat([first, entry('40000', 'c')]);
  const links = (bytes: Buffer) => linksOf({ id: '', type: 'tree', content: bytes }, 20);
  expect(links(content)).toEqual(['07'.repeat(20), '07'.repeat(20)]);
  const inside = [...content.keys()].filter((end) => end > 0 && end !== first.length);
  for (const end of inside) expect(() => links(content.subarray(0, end))).toThrow(/cut short/);
});

const commit = (headers: string, message: string | Buffer) =>
  commitFacts('id', Buffer.concat([Buffer.from(`tree x\n${headers}\n\n`), Buffer.from(message)]));

test('a commit tells its date in UTC and its message without the last line end', () => {
  expect(commit('committer A <a@b> 1767225600 +0530', 'Subject\n\nBody\n')).toEqual({
    id: 'id',
    date: new Date('2026-01-01T00:00:00Z'),
    message: 'Subject\n\nBody',
  });
});

test.each([
  ['an impossible number', '99999999999999999999'],
  ['a year of five digits', '253402300800'],
  ['a time before 1970', '-86400'],
  ['no number', 'soon'],
])('%s as a date does not stop a backup', (_, date) => {
  expect(commit(`committer A <a@b> ${date} +0000`, 'x').date).toEqual(new Date(0));
});

test('messages are read in the encoding that they declare, and never throw', () => {
  expect(commit('encoding ISO-8859-1', Buffer.from('Größe', 'latin1')).message).toBe('Größe');
  expect(commit('encoding Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b])).message).toBe('日本');
  expect(commit('encoding of-my-own', Buffer.from('Größe', 'latin1')).message).toBe('Größe');
  expect(commit('x y', Buffer.from([0x61, 0xff, 0x62])).message).toBe('a\ufffdb');
  expect(commitFacts('id', Buffer.from('tree x')).message).toBe('');
});

test('a message of megabytes does not make a manifest of megabytes', () => {
  const { message } = commit('x y', 'x'.repeat(1_000_000));
  expect(message).toHaveLength(10_001);
});
