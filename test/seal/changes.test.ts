// Encryption that is switched on, off, or given to others: the next snapshot is a full one, and all of them come back.
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refsOf } from '../lab/inspection.ts';
import { makePair, openSealedWorld, type SealedWorld } from './world.ts';

const [alice, bob] = [await makePair(), await makePair()];
const passphrase = 'four words and one more';
let world: SealedWorld;

beforeAll(async () => {
  world = await openSealedWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

type Step = { what: string; inputs: Record<string, string>; type: string; note: string; opens: Record<string, string> };

const toAlice = { 'encrypt-to': alice.recipient };
const toBoth = { 'encrypt-to': `${alice.recipient},\n${bob.recipient}` };
const off = { 'encrypt-to': 'none' };
const words = { 'encrypt-to': 'passphrase', passphrase };

const STEPS: Step[] = [
  { what: 'not yet', inputs: {}, type: 'full', note: 'no earlier snapshot', opens: {} },
  {
    what: 'on',
    inputs: toAlice,
    type: 'full',
    note: 'the last one is not sealed',
    opens: { identity: alice.identity },
  },
  { what: 'still on', inputs: toAlice, type: 'incremental', note: 'builds on', opens: { identity: alice.identity } },
  {
    what: 'to one more',
    inputs: toBoth,
    type: 'full',
    note: 'the recipients have changed',
    opens: { identity: bob.identity },
  },
  {
    what: 'to both, named the other way round',
    inputs: { 'encrypt-to': `${bob.recipient}\n${alice.recipient}` },
    type: 'incremental',
    note: 'builds on',
    opens: { identity: alice.identity },
  },
  {
    what: 'with a passphrase',
    inputs: words,
    type: 'full',
    note: 'the recipients have changed',
    opens: { passphrase },
  },
  { what: 'off', inputs: off, type: 'full', note: 'the last one is sealed, this one is not', opens: {} },
  { what: 'still off', inputs: {}, type: 'incremental', note: 'builds on', opens: {} },
];

test('each change begins with a full snapshot, and says why', async () => {
  for (const { what, inputs, type, note } of STEPS) {
    await world.origin.commit({ files: { 'word.txt': what } });
    const { entry } = await world.run('sync', inputs);
    expect([what, entry]).toMatchObject([
      what,
      { status: 'stored', type, note: expect.stringContaining(note) as string },
    ]);
  }
});

test('every one of them comes back with its own key', async () => {
  const snapshots = (await world.files('.json')).map((file) => file.replace('.json', ''));
  expect(snapshots).toHaveLength(STEPS.length);
  for (const [index, snapshot] of snapshots.entries()) {
    const { what, opens } = STEPS[index] ?? { what: '', opens: {} };
    const to = world.folder.join(`back-${index}.git`);
    const { entry } = await world.run('restore', { ...opens, snapshot, to });
    expect([what, entry.status, entry.error?.message]).toEqual([what, 'restored', undefined]);
    expect(await world.origin.git('cat-file', '-p', 'main:word.txt')).toBe('still off');
    const tip = (await refsOf(to))[0]?.split(' ')[0] ?? '';
    expect(await world.origin.git('cat-file', '-p', `${tip}:word.txt`)).toBe(what);
  }
});

test('all of it is verified with all the keys, and pruned with none', async () => {
  const keys = { identity: `${alice.identity}\n${bob.identity}`, passphrase };
  expect((await world.run('verify', { ...keys, deep: 'true' })).entry).toMatchObject({ status: 'verified' });
  expect((await world.run('verify')).entry.note).toContain('5 sealed, of those the stored bytes only');
  const later = { 'retention-days': '1', 'keep-last': '1' };
  world.pass(48);
  expect((await world.run('prune', later)).entry).toMatchObject({
    status: 'pruned',
    removed: expect.any(Array) as string[],
  });
  expect(await world.files('.age')).toEqual([]);
  expect((await world.run('restore', { to: world.folder.join('last.git') })).entry).toMatchObject({
    status: 'restored',
  });
});

test('what has not changed is sealed all the same once others are to read it', async () => {
  await using other = await openSealedWorld();
  expect((await other.run('sync', toAlice)).entry).toMatchObject({ status: 'stored', type: 'full' });
  expect((await other.run('sync', toAlice)).entry).toMatchObject({ status: 'unchanged' });
  expect((await other.run('sync', toBoth)).entry).toMatchObject({ status: 'stored', type: 'full' });
  expect((await other.run('sync', toBoth)).entry).toMatchObject({ status: 'unchanged' });
});

test.each(['sync', 'snapshot', 'init'])(
  'private code is not stored in the clear by %s where the secret in encrypt-to was renamed, changed or not',
  async (command) => {
    await using other = await openSealedWorld();
    await other.run('sync', toAlice);
    const before = await other.files('');
    for (const changed of [false, true]) {
      if (changed) await other.origin.commit();
      expect((await other.run(command, { 'encrypt-to': '' })).entry).toMatchObject({
        status: 'failed',
        error: {
          kind: 'denied',
          message: `acme/app is encrypted in ${other.store}, and \`encrypt-to\` is empty: its next snapshot would be readable`,
          hint: expect.stringContaining('Set `encrypt-to` again; or write `encrypt-to: none`') as string,
        },
      });
    }
    expect(await other.files('')).toEqual(before);
    expect((await other.run(command, toAlice)).entry).toMatchObject({ status: 'stored', type: 'incremental' });
  },
);

test('nor where the manifest of the encrypted snapshot is damaged, or its run died before it wrote one', async () => {
  await using other = await openSealedWorld();
  await other.run('sync');
  await other.run('sync', toAlice);
  const manifest = (await other.files('.json')).at(-1) ?? '';
  for (const harm of [() => writeFile(other.path(manifest), '{'), () => rm(other.path(manifest))]) {
    await harm();
    expect((await other.run('sync')).entry).toMatchObject({ status: 'failed', error: { kind: 'denied' } });
  }
  expect((await other.run('sync', off)).entry).toMatchObject({ status: 'unchanged' });
});

test('nor where all encrypted archives are gone and only manifests tell of them', async () => {
  await using other = await openSealedWorld();
  await other.run('sync');
  await other.run('sync', toAlice);
  await other.origin.commit();
  await other.run('sync', toAlice);
  for (const file of await other.files('.tar.age')) await rm(other.path(file));
  expect((await other.run('sync')).entry).toMatchObject({ status: 'failed', error: { kind: 'denied' } });
  expect((await other.run('sync', off)).entry).toMatchObject({ status: 'stored' });
  // Whoever has said so is not asked again.
  expect((await other.run('sync')).entry).toMatchObject({ status: 'unchanged' });
});

test('another passphrase begins anew, the same one does not', async () => {
  await using other = await openSealedWorld();
  expect((await other.run('sync', words)).entry).toMatchObject({ status: 'stored', type: 'full' });
  expect((await other.run('sync', words)).entry).toMatchObject({ status: 'unchanged' });
  const { entry } = await other.run('sync', { ...words, passphrase: 'other words and one more' });
  expect(entry).toMatchObject({ type: 'full', note: expect.stringContaining('the passphrase has changed') as string });
});

test('a differential one builds on the full one alone', async () => {
  await using other = await openSealedWorld();
  await other.run('sync', toAlice);
  await other.origin.commit();
  await other.run('sync', toAlice);
  await other.origin.commit({ branch: 'late', parents: [await other.origin.git('rev-parse', 'main~1')] });
  const { entry } = await other.run('sync', { ...toAlice, type: 'differential' });
  expect(entry).toMatchObject({ type: 'differential', note: expect.stringContaining('proven by boundary') as string });
  expect((await other.manifest()).git.chain).toHaveLength(2);
  const to = other.folder.join('back.git');
  expect((await other.run('restore', { identity: alice.identity, to })).entry.status).toBe('restored');
  expect(await refsOf(to)).toEqual(await refsOf(other.origin.path));
});
