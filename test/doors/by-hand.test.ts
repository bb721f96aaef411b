// The way back without this program: the README's own lines, run as they stand, on a store of every kind of history.
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitEnvironment } from '../lab/git-environment.ts';
import { fsck, headOf, objectsOf, refsOf } from '../lab/inspection.ts';
import { detachedHead, headAtMissingBranch, notesAndOtherRefs, tagShapes } from '../lab/odd-repositories.ts';
import { runCli } from '../lab/program.ts';
import { createRepository } from '../lab/repositories.ts';
import type { Repository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';
import { blocksOf, readme, runShell } from './readme.ts';

const [lines = ''] = blocksOf(readme)
  .filter(({ heading, language }) => heading === 'Without this program' && language === 'sh')
  .map(({ text }) => text);

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

type Change = (repository: Repository) => Promise<unknown>;

function sync(name: string, { path }: Repository) {
  const args = ['--repositories', `creditxcredit/repo-backup=${path}`, '--store', './backups'];
  return runCli(['sync', ...args], { cwd: folder.join(name) });
}

/** Backs up after every change, restores the newest snapshot by the README's lines, and gives the result's path. */
async function restoredByHand(
  name: string,
  repository: Repository,
  changes: Change[],
  script = lines,
): Promise<string> {
  const cwd = folder.join(name);
  await mkdir(cwd);
  for (const change of [() => Promise.resolve(), ...changes]) {
    await change(repository);
    expect(await sync(name, repository)).toMatchObject({ code: 0 });
  }
  await rename(repository.path, `${repository.path}.gone`);
  const { code, stderr } = await runShell(script, { cwd, env: gitEnvironment() });
  await rename(`${repository.path}.gone`, repository.path);
  expect({ code, stderr: code === 0 ? '' : stderr.toString() }).toEqual({ code: 0, stderr: '' });
  return join(cwd, 'by-hand.git');
}

/** All that two repositories must have in common to be the same. */
async function stateOf(path: string): Promise<unknown> {
  const [refs, head, objects, { clean }] = await Promise.all([refsOf(path), headOf(path), objectsOf(path), fsck(path)]);
  return { refs, head, objects, clean };
}

test('commits, tags, a force push, a deleted branch, a branch at an old commit', async () => {
  const { repository } = await tagShapes(folder.join('changes.git'));
  const restored = await restoredByHand('changes', repository, [
    () => repository.commit(),
    () => repository.commit({ branch: 'topic' }),
    () => repository.annotatedTag('v2', 'topic'),
    () => repository.setRef('refs/heads/main', 'main~2').then(() => repository.commit()),
    () => repository.deleteRef('refs/heads/topic'),
    () => repository.setRef('refs/heads/old', 'main~1'),
    () => repository.commit({ branch: 'old' }),
  ]);
  expect(await stateOf(restored)).toEqual(await stateOf(repository.path));
});

test('the newest snapshot has no bundle of its own', async () => {
  const repository = await notesAndOtherRefs(folder.join('deleted.git'));
  await repository.commit({ branch: 'topic' });
  const restored = await restoredByHand('deleted', repository, [() => repository.deleteRef('refs/heads/topic')]);
  expect(await refsOf(restored)).toEqual(await refsOf(repository.path));
  expect(await fsck(restored)).toMatchObject({ clean: true });
});

test('a detached HEAD, also at a commit that no ref reaches and that later history is built on', async () => {
  const { repository } = await detachedHead(folder.join('detached.git'));
  let lonely = '';
  const restored = await restoredByHand('detached', repository, [
    async () => {
      lonely = await repository.commit({ branch: 'refs/lonely' });
      await repository.setHead(lonely);
      await repository.deleteRef('refs/lonely');
    },
    () => repository.commit({ branch: 'topic', parents: [lonely] }),
  ]);
  expect(await stateOf(restored)).toEqual(await stateOf(repository.path));
});

test('HEAD at a branch that does not exist', async () => {
  const repository = await headAtMissingBranch(folder.join('missing.git'));
  expect(await stateOf(await restoredByHand('missing', repository, [() => repository.commit()]))).toEqual(
    await stateOf(repository.path),
  );
});

test('a repository that became empty', async () => {
  const repository = await linearHistory(folder.join('emptied.git'), 2);
  const empty = async () => {
    await repository.deleteRef('refs/heads/main');
    // An alarm, once.
    expect(await sync('emptied', repository)).toMatchObject({ code: 3 });
  };
  const restored = await restoredByHand('emptied', repository, [empty]);
  expect(await refsOf(restored)).toEqual([]);
  expect(await headOf(restored)).toBe('ref: refs/heads/main');
});

test('a SHA-256 repository, begun as the README has it for that', async () => {
  const repository = await linearHistory(folder.join('sha256.git'), 3, { objectFormat: 'sha256' });
  const first = 'git init --bare --object-format=sha256 by-hand.git';
  expect(readme).toContain(`is begun with \`${first}\``);
  const script = lines.replace('git init --bare by-hand.git', first);
  expect(await stateOf(await restoredByHand('sha256', repository, [() => repository.commit()], script))).toEqual(
    await stateOf(repository.path),
  );
});

test('a repository that was empty in the beginning', async () => {
  const repository = await createRepository(folder.join('born.git'));
  expect(await stateOf(await restoredByHand('born', repository, [() => repository.commit()]))).toEqual(
    await stateOf(repository.path),
  );
});
