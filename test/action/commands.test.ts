// The Action as a workflow uses it, from the first backup to the restore: dist/main.js, run as GitHub's runner does.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fsck, headOf, refsOf } from '../lab/inspection.ts';
import { startOrigin, TOKEN } from './origin.ts';
import type { Origin } from './origin.ts';

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin[Symbol.asyncDispose]());

const store = './backups';

test('with a store alone it backs up the repository that the workflow runs in', async () => {
  const step = await origin.step({ store });
  expect(step).toMatchObject({ conclusion: 'success', code: 0, annotations: [], leftovers: [] });
  expect(step.outputs).toMatchObject({ verdict: 'ok', stored: '1', unchanged: '0', failed: '0' });
  const [made] = JSON.parse(step.outputs['snapshots'] ?? '') as { repository: string; snapshot: string }[];
  expect(made).toMatchObject({ repository: 'acme/app', type: 'full' });
  expect(Number(step.outputs['bytes'])).toBeGreaterThan(1000);
  const files = await readdir(join(origin.workspace, 'backups/acme/app'));
  expect(files).toEqual([`${made?.snapshot}.json`, `${made?.snapshot}.tar`]);
});

test('the second run finds nothing changed, with one request and without a new snapshot', async () => {
  const before = origin.server.requests.length;
  const step = await origin.step({ store });
  expect(step.outputs).toMatchObject({ verdict: 'ok', stored: '0', unchanged: '1', snapshots: '[]', bytes: '0' });
  expect(origin.server.requests.slice(before).map(({ operation }) => operation)).toEqual(['ls-refs']);
});

test('after a push an increment is stored', async () => {
  await origin.app.commit({ message: 'Change <script>alert(1)</script> | x\n' });
  const step = await origin.step({ store });
  expect(step.outputs).toMatchObject({ stored: '1', unchanged: '0' });
  expect(JSON.parse(step.outputs['snapshots'] ?? '')).toMatchObject([{ type: 'incremental' }]);
  expect(Number(step.outputs['bytes'])).toBeLessThan(20_000);
});

test('the log has one group, the table and the verdict; the summary has the table', async () => {
  const step = await origin.step({ store });
  expect(step.log).toMatch(/^##\[group\]repo-backup \d+\.\d+\.\d+: sync$/m);
  expect(step.log).toMatch(/^##\[endgroup\]$/m);
  expect(step.log).toMatch(/^acme\/app +unchanged +snapshot-/m);
  expect(step.log).toMatch(/^OK: 1 unchanged; 0 B in /m);
  expect(step.summary).toMatch(/^### repo-backup sync\n\n\*\*OK&#58; 1 unchanged/);
  expect(step.summary).toMatch(/^\| acme\/app \| unchanged \| snapshot-/m);
});

test('every input with a hyphen reaches the command that reads it', async () => {
  await origin.app.commit();
  const full = await origin.step({ store, type: 'full', 'full-every-days': '7', 'include-pull-refs': 'false' });
  expect(JSON.parse(full.outputs['snapshots'] ?? '')).toMatchObject([{ type: 'full' }]);
  const prune = await origin.step({
    store,
    command: 'prune',
    'retention-days': '1',
    'keep-last': '2',
    'dry-run': 'true',
  });
  expect(prune.log).toMatch(/one of the last 2/);
  expect(prune.log).toContain('would remove 0');
  const refused = await origin.step({ store, 'retention-days': '0', 'keep-last': '0', 'full-every-days': 'x' });
  for (const name of ['retention-days', 'keep-last', 'full-every-days']) expect(refused.log).toContain(`- ${name}: `);
});

test('status, verify and drill read the store', async () => {
  const status = await origin.step({ store, command: 'status', 'max-age-hours': '1' });
  expect(status.outputs).toMatchObject({ verdict: 'ok', failed: '0' });
  expect(status.summary).toMatch(/^\| acme\/app \| ok \| 3 \| 2 \| 1 \|/m);
  const verify = await origin.step({ store, command: 'verify', deep: 'true' });
  expect(verify).toMatchObject({ conclusion: 'success' });
  expect(verify.log).toContain('connectivity proven');
  const drill = await origin.step({ store, command: 'drill', repositories: '' });
  expect(drill.log).toContain('(RTO)');
  expect(drill.leftovers).toEqual([]);
});

test('restore brings the repository back, into the workspace', async () => {
  const step = await origin.step({ store, command: 'restore', to: './restored.git', 'check-connectivity': 'true' });
  expect(step.outputs).toMatchObject({ verdict: 'ok', failed: '0' });
  const restored = join(origin.workspace, 'restored.git');
  expect(await refsOf(restored)).toEqual(await refsOf(origin.app.path));
  expect(await headOf(restored)).toBe('ref: refs/heads/main');
  expect((await fsck(restored)).clean).toBe(true);
  const again = await origin.step({ store, command: 'restore', to: './restored.git' });
  expect(again.conclusion).toBe('failure');
  expect(again.log).toContain('is already there and was left as it is');
});

test('the inputs that choose a snapshot and a folder', async () => {
  const names = (await readdir(join(origin.workspace, 'backups/acme/app'))).filter((name) => name.endsWith('.json'));
  const oldest = names[0]?.replace('.json', '') ?? '';
  const inputs = { store, command: 'restore', repositories: 'acme/app', to: './restored.git' };
  const named = await origin.step({ ...inputs, snapshot: oldest, overwrite: 'true', 'check-connectivity': 'false' });
  expect(named).toMatchObject({ conclusion: 'success' });
  expect(named.log).toMatch(new RegExp(`^acme/app +restored +${oldest}`, 'm'));
  const dated = await origin.step({ ...inputs, at: '2999-12-31', worktree: 'true', to: './files' });
  expect(dated.conclusion).toBe('success');
  expect(await readdir(join(origin.workspace, 'files'))).toEqual(expect.arrayContaining(['.git', 'log.txt']));
});

test('the inputs that say what is read: another server, another token, the refs of pull requests', async () => {
  await using other = await startOrigin();
  await other.app.setRef('refs/pull/1/head', 'main');
  const inputs = { store: './other', 'server-url': other.server.url, token: TOKEN, repositories: 'acme/app' };
  expect((await origin.step({ ...inputs, 'include-pull-refs': 'true' })).outputs['stored']).toBe('1');
  const manifest = async () => {
    const folder = join(origin.workspace, 'other/acme/app');
    const last = (await readdir(folder)).filter((name) => name.endsWith('.json')).at(-1) ?? '';
    return JSON.parse(await readFile(join(folder, last), 'utf8')) as {
      source: string;
      git: { refs: { count: number } };
    };
  };
  expect(await manifest()).toMatchObject({ source: `${other.server.url}/acme/app.git`, git: { refs: { count: 2 } } });
  expect((await origin.step(inputs)).outputs['stored']).toBe('1');
  expect((await manifest()).git.refs.count).toBe(1);
});

test('the token is masked, in both of its forms, and nothing that the step wrote holds it', async () => {
  const step = await origin.step({ store });
  expect(step.masks).toEqual([TOKEN, Buffer.from(`x-access-token:${TOKEN}`).toString('base64')]);
  const spoken = step.raw.output.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect([...spoken, step.raw.summary, JSON.stringify(step.raw.outputs)].join('\n')).not.toContain(TOKEN);
});
