// A captured repository that is itself hostile: what is checked out of it stays in its folder, and nothing of it is run.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProcess } from '../lab/processes.ts';
import { gitEnvironment } from '../lab/git-environment.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let turns = 0;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place[Symbol.asyncDispose]());

/** Of a working copy, as we write it and git leaves it. */
const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n';

type Entry = { mode: string; name: string; content: string | Entry[] };

/** Writes objects as no honest git would: trees may name whatever they like. */
async function storeTree(git: Git, entries: readonly Entry[]): Promise<string> {
  const rows: Buffer[] = [];
  for (const { mode, name, content } of entries) {
    const id =
      typeof content === 'string'
        ? await git(['hash-object', '-w', '--stdin', '--literally', '-t', 'blob'], content)
        : await storeTree(git, content);
    rows.push(Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]));
  }
  return git(['hash-object', '-w', '--stdin', '--literally', '-t', 'tree'], Buffer.concat(rows));
}

type Git = (args: string[], stdin?: string | Buffer) => Promise<string>;

/** An origin with one commit of these entries, captured into a store of its own, and a place to restore to. */
async function hostile(
  entries: readonly Entry[],
): Promise<{ stored: string; to: string; around: string; root: string }> {
  const around = place.folder.join(`hostile-${(turns += 1)}`);
  const name = `acme/hostile-${turns}`;
  const origin = await place.origin(name);
  const git: Git = async (args, stdin = '') => {
    const { code, stdout, stderr } = await runProcess('git', ['--git-dir', origin.path, ...args], {
      env: {
        ...gitEnvironment(),
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@a',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@a',
      },
      stdin,
    });
    if (code !== 0) throw new Error(stderr.toString());
    return stdout.toString().trim();
  };
  const commit = await git(['commit-tree', await storeTree(git, entries), '-m', 'harmless']);
  await git(['update-ref', 'refs/heads/main', commit]);
  const root = join(around, 'store');
  await mkdir(root, { recursive: true });
  const target = place.settings('sync').targets.filter(({ repository }) => repository === name);
  const { [name]: entry } = await place.ledger('sync', { stores: [root], targets: target });
  return { stored: entry?.status ?? '', to: join(around, 'deep/er/target'), around, root };
}

async function restore(root: string, to: string, worktree: boolean) {
  const patterns = [`acme/hostile-${turns}`];
  const [entry] = (await place.run('restore', { stores: [root], patterns, to, worktree })).repositories;
  return entry;
}

/** Files around the target that are neither of the store nor in the target. */
async function outside(around: string): Promise<string[]> {
  const files = (await readdir(around, { recursive: true, withFileTypes: true })).filter((item) => !item.isDirectory());
  return files
    .map(({ parentPath, name }) => join(parentPath, name).slice(around.length + 1))
    .filter((path) => !path.startsWith('store/') && !path.startsWith('deep/er/target/'));
}

const file = (name: string, content = 'evil\n', mode = '100755'): Entry => ({ mode, name, content });
const folder = (name: string, ...content: Entry[]): Entry => ({ mode: '40000', name, content });
const link = (name: string, target: string): Entry => ({ mode: '120000', name, content: target });

describe('a tree with', () => {
  test.each<[string, Entry[]]>([
    ['a hook', [folder('.git', folder('hooks', file('post-checkout', '#!/bin/sh\ntouch evil\n')))]],
    ['a configuration', [folder('.git', file('config', '[core]\n\tfsmonitor = touch evil\n'))]],
    ['.GIT, for file systems that take it for .git', [folder('.GIT', file('config'))]],
    ['git~1, for Windows', [folder('git~1', file('config'))]],
    ['.git with a character that HFS+ passes over', [folder('.g\u200cit', file('config'))]],
    ['a way up', [folder('..', file('evil'))]],
    ['a way far up', [folder('..', folder('..', folder('..', file('evil'))))]],
    ['a slash in a name', [file('../../evil')]],
    ['an absolute name', [file('/tmp/repo-backup-evil')]],
    ['a link that is a folder too', [link('a', '../../..'), folder('a', file('evil'))]],
    ['a link that is .git', [link('.git', '../../../evil')]],
  ])('%s writes nothing outside of the target and no hook', async (_, entries) => {
    const { stored, to, around, root } = await hostile(entries);
    // It is captured as it is: a backup does not judge.
    expect(stored).toBe('stored');
    await restore(root, to, true);
    expect(await outside(around)).toEqual([]);
    expect(existsSync('/tmp/repo-backup-evil')).toBe(false);
    expect(existsSync(join(to, '.git/hooks'))).toBe(false);
    // Where git refuses to check the tree out, nothing is left.
    expect([undefined, CONFIG]).toContain(await readFile(join(to, '.git/config'), 'utf8').catch(() => undefined));
    expect(await restore(root, `${to}.git`, false)).toMatchObject({ status: 'restored' });
  });
});

test('attributes, filters and submodules of a captured repository run nothing when it is checked out', async () => {
  const marker = place.folder.join('was-run');
  const { to, around, root } = await hostile([
    file('.gitattributes', '* filter=evil diff=evil\n'),
    file(
      '.gitmodules',
      `[submodule "--upload-pack=touch ${marker}"]\n\tpath = sub\n\turl = ext::sh -c touch%20${marker}\n\tupdate = !touch ${marker}\n`,
    ),
    file('a.txt', 'a\n'),
  ]);
  await writeFile(join(around, 'store', '.gitconfig'), `[filter "evil"]\n\tsmudge = touch ${marker}\n`);
  expect(await restore(root, to, true)).toMatchObject({ status: 'restored' });
  expect(await readFile(join(to, 'a.txt'), 'utf8')).toBe('a\n');
  expect(await readdir(to)).toEqual(['.git', '.gitattributes', '.gitmodules', 'a.txt']);
  expect(existsSync(marker)).toBe(false);
});
