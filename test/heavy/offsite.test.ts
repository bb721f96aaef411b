// The last resort, played to its end: origin and GitHub are gone, and a bucket and a key bring the repository back, also by hand.
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { example, runJob } from '../docs/run-job.ts';
import { blocksOf, runShell } from '../doors/readme.ts';
import { daysAgo, documentOf, type Entry } from '../doors/scene.ts';
import { gitEnvironment } from '../lab/git-environment.ts';
import { startGitHub, type LabGitHub } from '../lab/github/github.ts';
import { artifactsOf } from '../lab/github/artifact-routes.ts';
import { fsck, headOf, objectsOf, refsOf } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import { runCli } from '../lab/program.ts';
import { startRadosgw, type Radosgw } from '../lab/radosgw.ts';
import { createRepository, type Repository } from '../lab/repositories.ts';
import { createBucket, plainClient } from '../lab/s3-world.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

const BUCKET = 's3://acme-backups/github';
const offsite = example('offsite-sealed.yml');

type Night = { conclusion: string; annotations: unknown[]; made: Pick<Entry, 'type'>[]; unchanged: string | undefined };

let server: Radosgw;
let keeper: TemporaryFolder;
let recipient: string;
let address: string;
let env: Record<string, string>;
const nights: Night[] = [];
/** What the origin was on the last night. */
let state: unknown;
/** Names of the artifacts that there were before all of GitHub was gone. */
let artifacts: string[];

beforeAll(async () => {
  keeper = await temporaryFolder();
  server = await startRadosgw();
  await createBucket(plainClient(server), 'acme-backups');
  const { accessKeyId, secretAccessKey } = server.credentials;
  env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  address = `${BUCKET}?region=eu-central-1&endpoint=${server.url}`;
  const made = await runProcess('age-keygen', ['-o', keeper.join('key.txt')], { env: process.env });
  recipient = /age1[a-z0-9]{58}/.exec(made.stderr.toString())?.[0] ?? '';
  await threeNights();
}, 300_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await keeper[Symbol.asyncDispose]();
});

/** Plays the example on a GitHub that exists no longer when this has ended, and neither does the runner's disk. */
async function threeNights(): Promise<void> {
  await using github = await startGitHub({ token: 'ghs_WorkflowToken', kind: 'workflow' });
  await using runner = await temporaryFolder();
  const { git: app } = await github.addRepository('acme/app', { private: true });
  await app.commit({ files: { 'secret-plan.txt': 'kept from everybody\n' } });
  await app.commit({ branch: 'topic' });
  await app.annotatedTag('v1');
  for (const days of [2, 1, 0]) {
    if (days === 0) await laterWork(app);
    nights.push(await night(github, runner, days));
  }
  artifacts = artifactsOf(github.state, 'acme/app').artifacts.map(({ name }) => name);
  state = await stateOf(app.path);
}

async function laterWork(app: Repository): Promise<void> {
  await app.commit({ branch: 'topic' });
  await app.setRef('refs/heads/old', 'main');
  await app.commit();
  await app.annotatedTag('v2', 'topic');
}

async function night(github: LabGitHub, runner: TemporaryFolder, days: number): Promise<Night> {
  await mkdir(runner.join('workspace'), { recursive: true });
  const [shownKey = ''] = /age1[a-z0-9]{58}/.exec(offsite.text) ?? [];
  const [step] = await runJob(github, offsite, 'backup', {
    repository: 'acme/app',
    run: 3_000_000 - days,
    workspace: runner.join('workspace'),
    values: {
      'secrets.BACKUP_KEY_ID': server.credentials.accessKeyId,
      'secrets.BACKUP_KEY': server.credentials.secretAccessKey,
    },
    places: { [`${BUCKET}?region=eu-central-1`]: address, [shownKey]: recipient },
    env: { NODE_OPTIONS: daysAgo(days).join(' ') },
  });
  if (!step) throw new Error('the example has no step');
  const { conclusion, annotations, outputs } = step;
  const made = JSON.parse(outputs['snapshots'] ?? '[]') as Night['made'];
  return { conclusion, annotations, made, unchanged: outputs['unchanged'] };
}

/** All that two repositories must have in common to be the same. */
async function stateOf(path: string): Promise<unknown> {
  const [refs, head, objects, { clean }] = await Promise.all([refsOf(path), headOf(path), objectsOf(path), fsck(path)]);
  return { refs, head, objects, clean };
}

/** A machine that has never seen any of it: an empty folder as home and working directory, and the key file. */
async function freshMachine(): Promise<TemporaryFolder> {
  const machine = await temporaryFolder();
  await writeFile(machine.join('key.txt'), await readFile(keeper.join('key.txt')));
  return machine;
}

async function onMachine({ path: cwd }: TemporaryFolder, ...args: string[]): Promise<Entry[]> {
  const result = await runCli([...args, '--json'], { cwd, env });
  expect({ args, code: result.code, said: result.code === 0 ? '' : result.stderr }).toEqual({
    args,
    code: 0,
    said: '',
  });
  return [...documentOf(result).repositories];
}

test('two more lines of YAML: a full snapshot, an unchanged night and an increment, sealed in both places', async () => {
  const green = { conclusion: 'success', annotations: [] };
  expect(nights).toMatchObject([
    { ...green, made: [{ type: 'full' }, { type: 'full' }], unchanged: '0' },
    { ...green, made: [], unchanged: '1' },
    { ...green, made: [{ type: 'incremental' }, { type: 'incremental' }], unchanged: '0' },
  ]);
  const archives = artifacts.filter((name) => /^acme\.app\..*\.tar/.test(name));
  expect(archives).toEqual([expect.stringMatching(/\.tar\.age$/), expect.stringMatching(/\.tar\.age$/)]);
});

test('with the origin and GitHub gone, one command and the key bring it back from the bucket alone', async () => {
  await using machine = await freshMachine();
  const key = ['--identity', 'key.txt'];
  const restore = ['restore', '--store', address, '--repositories', 'acme/app', ...key, '--to', 'app.git'];
  expect(await onMachine(machine, ...restore)).toMatchObject([{ status: 'restored' }]);
  expect(await stateOf(machine.join('app.git'))).toEqual(state);
  expect(state).toMatchObject({ clean: true, head: 'ref: refs/heads/main' });
  const [deep] = await onMachine(machine, 'verify', '--store', address, '--deep', ...key);
  expect(deep).toMatchObject({ status: 'verified', note: expect.not.stringContaining('stored bytes only') as string });
  const [bytes] = await onMachine(machine, 'verify', '--store', address);
  expect(bytes?.note).toContain('2 sealed, of those the stored bytes only');
});

test('by hand, with the AWS command line, age, tar and git: the lines of the page as they stand but for the addresses', async () => {
  await using machine = await freshMachine();
  const page = readFileSync(new URL('../../docs/encryption.md', import.meta.url), 'utf8');
  const lines = blocksOf(page)
    .filter(({ heading, language }) => heading === 'Without this program' && language === 'sh')
    .map(({ text }) => text)
    .join('\n');
  expect(page).toContain('`--endpoint-url https://...` goes behind `aws`');
  const script = lines
    .replaceAll('s3://bucket/backups', BUCKET)
    .replaceAll('creditxcredit/repo-backup', 'acme/app')
    .replace(/^aws /m, `aws --endpoint-url ${server.url} `);
  const { code, stderr } = await runShell(script, {
    cwd: machine.path,
    env: { ...gitEnvironment(), HOME: machine.path, ...env },
  });
  expect({ code, stderr: code === 0 ? '' : stderr.toString() }).toEqual({ code: 0, stderr: '' });
  expect(await stateOf(machine.join('opened-by-hand.git'))).toEqual(state);
  const brought = await readdir(machine.join('sealed/acme/app'));
  const bytes = await Promise.all(brought.map((name) => readFile(join(machine.join('sealed/acme/app'), name))));
  expect(Buffer.concat(bytes).includes('secret-plan')).toBe(false);
});

test('without the key sealed snapshots in the bucket are pinned, pruned and copied, and what is left opens with it', async () => {
  await using machine = await freshMachine();
  const origin = await createRepository(machine.join('origin.git'));
  const there = `s3://acme-backups/elsewhere?endpoint=${server.url}`;
  const sync = ['--repositories', `acme/lib=${origin.path}`, '--store', there, '--encrypt-to', recipient];
  const refs: Record<string, string[]> = {};
  for (const days of [90, 60, 45]) {
    await origin.commit();
    const nodeFlags = daysAgo(days);
    const args = ['sync', '--type', 'full', ...sync, '--json'];
    const made = documentOf(await runCli(args, { cwd: machine.path, env, nodeFlags })).repositories[0];
    refs[made?.snapshot ?? ''] = await refsOf(origin.path);
  }
  const [old = '', middle = '', last = ''] = Object.keys(refs);
  const lib = ['--repositories', 'acme/lib'];
  await onMachine(machine, 'pin', '--store', there, ...lib, '--snapshot', old);
  expect(await onMachine(machine, 'prune', '--store', there, ...lib)).toMatchObject([{ removed: [middle] }]);
  const copied = await onMachine(machine, 'copy', '--store', there, '--copy-to', './copy', ...lib);
  expect(copied).toMatchObject([{ status: 'copied', copied: [old, last] }]);
  // The pin came along.
  expect(await onMachine(machine, 'prune', '--store', './copy', ...lib)).toMatchObject([{ removed: [] }]);
  for (const [index, store] of [there, './copy'].entries()) {
    for (const snapshot of [old, last]) {
      const to = `${index}-${snapshot}.git`;
      const key = ['--identity', 'key.txt', '--snapshot', snapshot, '--to', to];
      await onMachine(machine, 'restore', '--store', store, ...lib, ...key);
      expect(await refsOf(machine.join(to))).toEqual(refs[snapshot]);
    }
  }
});
