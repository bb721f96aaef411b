// The examples for many repositories do what they say, as they stand, on the lab's GitHub.
import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGitHub, type LabGitHub } from '../lab/github/github.ts';
import { startListener } from '../lab/listener.ts';
import type { ActionResult } from '../lab/runner.ts';
import { ACCESS_KEY, BUCKET, startS3Server } from '../lab/s3-server.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';
import { daysAgo } from '../doors/scene.ts';
import { refsOf } from '../lab/inspection.ts';
import { runCli } from '../lab/program.ts';
import { installApp } from '../selection/world.ts';
import { example, runJob, type JobOptions } from './run-job.ts';

const TOKEN = 'ghs_WorkflowToken';

let folder: TemporaryFolder;
let github: LabGitHub;
beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(folder.join('workspace'));
  // The workflow's own token opens its own repository and public ones.
  github = await startGitHub({ token: TOKEN, kind: 'workflow', repositories: ['acme/backups'] });
  for (const name of ['backups', 'app', 'site', 'lib', 'sandbox-1']) {
    const { git } = await github.addRepository(`acme/${name}`, { private: true });
    await git.commit();
  }
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function run(name: string, job: string, options: JobOptions = {}): Promise<ActionResult[]> {
  return runJob(github, example(name), job, { workspace: folder.join('workspace'), ...options });
}

const green = { conclusion: 'success', annotations: [] };

test('organisation.yml: the plan leaves out what it says, each job stores its group, and the report tells of all', async () => {
  await using s3 = await startS3Server();
  const key = installApp(github, ['acme']);
  const options = {
    values: {
      'secrets.BACKUP_APP_ID': key['app-id'],
      'secrets.BACKUP_APP_KEY': key['app-private-key'],
      'secrets.BACKUP_KEY_ID': ACCESS_KEY,
      'secrets.BACKUP_KEY': 'any',
    },
    places: {
      's3://acme-backups/github?region=eu-central-1': `s3://${BUCKET}/github?region=eu-central-1&endpoint=${s3.url}`,
    },
  };
  const [plan] = await run('organisation.yml', 'plan', options);
  expect(plan).toMatchObject(green);
  const matrix = plan?.outputs['matrix'] ?? '';
  const groups = (JSON.parse(matrix) as { include: { repositories: string }[] }).include;
  expect(groups.map(({ repositories }) => repositories).toSorted()).toEqual([
    'acme/app',
    'acme/backups',
    'acme/lib',
    'acme/site',
  ]);
  for (const [index, { repositories }] of groups.entries()) {
    const [step] = await run('organisation.yml', 'backup', {
      ...options,
      values: { ...options.values, 'matrix.repositories': repositories },
      context: { 'strategy.job-index': String(index) },
    });
    expect(step).toMatchObject({ ...green, outputs: { stored: '1' } });
  }
  const values = { ...options.values, 'needs.plan.outputs.matrix': matrix };
  const [report] = await run('organisation.yml', 'report', { ...options, values });
  expect(report).toMatchObject({ ...green, outputs: { verdict: 'ok', stored: '4', failed: '0' } });
});

test('many-repositories.yml: each is stored with its settings, and one that is not young enough turns the check red', async () => {
  github.addToken('ghp_Fine', {
    repositories: ['acme/app', 'acme/site', 'acme/lib'],
    permissions: { contents: 'read' },
  });
  const lib = github.state.catalog.find('acme/lib')?.repository.git;
  await lib?.setRef('refs/pull/1/head', await lib.git('rev-parse', 'main'));
  const options = { values: { 'secrets.BACKUP_TOKEN': 'ghp_Fine' }, places: { '/srv/backups': folder.join('store') } };
  const [step] = await run('many-repositories.yml', 'backup', options);
  expect(step).toMatchObject({ ...green, outputs: { stored: '3' } });
  const args = [
    'restore',
    '--store',
    folder.join('store'),
    '--repositories',
    'acme/*',
    '--to',
    folder.join('restored'),
  ];
  expect(await runCli(args, { cwd: folder.path })).toMatchObject({ code: 0 });
  expect(await refsOf(folder.join('restored/acme/lib.git'))).toContainEqual(
    expect.stringContaining('refs/pull/1/head'),
  );

  const check = (env = {}) => run('many-repositories.yml', 'check', { ...options, env });
  expect(await check()).toMatchObject([{ ...green, outputs: { verdict: 'ok' } }]);
  const late = await check({ NODE_OPTIONS: daysAgo(-3).join('=') });
  expect(late).toMatchObject([{ conclusion: 'failure', outputs: { failed: '3' } }]);
});

test('alarms.yml: a night that is well is a heartbeat, and one that is not is a message', async () => {
  await using listener = await startListener();
  const options = (schedule: string) => ({
    values: {
      'secrets.BACKUP_WEBHOOK': `${listener.url}/hook`,
      'secrets.BACKUP_HEARTBEAT': `${listener.url}/ping`,
      "github.event.schedule != '17 2 * * *'": String(schedule !== '17 2 * * *'),
    },
    places: { '/srv/backups': folder.join('store'), '/var/lib/node_exporter/textfile': folder.path },
  });
  // The weekly run first: status insists on a drill.
  expect(await run('alarms.yml', 'backup', options('47 4 * * 1'))).toMatchObject([green, green, green]);
  expect(await run('alarms.yml', 'backup', options('17 2 * * *'))).toMatchObject([green, green]);
  expect(listener.heard.map(({ path }) => path)).toEqual(['/ping', '/ping']);
  listener.heard.length = 0;
  await github.removeRepository('acme/backups');
  const [backup] = await run('alarms.yml', 'backup', options('17 2 * * *'));
  expect(backup?.conclusion).toBe('failure');
  expect(listener.heard.map(({ path }) => path)).toEqual(['/hook']);
});
