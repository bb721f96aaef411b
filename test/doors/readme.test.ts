// What the README says is true: its commands run, its workflow is short, its links lead somewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { gitEnvironment } from '../lab/git-environment.ts';
import { git, refsOf } from '../lab/inspection.ts';
import { createRepository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';
import { blocksOf, readme, runShell } from './readme.ts';

const root = new URL('../../', import.meta.url);

test('every command of the README runs as it stands, in the order of the README, in a fresh clone', async () => {
  await using folder = await temporaryFolder();
  const { path: origin } = await linearHistory(folder.join('origin.git'), 3);
  const cwd = folder.join('clone');
  expect((await git(folder.path, ['clone', '--quiet', origin, cwd])).code).toBe(0);
  await cp(fileURLToPath(new URL('dist', root)), folder.join('clone', 'dist'), { recursive: true });
  const elsewhere = await createRepository(folder.join('elsewhere.git'));

  const blocks = blocksOf(readme).filter(({ language }) => language === 'sh');
  // Not repeated here: what needs GitHub, and what is running right now.
  const lines = blocks
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => !/^(git clone https:|cd repo-backup$|npm )/.test(line));
  const script = lines.join('\n').replace('https://github.com/acme/app.git', elsewhere.path);
  expect(script).not.toContain('https://');
  expect(script.match(/^node dist\/cli\.js \w+/gm)).toHaveLength(9);
  const { code, stdout, stderr } = await runShell(script, { cwd, env: gitEnvironment() });

  expect({ code, stderr: code === 0 ? '' : stderr.toString() }).toEqual({ code: 0, stderr: '' });
  expect(stdout.toString().match(/^OK: /gm)).toHaveLength(9);
  const entries = await readdir(cwd);
  expect(entries).toEqual(expect.arrayContaining(['backups', 'restored.git', 'today.git', 'files', 'by-hand.git']));
  for (const made of ['restored.git', 'today.git', 'by-hand.git'])
    expect(await refsOf(folder.join('clone', made))).toEqual(await refsOf(cwd));
  expect(await refsOf(elsewhere.path)).toEqual(await refsOf(cwd));
});

test('the workflow stands before line 30 and has ten lines', () => {
  const [workflow] = blocksOf(readme).filter(({ language }) => language === 'yaml');
  expect(workflow?.text.trimEnd().split('\n')).toHaveLength(10);
  expect(readme.slice(0, readme.indexOf(workflow?.text ?? '-')).split('\n').length + 10).toBeLessThan(30);
});

test('links to files lead somewhere', () => {
  const docs = readdirSync(new URL('docs', root)).filter((name) => name.endsWith('.md'));
  const files = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...docs.map((name) => `docs/${name}`)];
  for (const file of files) {
    const base = new URL(file, root);
    const targets = [...readFileSync(base, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
      (match) => match[1] ?? '',
    );
    for (const target of targets) expect(() => readFileSync(new URL(target, base))).not.toThrow();
  }
});
