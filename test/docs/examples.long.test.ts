// The examples do what they say, with just the permissions that they name: each is run on the lab's GitHub as it stands.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabRepository } from '../lab/github/catalog.ts';
import { startGitHub, type LabGitHub } from '../lab/github/github.ts';
import { releasesOf } from '../lab/github/releases.ts';
import { stallAfter } from '../lab/faults.ts';
import { fsck, refsOf } from '../lab/inspection.ts';
import { runCli } from '../lab/program.ts';
import type { ActionResult } from '../lab/runner.ts';
import { ACCESS_KEY, BUCKET, startS3Server } from '../lab/s3-server.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';
import { blocksOf, readme, runShell } from '../doors/readme.ts';
import { daysAgo } from '../doors/scene.ts';
import { example, runJob, type JobOptions } from './run-job.ts';
import { shown } from './workflow-files.ts';

const TOKEN = 'ghs_WorkflowToken';
const CLI = new URL('../../dist/cli.js', import.meta.url);

let folder: TemporaryFolder;
let github: LabGitHub;
let app: LabRepository;
let runs = 0;
beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(folder.join('workspace'));
  github = await startGitHub({ token: TOKEN, kind: 'workflow' });
  app = await github.addRepository('acme/app', { private: true });
  for (let count = 0; count < 3; count += 1) await app.git.commit();
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A new run of an example in acme/app. */
function run(name: string, job: string, options: JobOptions = {}): Promise<ActionResult[]> {
  runs += 1;
  const where = { repository: 'acme/app', run: 2_000_000 + runs, workspace: folder.join('workspace') };
  return runJob(github, example(name), job, { ...where, ...options });
}

const green = { conclusion: 'success', annotations: [] };
const made = ([step]: ActionResult[]) => JSON.parse(step?.outputs['snapshots'] ?? '[]') as { type: string }[];

test('daily-single-repository.yml: the first run stores, the second says unchanged, and after a push comes an increment', async () => {
  const daily = () => run('daily-single-repository.yml', 'backup');
  const first = await daily();
  expect(first).toMatchObject([green]);
  expect(made(first)).toMatchObject([{ type: 'full' }]);
  expect(await daily()).toMatchObject([{ ...green, outputs: { stored: '0', unchanged: '1' } }]);
  await app.git.commit();
  const third = await daily();
  expect(third).toMatchObject([green]);
  expect(made(third)).toMatchObject([{ type: 'incremental' }]);
});

test("the README's first workflow stores, and its two lines bring the repository back on another machine", async () => {
  const [first] = shown.filter(({ name }) => name === 'README.md 1');
  if (!first) throw new Error('the README shows no workflow');
  const where = { repository: 'acme/app', workspace: folder.join('workspace') };
  expect(await runJob(github, first, 'backup', where)).toMatchObject([{ ...green, outputs: { stored: '1' } }]);
  const refs = await refsOf(app.git.path);
  await app.git.deleteRef('refs/heads/main');

  github.addToken('github_pat_Reader', {
    repositories: ['acme/app'],
    permissions: { actions: 'read', contents: 'none' },
  });
  const lines = blocksOf(readme).find(({ language }) => language === 'bash')?.text ?? '';
  const script = lines
    .replace(/github_pat_\S+/, 'github_pat_Reader')
    .replace('dist/cli.js restore', `${fileURLToPath(CLI)} restore --api-url ${github.apiUrl}`);
  const env = { PATH: process.env['PATH'], HOME: folder.path };
  const { code, stderr } = await runShell(script, { cwd: folder.path, env });
  expect({ code, stderr: code === 0 ? '' : stderr.toString() }).toEqual({ code: 0, stderr: '' });
  expect(await refsOf(folder.join('app.git'))).toEqual(refs);
});

test('manual-dispatch.yml: every command that it offers, and restore gives the mirror that is then uploaded', async () => {
  const { workflow } = example('manual-dispatch.yml');
  const { workflow_dispatch: dispatch } = workflow.on as {
    workflow_dispatch: { inputs: { command: { options: string[] } } };
  };
  const ask = (command: string, snapshot = '') =>
    run('manual-dispatch.yml', 'run', {
      context: { 'github.event_name': 'workflow_dispatch' },
      values: {
        'inputs.command': command,
        'inputs.snapshot': snapshot,
        "inputs.command == 'restore' && './restored.git' || ''": command === 'restore' ? './restored.git' : '',
      },
    });
  // The first one finds an empty store otherwise.
  const order = ['init', ...dispatch.inputs.command.options.filter((command) => command !== 'init')];
  const said: Record<string, unknown> = {};
  for (const command of order) {
    const [step] = await ask(command);
    said[command] = { conclusion: step?.conclusion, annotations: step?.annotations };
  }
  expect(said).toEqual(Object.fromEntries(order.map((command) => [command, green])));
  const restored = folder.join('workspace', 'restored.git');
  expect(await refsOf(restored)).toEqual(await refsOf(app.git.path));
  expect((await fsck(restored)).clean).toBe(true);
  const [refused] = await ask('verify', '$(rm -rf /); snapshot-1');
  expect(refused).toMatchObject({ conclusion: 'failure' });
  expect(refused?.log).toContain("is no snapshot's name");
});

test('restore-drill.yml: it reads what the daily backup has stored, and needs no permission to write there', async () => {
  expect(await run('daily-single-repository.yml', 'backup')).toMatchObject([green]);
  const [verify, drill] = await run('restore-drill.yml', 'drill');
  expect(verify).toMatchObject(green);
  expect(verify?.log).toContain('connectivity proven');
  expect(drill).toMatchObject(green);
});

test('watch.yml: a night whose run died without a word is told in the morning, until there is a backup again', async () => {
  const daily = (options: JobOptions = {}) => run('daily-single-repository.yml', 'backup', options);
  const watch = () => run('watch.yml', 'watch');
  expect(await daily({ env: { NODE_OPTIONS: daysAgo(1.25).join(' ') } })).toMatchObject([green]);
  const death = new AbortController();
  const match = ({ place }: { place: string }) => place === 'git' && (death.abort(), true);
  github.faults.next({ fault: stallAfter(0), match });
  expect(await daily({ cancel: { when: death.signal, powerCut: true } })).toMatchObject([{ signal: 'SIGKILL' }]);
  const [found] = await watch();
  expect(found).toMatchObject({ conclusion: 'failure' });
  expect(found?.outputs['issue']).not.toBe('');
  expect(found?.summary).toContain('last looked at 30 h 0 min ago, more than 26 h');
  expect(await daily()).toMatchObject([green]);
  expect(await watch()).toMatchObject([{ ...green, outputs: { issue: found?.outputs['issue'] } }]);
});

test('release-store.yml: each snapshot is a release of the repository', async () => {
  const backup = () => run('release-store.yml', 'backup');
  expect(await backup()).toMatchObject([{ ...green, outputs: { stored: '1' } }]);
  expect(await backup()).toMatchObject([{ ...green, outputs: { unchanged: '1' } }]);
  const published = releasesOf(app).all.filter(({ draft }) => !draft);
  expect(published.map(({ tag }) => tag)).toEqual([expect.stringMatching(/^acme\.app\.snapshot-/)]);
});

test('offsite-sealed.yml: with GitHub gone, the bucket and the secret key bring the repository back', async () => {
  await using s3 = await startS3Server();
  const identity = await generateIdentity();
  const bucket = `s3://${BUCKET}/github?region=eu-central-1&endpoint=${s3.url}`;
  const shownKey = /age1[a-z0-9]{58}/.exec(example('offsite-sealed.yml').text)?.[0] ?? '-';
  const [step] = await run('offsite-sealed.yml', 'backup', {
    values: { 'secrets.BACKUP_KEY_ID': ACCESS_KEY, 'secrets.BACKUP_KEY': 'any' },
    places: {
      's3://acme-backups/github?region=eu-central-1': bucket,
      [shownKey]: await identityToRecipient(identity),
    },
  });
  expect(step).toMatchObject({ ...green, outputs: { verdict: 'ok' } });

  const refs = await refsOf(app.git.path);
  await github.removeRepository('acme/app');
  const args = ['restore', '--repositories', 'acme/app', '--store', bucket, '--to', 'restored.git'];
  const back = await runCli(args, {
    cwd: folder.path,
    env: { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: 'any', REPO_BACKUP_IDENTITY: identity },
  });
  expect(back).toMatchObject({ code: 0 });
  expect(await refsOf(join(folder.path, 'restored.git'))).toEqual(refs);
});
