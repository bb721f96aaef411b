// A process that is killed leaves a store that tells no lie: real processes, ended by SIGKILL around every change that a run makes.
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import { keysOf } from '../contract/bodies.ts';
import { runProcess } from '../lab/processes.ts';
import { examine } from './examine.ts';
import { makeHistory, type History } from './history.ts';
import type { Moment } from './struck-store.ts';

const program = fileURLToPath(new URL('run-and-die.ts', import.meta.url));

let history: History;
beforeAll(async () => {
  history = await makeHistory();
});
afterAll(() => history[Symbol.asyncDispose]());

/** Runs in a process of its own. Gives its operations if it was not killed. */
async function run(root: string, at: number, moment: Moment): Promise<string[] | 'killed'> {
  const { folder, context } = history.place;
  const origin = folder.join('origins/acme/app.git');
  const orders = { folder: folder.path, root, origin, now: context.now(), at, moment };
  const { code, signal, stdout, stderr } = await runProcess(process.execPath, [program, JSON.stringify(orders)], {
    env: { PATH: process.env['PATH'] },
  });
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as string[];
}

const partsIn = async (root: string) =>
  (await readdir(root, { recursive: true })).filter((path) => path.includes('.part-'));

test('killed before and after every change, and in the middle of every file that it writes, a run leaves nothing that lies', async () => {
  const operations = await run(await history.copy('whole', 'history'), -1, 'before');
  if (operations === 'killed') throw new Error('nothing was to kill it');
  const changes = [...operations.entries()].filter(([, operation]) => /^(put|delete) /.test(operation));
  expect(changes.map(([, operation]) => operation.replace(/ .*[/.]/, ' '))).toEqual([
    'put tar',
    'put json',
    'delete json',
    'delete json',
    'delete tar',
    'delete tar',
    'put json',
  ]);
  const blows = changes.flatMap(([at, operation]): [number, Moment][] => [
    [at, 'before'],
    ...(operation.startsWith('put') ? [[at, 'in the middle of'] as [number, Moment]] : []),
  ]);
  for (const [at, moment] of [...blows, [changes.at(-1)?.[0] ?? 0, 'after'] as [number, Moment]]) {
    const root = await history.copy(`${at} ${moment}`, 'history');
    expect(await run(root, at, moment)).toBe('killed');
    await examine(history, root);
  }
}, 180_000);

test('what a killed run was writing is never listed, and goes with the first run that comes a day later', async () => {
  const root = await history.copy('parts', 'nothing');
  const operations = await run(await history.copy('first', 'nothing'), -1, 'before');
  const at = Array.isArray(operations) ? operations.findIndex((operation) => operation.endsWith('.tar')) : -1;
  expect(await run(root, at, 'in the middle of')).toBe('killed');
  expect(await keysOf(await openDirectoryStore(root, './store', false))).toEqual([]);
  const [part = ''] = await partsIn(root);
  expect(part).toMatch(/^acme\/app\/\.part-/);
  const dayAgo = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(root, part), dayAgo, dayAgo);
  expect(await run(root, -1, 'before')).not.toBe('killed');
  expect(await partsIn(root)).toEqual([]);
});
