// Snapshots in releases as users have them: the Action stores, finds nothing new, adds, prunes; the command line restores.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabRepository } from '../lab/github/catalog.ts';
import { startGitHub } from '../lab/github/github.ts';
import type { LabGitHub } from '../lab/github/github.ts';
import { releasesOf } from '../lab/github/releases.ts';
import type { Releases } from '../lab/github/releases.ts';
import { fsck, refsOf } from '../lab/inspection.ts';
import { gitEnvironment } from '../lab/git-environment.ts';
import { runCli } from '../lab/program.ts';
import { runAction } from '../lab/runner.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';
import { blocksOf, readme, runShell } from '../doors/readme.ts';
import { daysAgo } from '../doors/scene.ts';

const TOKEN = 'ghs_WorkflowToken';
let github: LabGitHub;
let app: LabRepository;
let releases: Releases;
let folder: TemporaryFolder;
beforeAll(async () => {
  github = await startGitHub({ token: TOKEN, kind: 'workflow' });
  app = await github.addRepository('acme/app', { private: true });
  await app.git.commit({ message: 'First\n' });
  const holder = await github.addRepository('acme/backups', { private: true });
  await holder.git.commit();
  releases = releasesOf(holder);
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

function step(inputs: Readonly<Record<string, string>>) {
  const context = { 'github.server_url': github.url, 'github.api_url': github.apiUrl, 'github.repository': 'acme/app' };
  return runAction({ store: 'release:acme/backups', ...inputs }, { token: TOKEN, context });
}

function cli(args: readonly string[], nodeFlags: readonly string[] = []) {
  const place = ['--store', 'release:acme/backups', '--server-url', github.url, '--api-url', github.apiUrl];
  return runCli([...args, ...place], { cwd: folder.path, env: { REPO_BACKUP_TOKEN: TOKEN }, nodeFlags });
}
const published = () => releases.all.filter(({ draft }) => !draft);

test('an old snapshot, made by the command line forty days ago', async () => {
  expect(await cli(['sync', '--repositories', 'acme/app'], daysAgo(40))).toMatchObject({ code: 0 });
  expect(published()).toHaveLength(1);
});

test('the Action adds an increment, then finds nothing changed, and prunes what is too old', async () => {
  await app.git.commit({ message: 'Second\n' });
  const first = await step({ type: 'full' });
  expect(first).toMatchObject({ conclusion: 'success', annotations: [], leftovers: [] });
  expect(first.outputs).toMatchObject({ verdict: 'ok', stored: '1' });
  expect((await step({})).outputs).toMatchObject({ verdict: 'ok', stored: '0', unchanged: '1' });
  await app.git.commit({ message: 'Third\n' });
  const next = await step({});
  expect(JSON.parse(next.outputs['snapshots'] ?? '')).toMatchObject([{ repository: 'acme/app', type: 'incremental' }]);
  expect(published()).toHaveLength(3);
  const pruned = await step({ command: 'prune', 'retention-days': '0', 'keep-last': '2' });
  expect(pruned.outputs).toMatchObject({ verdict: 'ok' });
  expect(published().map(({ name }) => name)).toHaveLength(2);
});

test('the token goes to no other server, and into no release', async () => {
  expect(github.requests.filter(({ place, token }) => place === 'downloads' && token !== undefined)).toEqual([]);
  expect(github.requests.some(({ place }) => place === 'downloads')).toBe(true);
  const files = releases.all.flatMap(({ assets }) => assets.map(({ path }) => readFile(path, 'latin1')));
  const texts = [...(await Promise.all(files)), ...releases.all.map(({ body }) => body ?? '')];
  expect(texts.filter((text) => text.includes(TOKEN))).toEqual([]);
});

test('with the origin gone the command line verifies, restores and drills', async () => {
  const refs = await refsOf(app.git.path);
  await github.removeRepository('acme/app');
  expect(await cli(['verify', '--deep'])).toMatchObject({ code: 0 });
  expect(await cli(['drill', '--repositories', 'acme/app'])).toMatchObject({ code: 0 });
  expect(await cli(['restore', '--repositories', 'acme/app', '--to', './app.git'])).toMatchObject({ code: 0 });
  expect(await refsOf(folder.join('app.git'))).toEqual(refs);
  expect(await fsck(folder.join('app.git'))).toMatchObject({ clean: true });
});

test('the lines in the notes, and those that they point to, restore it without us', async () => {
  const newest = published().at(-1);
  const notes = newest?.body ?? '';
  const loop = /^for tag in (.*); do gh release download "\$tag" --repo acme\/backups --dir (\S+); done$/m.exec(notes);
  const [, tags = '', dir = ''] = loop ?? [];
  // What `gh` does.
  await mkdir(folder.join(dir), { recursive: true });
  for (const tag of tags.split(' '))
    for (const { name, path } of published().find((one) => one.tag === tag)?.assets ?? [])
      await writeFile(folder.join(dir, name), await readFile(path));
  const [lines = ''] = blocksOf(readme)
    .filter(({ heading, language }) => heading === 'Without this program' && language === 'sh')
    .map(({ text }) => text);
  const [, store = '', snapshot = ''] = /`(store=\S+)` and `(snapshot=\S+)`/.exec(notes) ?? [];
  const script = lines.replace(/^store=.*$/m, store).replace(/^snapshot=.*$/m, snapshot);
  expect(await runShell(script, { cwd: folder.path, env: gitEnvironment() })).toMatchObject({ code: 0 });
  expect(await refsOf(folder.join('by-hand.git'))).toEqual(await refsOf(folder.join('app.git')));
});

test('a token that may only read turns the run red and names the permission', async () => {
  const again = await github.addRepository('acme/other');
  await again.git.commit();
  github.settings.permissions = { contents: 'read' };
  const red = await step({ repositories: 'acme/other' });
  github.settings.permissions = {};
  expect(red.conclusion).toBe('failure');
  expect(red.log).toContain('contents: write');
});
