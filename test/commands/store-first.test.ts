// The store is asked first: hours of cloning are not wasted on one that takes nothing, and an unchanged day writes nothing.
import { mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGitServer, type GitServer } from '../lab/git-server.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
let server: GitServer;
beforeEach(async () => {
  place = await openPlace();
  app = await linearHistory(place.folder.join('forge', 'acme', 'app.git'), 3);
  server = await startGitServer({ root: place.folder.join('forge') });
  place.target('acme/app', `${server.url}/acme/app.git`);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

/** How often a pack was asked for since the last time. */
const fetches = () => server.requests.splice(0).filter(({ operation }) => operation === 'fetch').length;

test.each(['sync', 'snapshot', 'init'] as const)(
  'hours of cloning are not spent by %s on a store that takes nothing',
  async (command) => {
    // A folder on a disk that is not there holds nothing, and takes nothing, whoever asks.
    await symlink('unmounted', join(place.root, 'acme'));
    expect(await place.ledger(command)).toMatchObject({
      'acme/app': {
        status: 'failed',
        error: { kind: 'not-found', hint: expect.stringContaining('mounted') as string },
      },
    });
    expect(fetches()).toBe(0);
    await rm(join(place.root, 'acme'));
    expect(await place.ledger(command)).toMatchObject({ 'acme/app': { status: 'stored' } });
    expect(fetches()).toBe(1);
  },
);

test('of two stores the one that takes something gets its snapshot', async () => {
  const other = place.folder.join('other');
  await mkdir(other);
  await symlink('unmounted', join(other, 'acme'));
  for (const stores of [
    [place.root, other],
    [other, place.root],
  ]) {
    await app.commit();
    const { repositories } = await place.run('sync', { stores });
    const outcomes = repositories.map((line) => ['store' in line && line.store, 'status' in line && line.status]);
    expect(Object.fromEntries(outcomes)).toEqual({ [place.root]: 'stored', [other]: 'failed' });
    expect(fetches()).toBe(1);
    place.pass(24);
  }
});

test('an unchanged repository does not cost its store a write', async () => {
  const { snapshot } = (await place.ledger('sync'))['acme/app'] ?? {};
  const folder = dirname(join(place.root, `acme/app/${snapshot}.tar`));
  const written = async () => (await stat(folder, { bigint: true })).mtimeNs;
  const before = await written();
  expect(await place.ledger('sync')).toMatchObject({ 'acme/app': { status: 'unchanged' } });
  expect(await written()).toBe(before);
  expect((await readdir(folder)).toSorted()).toEqual([`${snapshot}.json`, `${snapshot}.tar`]);
});
