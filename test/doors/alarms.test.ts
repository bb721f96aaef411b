// Alarms at a terminal: who is to hear of a failure hears of it, and what stands in a secret address is read by nobody.
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startListener, type Listener } from '../lab/listener.ts';
import { daysAgo, documentOf, openScene } from './scene.ts';
import type { Scene } from './scene.ts';

const SECRET = 'T000B000xyzzy';

let scene: Scene;
let listener: Listener;
beforeAll(async () => {
  scene = await openScene();
  listener = await startListener();
});
afterAll(async () => {
  await listener[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});
beforeEach(() => {
  listener.heard.length = 0;
  for (const path of ['/', '/hook']) listener.answer(path, 200);
});

const env = () => ({
  REPO_BACKUP_WEBHOOK_URL: `${listener.url}/hook/${SECRET}`,
  REPO_BACKUP_HEARTBEAT_URL: `${listener.url}/ping/${SECRET}`,
  REPO_BACKUP_PUSHGATEWAY_URL: `http://ada:${SECRET}@127.0.0.1:${listener.port}/push`,
});
const paths = () => listener.heard.map(({ path }) => path.split('/')[1]);
const run = (args: readonly string[], nodeFlags: string[] = []) => scene.run(args, { env: env(), nodeFlags });
const sync = (...flags: string[]) => run(['sync', '--repositories', scene.app, '--store', scene.store, ...flags]);
const syncWithOneThatFails = (...flags: string[]) =>
  run(['sync', '--repositories', `${scene.app},acme/gone=/nowhere`, '--store', scene.store, ...flags]);

test('all is well: the heartbeat is asked for, and the webhook hears nothing', async () => {
  expect(await sync()).toMatchObject({ code: 0 });
  expect(paths()).toEqual(['push', 'ping']);
});

test('one repository of two fails: the heartbeat stays away, and the webhook hears which, each time', async () => {
  for (const _ of [1, 2]) {
    expect(await syncWithOneThatFails()).toMatchObject({ code: 3 });
    expect(paths()).toEqual(['push', 'hook']);
    const [message = ''] = listener.take('/hook');
    expect(JSON.parse(message)).toMatchObject({
      event: 'failure',
      verdict: 'partial',
      failed: [{ repository: 'acme/gone', errors: [{ kind: 'not-found' }] }],
    });
  }
});

test('a failure and its end are told once each where only changes are wanted, and the end of it only once in any case', async () => {
  const store = scene.path('changing');
  const gone = scene.path('gone.git');
  const both = ['sync', '--repositories', `${scene.app},acme/gone=${gone}`, '--store', store];
  const events: string[][] = [];
  const heard = async (day: number, on: string) => {
    await run([...both, '--webhook-on', on], daysAgo(10 - day));
    events.push(listener.take('/hook').map((text) => (JSON.parse(text) as { event: string }).event));
  };
  await heard(1, 'change');
  await heard(2, 'change');
  const other = await openScene();
  await rename(other.origin.path, gone);
  await heard(3, 'recovery');
  await heard(4, 'recovery');
  await heard(5, 'always');
  await other[Symbol.asyncDispose]();
  expect(events).toEqual([['failure'], [], ['recovery'], [], ['success']]);
});

test('of two stores one is away for a night: its failure is told, and so is its end, of that store alone', async () => {
  const stores = ['near', 'far'].map((name) => scene.path(name));
  const args = ['sync', '--repositories', scene.app, '--store', stores.join('\n'), '--webhook-on', 'always'];
  const told = async (day: number) => {
    await run(args, daysAgo(10 - day));
    const [message = '{}'] = listener.take('/hook');
    const { event, failed, recovered } = JSON.parse(message) as Record<string, unknown>;
    return { event, failed, recovered };
  };
  await told(1);
  const [, far = ''] = stores;
  await rename(far, `${far}.away`);
  await writeFile(far, 'no folder');
  const store = expect.stringContaining(far) as string;
  for (const day of [2, 3]) expect(await told(day)).toMatchObject({ event: 'failure', failed: [{ store }] });
  await rm(far);
  await rename(`${far}.away`, far);
  expect(await told(4)).toEqual({ event: 'recovery', failed: [], recovered: [{ repository: 'acme/app', store }] });
  expect(await told(5)).toEqual({ event: 'success', failed: [], recovered: [] });
});

test('a store that is not there: the webhook hears of it, although no record could be written', async () => {
  const result = await run(['status', '--store', './no-such-store']);
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(paths()).toEqual(['push', 'hook']);
  const [message = ''] = listener.take('/hook');
  expect(JSON.parse(message)).toMatchObject({ event: 'failure', verdict: 'failed', error: { kind: 'not-found' } });
});

test('bad usage is told to the person who made it, and to nobody else', async () => {
  expect(await sync('--type', 'weekly')).toMatchObject({ code: 2 });
  expect(paths()).toEqual([]);
});

test('what only tells what it would do raises no alarm', async () => {
  expect(await run(['prune', '--store', scene.store, '--dry-run'])).toMatchObject({ code: 0 });
  expect(paths()).toEqual([]);
});

test('an alarm that nobody hears makes a good run partial: the snapshot is stored, and the report says which', async () => {
  const store = scene.path('unheard');
  listener.answer('/hook', 404);
  const args = ['sync', '--repositories', scene.app, '--store', store, '--webhook-on', 'always', '--json'];
  const result = await run(args);
  expect(result.code).toBe(3);
  expect(documentOf(result)).toMatchObject({
    verdict: 'partial',
    repositories: [{ status: 'stored' }],
    alarms: [
      { alarm: 'pushgateway' },
      { alarm: 'webhook', to: `127.0.0.1:${listener.port}`, error: { kind: 'denied' } },
    ],
  });
  expect(result.stderr).toContain('warning: webhook: ');
  // The heartbeat stays away: so its service tells what the webhook could not.
  expect(paths()).toEqual(['push', 'hook']);
  const again = await run(args.filter((one) => one !== '--json'));
  expect(again.stdout).toMatch(/^PARTIAL: 1 unchanged, 1 alarm not delivered; /m);
});

test('a webhook that never answers does not hang the backup', async () => {
  listener.answer('/hook', 'silence');
  const result = await sync('--webhook-on', 'always');
  expect(result.code).toBe(3);
  expect(result.stdout).toContain('webhook: unreachable: ');
  expect(result.stdout).toContain('is silent for 10 s');
  // It may have been taken: twice would be once too often.
  expect(listener.heard.filter(({ path }) => path.startsWith('/hook'))).toHaveLength(1);
});

test('a metrics file in a folder that is not there makes a good run partial', async () => {
  const result = await sync('--metrics-file', './none/backup.prom');
  expect(result.code).toBe(3);
  expect(result.stdout).toContain(`Make the folder ${scene.path('cwd', 'none')}`);
});

test('addresses are never flags, and are not repeated', async () => {
  for (const name of ['webhook', 'heartbeat', 'pushgateway']) {
    const result = await scene.run(['status', '--store', scene.store, `--${name}-url`, `https://x.example/${SECRET}`]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(`Set the environment variable REPO_BACKUP_${name.toUpperCase()}_URL instead`);
    expect(result.stdout + result.stderr).not.toContain(SECRET);
  }
});

test('a command that a person runs and looks at raises no alarm, whatever the environment says', async () => {
  const restored = await run(['restore', '--store', scene.store, '--repositories', 'acme/app', '--to', './r.git']);
  expect(restored).toMatchObject({ code: 0 });
  expect(paths()).toEqual([]);
});

test('the trail of runs tells a failed one, to people and to programs, and pings no heartbeat', async () => {
  await syncWithOneThatFails();
  listener.heard.length = 0;
  const told = await run(['status', '--store', scene.store, '--history']);
  expect(told.code).toBe(0);
  expect(told.stdout).toMatch(/^WHEN +COMMAND +RESULT +WHO /);
  expect(told.stdout).toMatch(/Z +sync +partial +- +2 +acme\/gone /);
  const { history } = (await run(['status', '--store', scene.store, '--history', '--json'])).json() as {
    history: { command: string; failed: { repository: string }[] }[];
  };
  expect(history.some(({ failed }) => failed[0]?.repository === 'acme/gone')).toBe(true);
  expect(paths()).toEqual([]);
});

test('the secrets are in no output, no record, no metrics and no message, whether alarms get through or not', async () => {
  const outputs: string[] = [];
  for (const answer of [200, 404, { status: 302, headers: { location: `/${SECRET}` } }]) {
    listener.answer('/', answer);
    for (const path of ['/hook', '/ping']) listener.answer(path, answer);
    for (const json of [[], ['--json']]) {
      const result = await syncWithOneThatFails('--metrics-file', './backup.prom', ...json);
      outputs.push(result.stdout, result.stderr);
    }
  }
  outputs.push(...listener.heard.map(({ body }) => body), await readFile(scene.path('cwd', 'backup.prom'), 'utf8'));
  for (const file of await readdir(`${scene.store}/runs`))
    outputs.push(await readFile(`${scene.store}/runs/${file}`, 'utf8'));
  expect(outputs.join('\n')).toContain('acme/gone');
  expect(outputs.join('\n')).not.toContain(SECRET);
});
