// Alarms of a workflow: addresses are masked before their first use, and an alarm that is lost is an annotation.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startListener, type Listener } from '../lab/listener.ts';
import { startOrigin } from './origin.ts';
import type { Origin } from './origin.ts';

let origin: Origin;
let listener: Listener;
beforeAll(async () => {
  origin = await startOrigin();
  listener = await startListener();
});
afterAll(async () => {
  await listener[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
});
beforeEach(() => {
  listener.heard.length = 0;
  for (const path of ['/', '/hook']) listener.answer(path, 200);
});

const store = './backups';
const addresses = () => ({
  'webhook-url': `${listener.url}/hook/xyzzy`,
  'heartbeat-url': `${listener.url}/ping/xyzzy`,
  'pushgateway-url': `http://ada:xyzzy@127.0.0.1:${listener.port}/push`,
});

test('the webhook hears who ran what, and where to look; the addresses are masked', async () => {
  const step = await origin.step({ store, ...addresses(), 'webhook-on': 'always', 'webhook-format': 'slack' });
  expect(step).toMatchObject({ conclusion: 'success', annotations: [], leftovers: [] });
  expect(step.masks).toEqual(expect.arrayContaining(Object.values(addresses())));
  expect(listener.heard.map(({ path }) => path.split('/')[1])).toEqual(['push', 'hook', 'ping']);
  const [, message] = listener.heard;
  const { text } = JSON.parse(message?.body ?? '') as { text: string };
  expect(text).toMatch(/^\*repo-backup sync\*: OK: 1 stored; /);
  expect(text).toMatch(/<http:\/\/127\.0\.0\.1:\d+\/acme\/app\/actions\/runs\/1000001\|The run>$/);
  const spoken = step.raw.output.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect([...spoken, step.raw.summary, JSON.stringify(step.raw.outputs)].join('\n')).not.toContain('xyzzy');
});

test('the record says who started the run, and by which workflow', async () => {
  const folder = join(origin.workspace, 'backups/runs');
  const [name = ''] = await readdir(folder);
  expect(name).toMatch(/Z-sync-1000001\.1-backup-[0-9a-f]{8}\.json$/);
  expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toMatchObject({
    started_by: {
      actor: 'ada',
      event: 'schedule',
      workflow: 'acme/backups/.github/workflows/backup.yml@refs/heads/main',
    },
  });
});

test('the trail of runs is a table in the log and in the summary', async () => {
  const step = await origin.step({ store, command: 'status', history: 'true', 'max-drill-age-days': '30' });
  expect(step).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(step.summary).toMatch(/^\| \S+Z? \| sync \| ok \| ada \(schedule\) \| 1 \| - \|/m);
  const overdue = await origin.step({ store, command: 'status', 'max-drill-age-days': '30' });
  expect(overdue.conclusion).toBe('failure');
  expect(overdue.log).toContain('never proven restorable: run `drill`');
});

test('an alarm that nobody hears turns the step red, with an annotation that says what to do', async () => {
  listener.answer('/hook', { status: 301, headers: { location: `${listener.url}/other/xyzzy` } });
  const step = await origin.step({ store, ...addresses(), 'webhook-on': 'always' });
  expect(step).toMatchObject({ conclusion: 'failure', outputs: { verdict: 'partial', unchanged: '1' } });
  const said = step.annotations.map(({ message }) => message).join('\n');
  expect(said).toContain(`webhook: denied: 127.0.0.1:${listener.port} answers 301, a redirect`);
  expect(step.summary).toContain('1 alarm not delivered');
  expect(step.raw.output.replaceAll(/^::add-mask::.*$/gm, '') + step.raw.summary).not.toContain('xyzzy');
});

test('a server that refuses the token is a failure that is told, and the heartbeat stays away', async () => {
  const step = await origin.step({ store, ...addresses(), token: 'ghs_Revoked' });
  expect(step.conclusion).toBe('failure');
  expect(listener.heard.map(({ path }) => path.split('/')[1])).toEqual(['push', 'hook']);
  expect(JSON.parse(listener.take('/hook')[0] ?? '')).toMatchObject({
    event: 'failure',
    started_by: { actor: 'ada' },
    failed: [{ repository: 'acme/app', errors: [{ kind: 'denied' }] }],
  });
});
