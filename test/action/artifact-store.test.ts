// Artifacts as a store, as a workflow and a person use them: dist/main.js run after run, and dist/cli.js once the origin is gone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fsck, refsOf } from '../lab/inspection.ts';
import { startWorkflow, type Workflow } from './workflow.ts';

const store = 'artifact:';
let workflow: Workflow;
beforeAll(async () => {
  workflow = await startWorkflow();
});
afterAll(() => workflow[Symbol.asyncDispose]());

const names = () => workflow.artifacts.artifacts.map(({ name }) => name);
const snapshotsOf = (text = '') => JSON.parse(text) as { snapshot: string; type: string }[];

test('with no input at all, the first run stores a snapshot as artifacts of the repository', async () => {
  const step = await workflow.run();
  expect(step).toMatchObject({ conclusion: 'success', annotations: [], leftovers: [] });
  const [made] = snapshotsOf(step.outputs['snapshots']);
  expect(made).toMatchObject({ type: 'full' });
  expect(names()).toEqual([
    `acme.app.${made?.snapshot}.tar`,
    `acme.app.${made?.snapshot}.json`,
    expect.stringMatching(/^runs\.\d{4}-.+-1000001\.1-backup-[0-9a-f]{8}\.json$/) as string,
  ]);
  // The lines that the client writes for each block are nothing that a reader of the log looks for.
  expect(step.log).not.toMatch(/Uploading|Uploaded|Finalizing|Artifact name/);
});

test('a workflow that names no store finds its snapshots where it keeps them', async () => {
  expect((await workflow.run()).outputs).toMatchObject({ verdict: 'ok', stored: '0', unchanged: '1' });
});

test('a run without changes asks git once and the API little', async () => {
  workflow.requests();
  const step = await workflow.run({ store });
  expect(step.outputs).toMatchObject({ verdict: 'ok', stored: '0', unchanged: '1' });
  // The listing, the manifest, and whether the record is the only one of its name.
  expect(workflow.requests()).toMatchObject({ git: 1, actions: 3 });
});

test('after a push an increment is stored, proven by what the store holds', async () => {
  await workflow.app.git.commit();
  const step = await workflow.run({ store });
  expect(snapshotsOf(step.outputs['snapshots'])).toMatchObject([{ type: 'incremental' }]);
  expect(step.log).toContain('proven by links');
});

test('status, verify, drill and prune read the same store', async () => {
  const status = await workflow.run({ store, command: 'status', repositories: '' });
  expect(status.outputs).toMatchObject({ verdict: 'ok', failed: '0' });
  const verify = await workflow.run({ store, command: 'verify', repositories: '', deep: 'true' });
  expect(verify.outputs).toMatchObject({ verdict: 'ok' });
  expect(verify.log).toContain('connectivity proven');
  const drill = await workflow.run({ store, command: 'drill', repositories: '' });
  expect(drill.outputs).toMatchObject({ verdict: 'ok' });
  const before = names().filter((name) => name.includes('snapshot-')).length;
  const prune = await workflow.run({ store, command: 'prune', repositories: '', 'retention-days': '1' });
  expect(prune.log).toContain('removed 0');
  expect(names().filter((name) => name.includes('snapshot-'))).toHaveLength(before);
});

test('a workflow that may not remove is told which permission is missing, and its snapshot is stored', async () => {
  await workflow.app.git.commit();
  workflow.github.settings.permissions = { actions: 'read' };
  const init = await workflow.run({ store, command: 'init' });
  expect(init.conclusion).toBe('failure');
  expect(init.log).toContain('permissions: { actions: write }');
  const sync = await workflow.run({ store });
  expect(sync.outputs).toMatchObject({ stored: '1', failed: '0' });
  workflow.github.settings.permissions = {};
});

test('storage that is used up turns the run red and says what to do', async () => {
  await workflow.app.git.commit();
  workflow.artifacts.quotaUsed = true;
  const step = await workflow.run({ store });
  expect(step.conclusion).toBe('failure');
  expect(step.log).toContain('the storage for artifacts is used up');
  workflow.artifacts.quotaUsed = false;
  expect((await workflow.run({ store })).outputs).toMatchObject({ stored: '1' });
});

test('with the origin gone, one command and a token bring the repository back', async () => {
  const refs = await refsOf(workflow.app.git.path);
  await workflow.app.git.git('update-ref', '-d', 'refs/heads/main');
  const args = ['--repositories', 'acme/app', '--store', 'artifact:acme/app', '--json'];
  const result = await workflow.cli('restore', ...args, '--to', 'restored.git');
  expect(result).toMatchObject({ code: 0 });
  const restored = workflow.folder.join('restored.git');
  expect(await refsOf(restored)).toEqual(refs);
  expect((await fsck(restored)).clean).toBe(true);
});

test('the command line tells that it cannot store there', async () => {
  const args = ['--repositories', `acme/app=${workflow.app.git.path}`, '--store', 'artifact:acme/app'];
  const result = await workflow.cli('sync', ...args);
  expect(result.code).toBe(2);
  expect(result.stdout + result.stderr).toContain('cannot be written from outside of a workflow');
});
