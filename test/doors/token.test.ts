// The token: taken from the environment, sent to the server, and found in no argument, file, log or report.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGitServer } from '../lab/git-server.ts';
import type { GitServer } from '../lab/git-server.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { openScene } from './scene.ts';
import type { Scene } from './scene.ts';

const TOKEN = 'ghp_TopSecret';
const WIRE = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');

let scene: Scene;
let server: GitServer;
beforeAll(async () => {
  scene = await openScene();
  await linearHistory(scene.path('forge', 'acme', 'app.git'), 3);
  server = await startGitServer({ root: scene.path('forge'), token: TOKEN });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

const sync = (env: Record<string, string>, ...args: string[]) =>
  scene.run(['sync', '--repositories', 'acme/app', '--server-url', server.url, '--store', scene.store, ...args], {
    env,
  });

test.each(['REPO_BACKUP_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN'])('%s', async (name) => {
  expect(await sync({ [name]: TOKEN })).toMatchObject({ code: 0 });
});

test('REPO_BACKUP_TOKEN comes before the others', async () => {
  expect(await sync({ GH_TOKEN: 'b', GITHUB_TOKEN: 'a', REPO_BACKUP_TOKEN: TOKEN })).toMatchObject({ code: 0 });
});

test('without one the server refuses, and the error names the variable', async () => {
  const result = await sync({});
  expect(result.code).toBe(1);
  expect(result.stdout).toContain('REPO_BACKUP_TOKEN');
});

test.each([[['--token', TOKEN]], [[`--token=${TOKEN}`]], [['--tokn', TOKEN]]])(
  '%j is refused, and the value is not repeated',
  async (args) => {
    for (const json of [[], ['--json']]) {
      const result = await sync({}, ...args, ...json);
      expect(result.code).toBe(2);
      expect(result.stdout + result.stderr).not.toContain(TOKEN);
    }
  },
);

test('nothing that was written holds it', async () => {
  const result = await sync({ REPO_BACKUP_TOKEN: TOKEN }, '--json');
  expect(result.code).toBe(0);
  const paths = (await readdir(scene.store, { recursive: true })).map((path) => join(scene.store, path));
  const files = (await Promise.all(paths.map(async (path) => ((await stat(path)).isFile() ? [path] : [])))).flat();
  expect(files.length).toBeGreaterThan(2);
  const texts = [result.stdout, result.stderr, ...(await Promise.all(files.map((path) => readFile(path, 'latin1'))))];
  for (const text of texts) {
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(WIRE);
  }
});

test('it goes to the server that it belongs to, and to no other', async () => {
  await using other = await startGitServer({ root: scene.path('forge') });
  const url = `${other.url}/acme/app.git`;
  const args = ['sync', '--repositories', `acme/other=${url}`, '--server-url', server.url, '--store', scene.store];
  expect(await scene.run(args, { env: { REPO_BACKUP_TOKEN: TOKEN } })).toMatchObject({ code: 0 });
  expect(other.requests).not.toEqual([]);
  expect(other.requests.map(({ authorization }) => authorization)).toEqual(other.requests.map(() => undefined));
  expect(server.requests.some(({ authorization }) => authorization === `Basic ${WIRE}`)).toBe(true);
});
