// Several stores in one run: each gets its copy and keeps its own history, and one that fails hides nothing and stops nothing.
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StatusEntry } from '../../src/commands/report.ts';
import type { Settings } from '../../src/commands/settings.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { startGitServer } from '../lab/git-server.ts';
import { refsOf } from '../lab/inspection.ts';
import type { Repository } from '../lab/repositories.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
let one: string;
let two: string;
let both: Pick<Settings, 'stores'>;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  await app.commit();
  [one, two] = [place.folder.join('one'), place.folder.join('two')];
  both = { stores: [one, two] };
});
afterEach(() => place[Symbol.asyncDispose]());

const lines = async (changes: Partial<Settings> = both) =>
  (await place.run('sync', changes)).repositories as LedgerEntry[];
const summary = (entries: readonly LedgerEntry[]) => entries.map(({ store, status, type }) => [store, status, type]);
const files = async (root: string) => (await readdir(join(root, 'acme/app'))).toSorted();

test('each store gets the same snapshot, and a record of its own', async () => {
  expect(summary(await lines())).toEqual([
    [one, 'stored', 'full'],
    [two, 'stored', 'full'],
  ]);
  expect(await files(one)).toEqual(await files(two));
  for (const root of [one, two]) expect(await readdir(join(root, 'runs'))).toHaveLength(1);
  place.pass(24);
  expect(summary(await lines())).toEqual([
    [one, 'unchanged', undefined],
    [two, 'unchanged', undefined],
  ]);
  const verified = await place.run('verify', { ...both, deep: true });
  expect(verified).toMatchObject({ verdict: 'ok', stores: [one, two] });
});

test('what is new is asked for once, however many stores there are', async () => {
  await using server = await startGitServer({ root: place.folder.join('origins') });
  const targets = [{ repository: 'acme/app', address: addressAt(`${server.url}/acme/app.git`) }];
  const packs = () => server.requests.filter(({ operation }) => operation === 'fetch').length;
  await lines({ ...both, targets });
  expect(packs()).toBe(1);
  await app.commit();
  place.pass(24);
  const before = server.requests.length;
  expect(summary(await lines({ ...both, targets }))).toEqual([
    [one, 'stored', 'incremental'],
    [two, 'stored', 'incremental'],
  ]);
  expect(packs()).toBe(2);
  place.pass(24);
  const changed = server.requests.length;
  await lines({ ...both, targets });
  expect([changed - before, server.requests.length - changed]).toEqual([2, 1]);
});

function addressAt(url: string): Settings['targets'][number]['address'] {
  return { kind: 'http', url, display: url };
}

test('a store that is away makes the run partial, says which copy is behind, and catches up by itself', async () => {
  await lines();
  await rename(two, `${two}-away`);
  await writeFile(two, 'a mount that failed');
  place.pass(24);
  await app.commit();
  const report = await place.run('sync', { ...both, type: 'incremental' });
  expect(report.verdict).toBe('partial');
  expect(place.log.some((line) => line.startsWith(`warn: acme/app (${two})`))).toBe(true);
  expect(report.repositories).toMatchObject([
    { store: one, status: 'stored', type: 'incremental' },
    { store: two, repository: 'acme/app', status: 'failed' },
  ]);
  await rm(two);
  await rename(`${two}-away`, two);
  place.pass(24);
  await app.commit();
  expect(summary(await lines({ ...both, type: 'incremental' }))).toEqual([
    [one, 'stored', 'incremental'],
    [two, 'stored', 'incremental'],
  ]);
  // The second has one snapshot less, and its last increment holds what the first got in two.
  expect((await files(one)).length - (await files(two)).length).toBe(2);
  expect(await place.run('verify', { ...both, deep: true })).toMatchObject({ verdict: 'ok' });
  for (const [index, root] of [one, two].entries()) {
    const to = place.folder.join(`restored-${index}`);
    await place.run('restore', { stores: [root], patterns: ['acme/app'], to });
    expect(await refsOf(to)).toEqual(await refsOf(app.path));
  }
});

test('a store that is added later begins with a full snapshot of its own', async () => {
  await lines({ stores: [one] });
  place.pass(24);
  expect(summary(await lines())).toEqual([
    [one, 'unchanged', undefined],
    [two, 'stored', 'full'],
  ]);
});

test('no store at all can be opened: every line says so, and the run has failed', async () => {
  for (const root of [one, two]) await writeFile(root, 'a mount that failed');
  const report = await place.run('sync', both);
  expect(report.verdict).toBe('failed');
  expect(summary(report.repositories as LedgerEntry[])).toEqual([
    [one, 'failed', undefined],
    [two, 'failed', undefined],
  ]);
});

test('status, verify and prune tell of a store that cannot be read, and of the others all the same', async () => {
  await lines();
  await rm(two, { recursive: true });
  const status = await place.run('status', both);
  expect(status.verdict).toBe('partial');
  expect(status.repositories as StatusEntry[]).toMatchObject([
    { store: one, repository: 'acme/app', healthy: true },
    { store: two, repository: '*', healthy: false },
  ]);
  for (const command of ['verify', 'prune'] as const) {
    expect(await place.run(command, both)).toMatchObject({
      verdict: 'partial',
      repositories: [{ store: one }, { store: two, repository: '*', status: 'failed' }],
    });
  }
});

test('restore takes the newest state of all stores, also from the second', async () => {
  await lines();
  place.pass(24);
  await app.commit();
  await lines({ stores: [two] });
  const to = place.folder.join('restored');
  const report = await place.run('restore', { ...both, patterns: ['acme/app'], to });
  expect(report).toMatchObject({ verdict: 'ok', repositories: [{ store: two, status: 'restored' }] });
  expect(await refsOf(to)).toEqual(await refsOf(app.path));
});

test('restore goes on to the next store where the first is damaged or gone', async () => {
  await lines();
  const [archive = ''] = (await files(one)).filter((name) => name.endsWith('.tar'));
  await writeFile(join(one, 'acme/app', archive), 'damaged');
  const to = place.folder.join('from-two');
  const damaged = await place.run('restore', { ...both, patterns: ['acme/app'], to });
  expect(damaged).toMatchObject({ verdict: 'ok', repositories: [{ store: two }] });
  expect(place.log.some((line) => line.includes('trying the next store'))).toBe(true);
  await rm(one, { recursive: true });
  const gone = await place.run('restore', { ...both, patterns: ['acme/app'], to: place.folder.join('again') });
  expect(gone).toMatchObject({ verdict: 'ok', repositories: [{ store: two }] });
});

test('who gets an older state, since the newest is damaged or its store away, reads so beside the result', async () => {
  await lines();
  place.pass(24);
  await app.commit();
  await lines({ stores: [one] });
  const newest = (await files(one)).filter((name) => name.endsWith('.tar')).at(-1) ?? '';
  await writeFile(join(one, 'acme/app', newest), 'damaged');
  const restored = (to: string) => place.run('restore', { ...both, patterns: ['acme/app'], to: place.folder.join(to) });
  const saying = (words: string) => ({ store: two, warnings: [expect.stringContaining(words) as string] });
  expect(await restored('older')).toMatchObject({ repositories: [saying(`a newer state, in ${one}, could not be`)] });
  await rm(one, { recursive: true });
  expect(await restored('alone')).toMatchObject({ repositories: [saying(`whether ${one} has a newer state`)] });
});

test('restore never overwrites a folder that lies in any of the stores', async () => {
  await lines();
  await mkdir(join(two, 'inside'));
  const report = await place.run('restore', {
    ...both,
    patterns: ['acme/app'],
    to: join(two, 'inside'),
    overwrite: true,
  });
  expect(report).toMatchObject({ verdict: 'failed', repositories: [{ error: { kind: 'exists' } }] });
});

test('init tells of the store that cannot be written, and fills the other', async () => {
  await writeFile(two, 'a mount that failed');
  expect(await place.run('init', both)).toMatchObject({
    verdict: 'partial',
    repositories: [
      { store: one, status: 'stored' },
      { store: two, status: 'failed' },
    ],
  });
});
