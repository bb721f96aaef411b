// Prometheus' own tools (apt-get install prometheus prometheus-pushgateway) on what we write: metrics, alerts, and pushes.
import { copyFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScene, type Scene } from '../doors/scene.ts';
import { runProcess } from '../lab/processes.ts';
import { startPushgateway } from '../lab/pushgateway.ts';

const root = new URL('../../', import.meta.url);
const env = { PATH: process.env['PATH'] };

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

async function promtool(args: string[], options: { stdin?: string; cwd?: string } = {}) {
  const { code, stdout, stderr } = await runProcess('promtool', args, { env, ...options }).catch((cause: unknown) => {
    throw new Error('promtool is not installed: apt-get install --no-install-recommends prometheus', { cause });
  });
  return { code, said: stdout.toString() + stderr.toString() };
}

test('the rules are rules, and promtool has nothing to say against them', async () => {
  const { code, said } = await promtool(['check', 'rules', fileURLToPath(new URL('docs/alerts.yml', root))]);
  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('SUCCESS: 6 rules found') as string });
});

test('each alert fires when it should, and not before', async () => {
  await copyFile(new URL('docs/alerts.yml', root), scene.path('alerts.yml'));
  await copyFile(new URL('alerts-rules.yml', import.meta.url), scene.path('alerts-rules.yml'));
  const { code, said } = await promtool(['test', 'rules', 'alerts-rules.yml'], { cwd: scene.path() });
  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('SUCCESS') as string });
});

test('the metrics are as Prometheus wants them', async () => {
  const file = scene.path('backup.prom');
  const failing = ['sync', '--repositories', `${scene.app},acme/gone=/nowhere`];
  for (const args of [['sync', '--repositories', scene.app], ['drill'], failing]) {
    await scene.run([...args, '--store', scene.store, '--metrics-file', file]);
    expect(await promtool(['check', 'metrics'], { stdin: await readFile(file, 'utf8') })).toEqual({
      code: 0,
      said: '',
    });
  }
});

test('a Pushgateway takes them, in a group for each store, and keeps what is not known anew', async () => {
  await using gateway = await startPushgateway();
  const pushing = { env: { REPO_BACKUP_PUSHGATEWAY_URL: `${gateway.url}/` } };
  const [one, two] = [scene.path('one'), scene.path('two')];
  const args = ['sync', '--repositories', scene.app, '--store', one, '--store', two];
  expect(await scene.run(args, pushing)).toMatchObject({ code: 0 });
  const after = await gateway.metrics();
  for (const store of [one, two])
    expect(after).toContain(
      `repo_backup_last_backup_success{instance="",job="repo_backup",repository="acme/app",store="${store}"} 1`,
    );
  const gone = ['sync', '--repositories', 'acme/app=/nowhere', '--store', one];
  expect(await scene.run(gone, pushing)).toMatchObject({ code: 1 });
  const later = await gateway.metrics();
  expect(later).toContain(`repository="acme/app",store="${one}"} 0`);
  expect(later).toMatch(new RegExp(`last_success_timestamp_seconds\\{.*store="${one}"\\} \\d`));
});
