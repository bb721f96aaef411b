// The script for cron: silent while all is well, and loud with the whole report when it is not.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProcess } from '../lab/processes.ts';
import { daysAgo, openScene } from './scene.ts';
import type { Scene } from './scene.ts';

const projectFile = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

async function runCron(list: string, nodeOptions = ''): Promise<{ code: number | null; said: string }> {
  await writeFile(scene.path('list'), list);
  const { code, stdout, stderr } = await runProcess('sh', [projectFile('examples/cron.sh')], {
    cwd: scene.cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: scene.cwd,
      TMPDIR: scene.tmp,
      BACKUP_STORE: scene.store,
      BACKUP_LIST: scene.path('list'),
      REPO_BACKUP: projectFile('dist/cli.js'),
      NODE_OPTIONS: nodeOptions,
    },
  });
  return { code, said: stdout.toString() + stderr.toString() };
}

test('all is well: it says nothing', async () => {
  expect(await runCron(`# one repository a line\n${scene.app}\n`)).toEqual({ code: 0, said: '' });
});

test('a repository fails: its report is printed', async () => {
  const { code, said } = await runCron(`${scene.app}\nacme/gone=/nowhere\n`);
  expect(code).toBe(1);
  expect(said).toMatch(/^acme\/gone +failed/m);
  expect(said).toMatch(/^PARTIAL: /m);
});

test('a repository that nobody backs up any more has become too old: status says so', async () => {
  const other = await openScene();
  const late = daysAgo(-3).join('=');
  const { code, said } = await runCron(`acme/other=${other.origin.path}\n`, late);
  await other[Symbol.asyncDispose]();
  expect(code).toBe(1);
  expect(said).toMatch(/^acme\/app +NOT OK/m);
});
