// docs/monitoring.md is true: its commands run, its workflow is accepted, its message and its metrics are the real ones.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { WEBHOOK_EVENTS } from '../../src/commands/settings.ts';
import { blocksOf } from '../doors/readme.ts';
import { openScene, type Scene } from '../doors/scene.ts';
import { complaintIfAny } from '../inputs/parsing.ts';
import { startListener, type Listener } from '../lab/listener.ts';
import { runProcess } from '../lab/processes.ts';

const docs = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const page = await docs('monitoring.md');
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const blocks = (language: string) => blocksOf(page).filter((block) => block.language === language);

let scene: Scene;
let listener: Listener;
beforeAll(async () => {
  scene = await openScene();
  listener = await startListener();
  await mkdir(scene.path('bin'));
  await writeFile(scene.path('bin/repo-backup'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
  await chmod(scene.path('bin/repo-backup'), 0o755);
});
afterAll(async () => {
  await listener[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

const env = () => ({ PATH: `${scene.path('bin')}:${process.env['PATH'] ?? ''}`, HOME: scene.cwd, TMPDIR: scene.tmp });
/** Lines of the page, with the places and servers of this test in place of those that they name. */
const here = (script: string) =>
  script
    .replaceAll('/srv/backups', scene.store)
    .replaceAll('sync --repositories acme/app', `sync --repositories ${scene.app}`)
    .replaceAll(/https:\/\/(chat|hc)\.example/g, `${listener.url}/$1`);

test('its commands run, once a drill has proven what they ask for', async () => {
  const [backup, ...others] = blocks('sh').map(({ text }) => here(text));
  const drill = `repo-backup drill --store ${scene.store}`;
  expect(others).toHaveLength(2);
  for (const script of [backup, drill, ...others]) {
    const { code, stderr } = await runProcess('sh', ['-euc', script ?? ''], { cwd: scene.cwd, env: env() });
    expect({ script, code, stderr: code === 0 ? '' : stderr.toString() }).toEqual({ script, code: 0, stderr: '' });
  }
  expect(listener.heard.map(({ path }) => path)).toEqual(['/hc/ping/0a1b2c3d']);
});

test('its workflow is accepted', () => {
  const [step] = parse(blocks('yaml')[0]?.text ?? '') as { with: Record<string, string> }[];
  const given: Record<string, string> = { repositories: 'acme/app', ...step?.with };
  for (const [name, value] of Object.entries(given))
    given[name] = value.replace(/^\$\{\{.*\}\}$/, 'https://x.example/secret');
  expect(complaintIfAny(given, { door: 'action' })).toBe('');
});

/** The names of all fields, with those inside of them. */
function fieldsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(fieldsOf);
  if (typeof value !== 'object' || value === null) return 'a value';
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fieldsOf(inner)]));
}

test('its message has the fields of a real one', async () => {
  listener.heard.length = 0;
  await scene.run(['sync', '--repositories', `${scene.app},acme/old=/nowhere`, '--store', scene.store], {
    env: { REPO_BACKUP_WEBHOOK_URL: `${listener.url}/hook` },
  });
  const [real = ''] = listener.take('/hook');
  expect(fieldsOf(JSON.parse(blocks('json')[0]?.text ?? ''))).toEqual(fieldsOf(JSON.parse(real)));
});

test('its table has the metrics that are written, and the alerts ask for no others', async () => {
  const file = scene.path('all.prom');
  for (const args of [['sync', '--repositories', scene.app], ['drill']])
    await scene.run([...args, '--store', scene.store, '--metrics-file', file]);
  const written = [...(await readFile(file, 'utf8')).matchAll(/^# TYPE (\w+) gauge$/gm)].map((match) => match[1]);
  const told = [...page.matchAll(/^\| `(repo_backup_\w+)` \|/gm)].map((match) => match[1]);
  expect(new Set(told)).toEqual(new Set(written));
  const asked = (await docs('alerts.yml')).match(/\brepo_backup_\w+/g) ?? [];
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((name) => !written.includes(name))).toEqual([]);
});

test('its table of events is complete', () => {
  const table = page.slice(page.indexOf('| Value |'), page.indexOf('The default is'));
  const told = [...table.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(told).toEqual([...WEBHOOK_EVENTS]);
});
