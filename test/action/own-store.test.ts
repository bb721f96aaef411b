// A token that reads other repositories, and a store in the workflow's own: what it holds is the business of the workflow's token.
import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { artifactsOf } from '../lab/github/artifact-routes.ts';
import { startGitHub, type LabGitHub } from '../lab/github/github.ts';
import { releasesOf } from '../lab/github/releases.ts';
import { runActionOn } from '../lab/github/run-action.ts';
import type { LabRepository } from '../lab/github/catalog.ts';
import type { ActionResult } from '../lab/runner.ts';
import { installApp } from '../selection/world.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

const WORKFLOW = 'ghs_WorkflowToken';
/** What the README advises for private repositories: a fine-grained token with Contents: read for just these. */
const READER = 'ghp_Reader';
const OWN = 'acme/backups';

let folder: TemporaryFolder;
let github: LabGitHub;
let app: LabRepository;
let own: LabRepository;
let runs: number;
beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(folder.join('temp'));
  github = await startGitHub({ token: 'ghp_Everything' });
  app = await github.addRepository('acme/app', { private: true });
  own = await github.addRepository(OWN, { private: true });
  for (const { git } of [app, own]) await git.commit();
  github.addToken(READER, { repositories: ['acme/app'], permissions: READ });
  github.addToken(WORKFLOW, { kind: 'workflow', repositories: [OWN] });
  runs = 0;
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const READ = { contents: 'read', actions: 'none', issues: 'none', administration: 'none' } as const;

/** A run of the workflow of acme/backups. */
function run(inputs: Readonly<Record<string, string>>): Promise<ActionResult> {
  const given = { repositories: 'acme/app', token: READER, ...inputs };
  const env = { RUNNER_TEMP: folder.join('temp') };
  return runActionOn(github, given, { repository: OWN, token: WORKFLOW, run: (runs += 1), env });
}

test('a private repository that a token reads is stored among the artifacts of the workflow', async () => {
  expect(await run({})).toMatchObject({ conclusion: 'success', outputs: { stored: '1' }, annotations: [] });
  expect((await run({})).outputs).toMatchObject({ verdict: 'ok', unchanged: '1' });
  await app.git.commit();
  expect((await run({ type: 'full' })).outputs).toMatchObject({ verdict: 'ok', stored: '1' });
  const own = artifactsOf(github.state, OWN);
  const stored = () => own.artifacts.filter(({ name }) => name.startsWith('acme.app.'));
  expect(stored()).toHaveLength(4);
  // What took its place removed the first one.
  expect(own.caches).toHaveLength(1);
  const pruned = await run({ command: 'prune', 'retention-days': '0', 'keep-last': '1', 'keep-daily': '1' });
  expect(pruned).toMatchObject({ conclusion: 'success', outputs: { verdict: 'ok' } });
  expect(stored()).toHaveLength(2);
});

test('a private repository that a token reads is stored among the releases of the workflow’s repository', async () => {
  const store = `release:${OWN}`;
  expect(await run({ store })).toMatchObject({ conclusion: 'success', outputs: { stored: '1' }, annotations: [] });
  expect(releasesOf(own).all.filter(({ draft }) => !draft)).toHaveLength(1);
  expect(await run({ store, command: 'verify' })).toMatchObject({ conclusion: 'success' });
});

test('what the workflow may not do there is asked of the workflow, and of no other token', async () => {
  github.addToken(WORKFLOW, { kind: 'workflow', repositories: [OWN], permissions: { contents: 'read' } });
  github.addToken(READER, { repositories: ['acme/*'] });
  const red = await run({ store: `release:${OWN}` });
  expect(red.conclusion).toBe('failure');
  expect(red.log).toContain('`permissions: { contents: write }` in the workflow');
});

test('a store in another repository is opened with the token that was given', async () => {
  const vault = await github.addRepository('acme/vault', { private: true });
  await vault.git.commit();
  const store = 'release:acme/vault';
  github.addToken(READER, { repositories: ['acme/app', 'acme/vault'], permissions: READ });
  const red = await run({ store });
  expect(red.conclusion).toBe('failure');
  expect(red.log).toContain('"Contents: write" for a fine-grained token');
  github.addToken(READER, { repositories: ['acme/app', 'acme/vault'] });
  expect(await run({ store })).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
  expect(releasesOf(vault).all.filter(({ draft }) => !draft)).toHaveLength(1);
});

test('with an App, a store in another repository is opened by the App: the token of a workflow may not write there', async () => {
  const vault = await github.addRepository('acme/vault', { private: true });
  await vault.git.commit();
  const app = installApp(github, ['acme'], { permissions: { contents: 'write', metadata: 'read' } });
  const step = await run({ ...app, token: WORKFLOW, store: 'release:acme/vault\nartifact:' });
  expect(step).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
  expect(releasesOf(vault).all.filter(({ draft }) => !draft)).toHaveLength(1);
});
