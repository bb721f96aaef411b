// Sealed snapshots: everything comes back with the key, nothing is told without it.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fsck, headOf, objectsOf, refsOf } from '../lab/inspection.ts';
import { makePair, openSealedWorld, type SealedWorld } from './world.ts';

const pair = await makePair();
const stranger = await makePair();
const seal = { 'encrypt-to': pair.recipient };
const key = { identity: `# created: today\n# public key: ${pair.recipient}\n${pair.identity}\n` };
let world: SealedWorld;
/** What the origin held when each snapshot was made. */
const states = new Map<string, { refs: string[]; head: string; objects: string[] }>();

async function state(path: string): Promise<{ refs: string[]; head: string; objects: string[] }> {
  return { refs: await refsOf(path), head: await headOf(path), objects: await objectsOf(path) };
}

async function sync(): Promise<string> {
  const { entry } = await world.run('sync', seal);
  expect(entry).toMatchObject({ status: 'stored' });
  expect(entry.error).toBeUndefined();
  states.set(entry.snapshot ?? '', await state(world.origin.path));
  return entry.note ?? '';
}

const notes: string[] = [];

beforeAll(async () => {
  world = await openSealedWorld();
  const { origin } = world;
  await origin.commit({
    message: 'The secret of the soup is nutmeg\n',
    files: { 'recipe-for-soup.txt': 'half a spoon of it' },
  });
  await origin.setRef('refs/heads/merger-with-initech', 'main');
  await origin.annotatedTag('first-soup');
  notes.push(await sync());
  await origin.commit({ message: 'A later word\n', files: { 'word.txt': 'later\n' } });
  notes.push(await sync());
  await origin.setRef('refs/heads/from-the-past', 'main~3');
  await origin.deleteRef('refs/heads/merger-with-initech');
  notes.push(await sync());
  await origin.commit({ branch: 'fork', parents: [await origin.git('rev-parse', 'main~2')] });
  await origin.setHead('refs/heads/fork');
  notes.push(await sync());
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a backup that has only public keys', () => {
  test('makes increments, and the server proves what they build on', async () => {
    expect(notes).toEqual([
      'no earlier snapshot to build on; proven by connectivity; sealed',
      expect.stringMatching(/^builds on snapshot-.*; proven by boundary; sealed$/),
      expect.stringMatching(/^builds on snapshot-.*; proven by boundary; sealed$/),
      expect.stringMatching(/^builds on snapshot-.*; proven by boundary; sealed$/),
    ]);
    const { git } = await world.manifest();
    // The third one only moved refs: it has no pack.
    expect(git.chain.map(({ snapshot }) => snapshot)).toEqual([...states.keys()].filter((_, index) => index !== 2));
  });

  test('stores nothing where nothing has changed, and sees HEAD move although it may not be shown', async () => {
    expect((await world.run('sync', seal)).entry.status).toBe('unchanged');
    await world.origin.setHead('refs/heads/main');
    expect((await world.run('sync', seal)).entry.status).toBe('stored');
    await world.origin.setHead('refs/heads/fork');
    const newest = (await world.files('.json')).at(-1) ?? '';
    for (const file of [newest, newest.replace('.json', '.tar.age')]) await rm(world.path(file));
  });

  test('shows no name, no message and no content', async () => {
    const names = await readdir(world.store, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile());
    const bytes = await Promise.all(files.map((entry) => readFile(`${entry.parentPath}/${entry.name}`)));
    const all = Buffer.concat(bytes).toString('latin1');
    const [tip = ''] = (await world.origin.git('rev-parse', 'main')).split('\n');
    expect(all).toContain(tip);
    const secrets = [
      'merger',
      'initech',
      'first-soup',
      'from-the-past',
      'soup',
      'nutmeg',
      'recipe',
      'refs/heads',
      'spoon',
    ];
    for (const secret of secrets) expect(all).not.toContain(secret);
    const shown = await world.manifest();
    expect(shown).toMatchObject({
      commit_hash: null,
      commit_date: null,
      commit_message: null,
      repository: { default_branch: null },
      git: { head: null },
    });
    expect(shown.archives.map(({ name, members }) => [name, members])).toEqual([
      [`${shown.snapshot_name}.tar.age`, []],
    ]);
    expect(await world.files('.tar')).toEqual([]);
  });
});

describe('with the key', () => {
  test('every snapshot comes back whole', async () => {
    for (const [snapshot, expected] of states) {
      const to = world.folder.join(`back-${snapshot}.git`);
      const { entry } = await world.run('restore', { ...key, snapshot, to });
      expect(entry).toMatchObject({ status: 'restored' });
      expect(await state(to)).toEqual(expected);
      expect(await fsck(to)).toMatchObject({ clean: true });
    }
  });

  test('a drill and a deep check pass', async () => {
    expect((await world.run('drill', key)).entry).toMatchObject({ status: 'restored' });
    const { entry } = await world.run('verify', { ...key, deep: 'true' });
    expect(entry).toMatchObject({ status: 'verified' });
    expect(entry.note).toContain('packs indexed anew, connectivity proven');
    expect(entry.note).not.toContain('sealed');
  });
});

describe('without the key', () => {
  test('the stored bytes can be verified, and it says that it was no more than that', async () => {
    const { entry } = await world.run('verify');
    expect(entry).toMatchObject({ status: 'verified' });
    expect(entry.note).toMatch(/^4 snapshots, .*, 4 sealed, of those the stored bytes only$/);
  });

  test.each([
    ['restore', {}, 'is sealed'],
    ['restore', { identity: stranger.identity }, 'is sealed, and nothing that was given opens it'],
    ['drill', {}, 'is sealed'],
    ['verify', { deep: 'true' }, 'is sealed'],
    ['verify', { identity: stranger.identity }, 'is sealed, and nothing that was given opens it'],
  ])('%s %o fails before it writes, and names the key that is missing', async (command, inputs, message) => {
    const to = world.folder.join('never.git');
    const { entry } = await world.run(command, { ...inputs, ...(command === 'restore' ? { to } : {}) });
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'denied' } });
    expect(entry.error?.message).toContain(message);
    expect(entry.error?.hint).toContain(pair.recipient);
    expect(JSON.stringify(entry)).not.toContain('AGE-SECRET');
    expect(existsSync(to)).toBe(false);
  });
});
