// The proof by induction: what a pack names outside of itself, as git sees it, and where that has to be found.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proveLinks, readNeeds, type OpenIndex } from '../../src/git/proof.ts';
import { createScratchRepository, indexPack } from '../../src/git/scratch.ts';
import { branchyHistory, linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const git = { program: 'git', env: { PATH: process.env['PATH'] }, home: '' };

/** What the pack of `revisions` needs, read by us. */
async function needsOf(repository: Repository, ...revisions: string[]) {
  const pack = await repository.gitBytes(['pack-objects', '--revs', '--stdout', '-q'], `${revisions.join('\n')}\n`);
  const home = folder.path;
  await using scratch = await createScratchRepository({ ...git, home }, home, 'sha1');
  await indexPack(
    scratch,
    (async function* () {
      yield pack;
    })(),
    { selfContained: false },
  );
  return await readNeeds(scratch);
}

test('a pack of merges needs what git says it needs', async () => {
  const app = await branchyHistory(folder.join('branchy.git'), 12, 20);
  const since = 'main~3';
  const needs = await needsOf(app, 'main', `^${since}`);
  const list = async (...args: string[]) =>
    (await app.git('rev-list', ...args)).split('\n').filter((line) => line !== '');
  const held = await list('--objects', '--no-object-names', 'main', `^${since}`);
  expect([...needs.holds].sort()).toEqual(held.toSorted());
  const boundary = await list('--boundary', 'main', `^${since}`);
  expect([...needs.boundary].sort()).toEqual(
    boundary
      .filter((line) => line.startsWith('-'))
      .map((line) => line.slice(1))
      .sort(),
  );
  const everything = new Set(await list('--objects', '--no-object-names', 'main'));
  expect([...needs.missing].filter((id) => needs.holds.has(id) || !everything.has(id))).toEqual([]);
  expect([...needs.boundary].filter((id) => !needs.missing.has(id))).toEqual([]);
});

test('tags of old things need them, and only commits become prerequisites', async () => {
  const app = await linearHistory(folder.join('tags.git'), 4);
  const old = await app.annotatedTag('old', 'main~1');
  const [commit = '', tree = ''] = (await app.git('rev-parse', 'main~2', 'main~1^{tree}')).split('\n');
  await app.annotatedTag('on-commit', commit);
  await app.annotatedTag('on-tag', old);
  await app.annotatedTag('on-tree', tree);
  const needs = await needsOf(app, 'on-commit', 'on-tag', 'on-tree', '^main', '^old', `^${tree}`);
  expect(needs.holds.size).toBe(3);
  expect(needs.missing).toEqual(new Set([commit, old, tree]));
  expect(needs.boundary).toEqual(new Set([commit]));
});

test('ids are looked for in each index until all are found, and one that is nowhere is named', async () => {
  const opened: number[] = [];
  const indexes: OpenIndex[] = [];
  const tips: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    const app = await linearHistory(folder.join(`${name}.git`), 2, { branch: name });
    const packs = join(app.path, 'objects/pack');
    const [file = ''] = (await readdir(packs)).filter((entry) => entry.endsWith('.idx'));
    const index = indexes.length;
    tips.push(await app.writeObject('blob', name), await app.git('rev-parse', name));
    indexes.push(async () => {
      opened.push(index);
      return (async function* () {
        yield await readFile(join(packs, file));
      })();
    });
  }
  const commits = tips.filter((_, index) => index % 2 === 1);
  await proveLinks(new Set([commits[0] ?? '']), indexes, 'sha1');
  expect(opened.splice(0)).toEqual([0]);
  await proveLinks(new Set(commits), indexes, 'sha1');
  await proveLinks(new Set(), indexes, 'sha1');
  const missing = 'f'.repeat(40);
  await expect(proveLinks(new Set([...commits, missing]), indexes, 'sha1')).rejects.toMatchObject({
    kind: 'incomplete',
    message: `neither in the new bundle nor in the chain: 1 object (one is ${missing})`,
  });
});
