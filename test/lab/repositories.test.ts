// The lab's repositories are what their names say: sound, the same each time, and as stock git understands them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fsck, git, headOf, refsOf } from './inspection.ts';
import {
  detachedHead,
  headAtMissingBranch,
  notesAndOtherRefs,
  oddMessages,
  pullRequestRefs,
  shallowClone,
  tagShapes,
  withSubmodule,
  zeroPaddedModes,
} from './odd-repositories.ts';
import { everyRefName } from './ref-names.ts';
import { createRepository } from './repositories.ts';
import type { Repository } from './repositories.ts';
import { branchyHistory, linearHistory, manyRefs, randomRepository } from './repository-shapes.ts';
import { temporaryFolder } from './temp.ts';
import type { TemporaryFolder } from './temp.ts';

let folder: TemporaryFolder;
let paths = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const newPath = () => folder.join(`${(paths += 1)}.git`);

const shapes: [name: string, refs: number, make: (path: string) => Promise<Repository | { repository: Repository }>][] =
  [
    ['empty', 0, createRepository],
    ['linear', 1, linearHistory],
    ['SHA-256', 1, (path) => linearHistory(path, 3, { objectFormat: 'sha256' })],
    ['many refs', 1000, (path) => manyRefs(path, 1000)],
    ['branchy', 5, (path) => branchyHistory(path, 10, 100)],
    ['random', 1, (path) => randomRepository(path, 1)],
    ['tags', 9, tagShapes],
    ['notes and other refs', 5, notesAndOtherRefs],
    ['pull requests', 4, pullRequestRefs],
    ['detached HEAD', 1, detachedHead],
    ['HEAD at a missing branch', 1, headAtMissingBranch],
    ['odd messages', 1, oddMessages],
    ['submodule', 1, withSubmodule],
    ['zero-padded modes', 1, zeroPaddedModes],
    ['shallow', 1, shallowClone],
    ['every ref name', 322, everyRefName],
  ];

test.each(shapes)('%s: sound, cloned whole, and the same twice', async (_, count, make) => {
  const made = await make(newPath());
  const { path } = 'repository' in made ? made.repository : made;
  const refs = await refsOf(path);
  expect(refs).toHaveLength(count);
  expect((await fsck(path)).clean).toBe(true);
  const copy = newPath();
  expect((await git(folder.path, ['clone', '-q', '--mirror', `file://${path}`, copy])).code).toBe(0);
  expect(await refsOf(copy)).toEqual(refs);
  const again = await make(newPath());
  expect(await refsOf('repository' in again ? again.repository.path : again.path)).toEqual(refs);
});

test('the odd shapes hold what they are made for', async () => {
  const { repository, annotated, nested } = await tagShapes(newPath());
  expect(await repository.git('cat-file', '-p', nested)).toContain(`object ${annotated}\ntype tag`);
  expect(await headOf((await detachedHead(newPath())).repository.path)).toMatch(/^[0-9a-f]{40}$/);
  expect(await headOf((await headAtMissingBranch(newPath())).path)).toBe('ref: refs/heads/gone');
  expect((await fsck((await zeroPaddedModes(newPath())).path)).output).toContain('zeroPaddedFilemode');
  const messages = await oddMessages(newPath());
  const raw = async (name: string) => await messages.repository.gitBytes(['cat-file', 'commit', name]);
  expect((await raw('main~1')).includes('encoding ISO-8859-1')).toBe(true);
  expect((await raw('main~1')).includes(messages.latin1)).toBe(true);
  expect((await raw('main')).includes(messages.undeclared)).toBe(true);
  const branchy = await branchyHistory(newPath());
  expect(await branchy.git('rev-list', '--count', '--min-parents=5', 'main')).toBe('5');
});

test('commits are deterministic, and refs move as told', async () => {
  const repository = await createRepository(newPath(), { branch: 'trunk' });
  const first = await repository.commit({
    branch: 'trunk',
    date: '2026-11-01T12:00:00Z',
    message: 'One\n',
    files: { 'a b/"q".txt': 'x' },
  });
  expect(first).toBe(await repository.git('rev-parse', 'HEAD'));
  const second = await repository.commit({
    branch: 'trunk',
    files: { 'a b/"q".txt': null, run: { mode: '100755', content: '#!/bin/sh\n' } },
  });
  expect(await repository.git('ls-tree', '-r', '--format=%(objectmode) %(path)', 'trunk')).toBe('100755 run');
  expect(await repository.git('rev-parse', 'trunk^')).toBe(first);
  await repository.commit({ branch: 'side', parents: [] });
  await repository.deleteRef('refs/heads/side');
  await repository.setRef('refs/heads/trunk', first); // a force push
  await repository.setHead(second);
  expect([await refsOf(repository.path), await headOf(repository.path)]).toEqual([
    [`${first} refs/heads/trunk`],
    second,
  ]);
});
