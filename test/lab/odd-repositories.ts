// Repositories with the rare things that real history holds. Each is small, and gives what a test needs to know of it.
import { Buffer } from 'node:buffer';
import { git } from './inspection.ts';
import { createRepository, openRepository } from './repositories.ts';
import type { Repository } from './repositories.ts';
import { linearHistory } from './repository-shapes.ts';

export interface TagShapes {
  readonly repository: Repository;
  /** Ids of the tag objects. */
  readonly annotated: string;
  readonly nested: string;
}

/** Tags: lightweight `light`, annotated `v1`, a tag of that tag `v1-signed`, and lightweight and annotated ones on a tree and a blob. */
export async function tagShapes(path: string): Promise<TagShapes> {
  const repository = await linearHistory(path, 3);
  await repository.tag('light', 'main~1');
  const annotated = await repository.annotatedTag('v1', 'main~1');
  const nested = await repository.annotatedTag('v1-signed', annotated);
  await repository.tag('tree', 'main^{tree}');
  await repository.tag('blob', 'main:log.txt');
  await repository.annotatedTag('tree-annotated', 'main~2^{tree}');
  // A blob and a tree that no commit reaches: only their tags keep them.
  await repository.annotatedTag('blob-annotated', await repository.writeObject('blob', 'a public key\n'));
  const lonely = await repository.writeObject('blob', 'in a tree of its own\n');
  const tree = await repository.gitBytes(['mktree'], `100644 blob ${lonely}\tlonely.txt\n`);
  await repository.tag('tree-alone', tree.toString().trim());
  return { repository, annotated, nested };
}

/** Notes, a stash, and a ref outside the usual folders. */
export async function notesAndOtherRefs(path: string): Promise<Repository> {
  const repository = await linearHistory(path, 3);
  await repository.git('notes', 'add', '-m', 'reviewed by Grace', 'main');
  await repository.git('notes', '--ref=builds', 'add', '-m', 'build 7 passed', 'main~1');
  await repository.commit({ branch: 'refs/stash', message: 'WIP on main\n', parents: ['main'] });
  await repository.setRef('refs/custom/deep/er/ref', 'main~2');
  await repository.pack();
  return repository;
}

/** Pull requests as a forge shows them: 1 with a test merge, 2 closed and reachable from nowhere else. */
export async function pullRequestRefs(path: string): Promise<Repository> {
  const repository = await linearHistory(path, 3);
  const head = await repository.commit({
    branch: 'refs/pull/1/head',
    parents: ['main~1'],
    files: { 'pull-1.txt': 'one\n' },
  });
  await repository.commit({ branch: 'refs/pull/1/merge', parents: ['main', head], files: { 'pull-1.txt': 'one\n' } });
  await repository.commit({ branch: 'refs/pull/2/head', parents: ['main~2'], files: { 'pull-2.txt': 'two\n' } });
  await repository.pack();
  return repository;
}

/** HEAD is the id of a commit; `commit` is not the tip of any branch. */
export async function detachedHead(
  path: string,
): Promise<{ readonly repository: Repository; readonly commit: string }> {
  const repository = await linearHistory(path, 3);
  const commit = await repository.git('rev-parse', 'main~1');
  await repository.setHead(commit);
  return { repository, commit };
}

/** HEAD names a branch that does not exist, while others do. */
export async function headAtMissingBranch(path: string): Promise<Repository> {
  const repository = await linearHistory(path, 3);
  await repository.setHead('refs/heads/gone');
  return repository;
}

/** Messages: ISO-8859-1 with its header on main~1, bytes that are neither declared nor UTF-8 on main. */
export async function oddMessages(
  path: string,
): Promise<{ readonly repository: Repository; readonly latin1: Buffer; readonly undeclared: Buffer }> {
  const repository = await createRepository(path);
  const latin1 = Buffer.from('Grüße aus Köln\n', 'latin1');
  const undeclared = Buffer.concat([
    Buffer.from('Bytes '),
    Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80]),
    Buffer.from('\n\nand a body\n'),
  ]);
  await repository.commit({ message: 'Start\n' });
  await repository.commit({ message: latin1, encoding: 'ISO-8859-1' });
  await repository.commit({ message: undeclared });
  await repository.pack();
  return { repository, latin1, undeclared };
}

/** A gitlink: `module` is a commit of another repository, and is not an object of this one. */
export async function withSubmodule(
  path: string,
): Promise<{ readonly repository: Repository; readonly module: string }> {
  const module = 'c0ffee'.repeat(6) + 'c0ff';
  const repository = await createRepository(path);
  const gitmodules = '[submodule "lib"]\n\tpath = lib\n\turl = https://git.example/lib.git\n';
  await repository.commit({ files: { '.gitmodules': gitmodules, lib: { mode: '160000', content: module } } });
  await repository.commit({ files: { 'README.md': 'uses lib\n' } });
  await repository.pack();
  return { repository, module };
}

/** A folder's mode written as 040000, as some old tools did: fsck warns, and `index-pack --strict` may refuse. */
export async function zeroPaddedModes(path: string): Promise<Repository> {
  const repository = await createRepository(path);
  const blob = await repository.writeObject('blob', 'old\n');
  const inner = await repository.writeObject('tree', treeEntry('100644', 'old.txt', blob));
  const outer = await repository.writeObject('tree', treeEntry('040000', 'folder', inner));
  const commit = await repository.git('commit-tree', outer, '-m', 'Written by an old tool');
  await repository.setRef('refs/heads/main', commit);
  await repository.pack();
  return repository;
}

function treeEntry(mode: string, name: string, id: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
}

/** A bare clone with the newest commit only; `origin` is the whole repository beside it. */
export async function shallowClone(
  path: string,
): Promise<{ readonly repository: Repository; readonly origin: Repository }> {
  const origin = await linearHistory(`${path}.origin`, 5);
  const { code, stderr } = await git(`${path}.origin`, [
    'clone',
    '--quiet',
    '--bare',
    '--depth=1',
    `file://${path}.origin`,
    path,
  ]);
  if (code !== 0) throw new Error(`git clone --depth=1 ended with ${code}: ${stderr.toString()}`);
  return { repository: openRepository(path), origin };
}
