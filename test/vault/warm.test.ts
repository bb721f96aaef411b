// What is kept warm between runs: never believed, never more than is needed, never anything of a sealed snapshot.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runOn } from '../../src/commands/run.ts';
import { openWarm, type Warm } from '../../src/vault/warm.ts';
import { warmStore } from '../../src/vault/warm-store.ts';
import { openPlace, type Place } from '../commands/place.ts';
import { bodyOf } from '../contract/bodies.ts';
import { startArtifacts } from '../lab/github/artifact-world.ts';
import { openArtifacts } from '../lab/github/open-artifacts.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
let warm: Warm;
beforeEach(async () => {
  folder = await temporaryFolder();
  warm = await openWarm(folder.join('warm'));
});
afterEach(() => folder[Symbol.asyncDispose]());

const wantedOf = (text: string) => ({
  sha256: createHash('sha256').update(text).digest('hex'),
  size: Buffer.byteLength(text),
});

async function readWith(one: Warm, text: string, sent = text): Promise<string> {
  const wanted = wantedOf(text);
  const chunks: Buffer[] = [];
  const stream = (await one.open(wanted)) ?? one.keep(wanted, bodyOf(sent).open());
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const files = () => readdir(folder.join('warm'));

test('what was read once is there in the next run, byte for byte', async () => {
  expect(await readWith(warm, 'an index')).toBe('an index');
  const next = await openWarm(folder.join('warm'));
  expect(await readWith(next, 'an index', 'the store is not asked')).toBe('an index');
});

test.each([
  ['changed', 'An index'],
  ['cut short', 'an'],
  ['longer', 'an index and more'],
  ['empty', ''],
])('a file that came back %s counts as none, and the store is read', async (_, content) => {
  await readWith(warm, 'an index');
  await writeFile(folder.join('warm', wantedOf('an index').sha256), content);
  expect(await readWith(warm, 'an index')).toBe('an index');
  expect(await readFile(folder.join('warm', wantedOf('an index').sha256), 'utf8')).toBe('an index');
});

test('a folder or a link to elsewhere in place of a file counts as none', async () => {
  await mkdir(folder.join('warm', wantedOf('a').sha256));
  await symlink('/etc/passwd', folder.join('warm', wantedOf('b').sha256));
  for (const text of ['a', 'b']) expect(await readWith(warm, text)).toBe(text);
});

test('what is not what was wanted is passed on to its reader, and not kept', async () => {
  expect(await readWith(warm, 'an index', 'something')).toBe('something');
  expect(await files()).toEqual([]);
});

test('a reader that stops early and a folder that is gone leave nothing half', async () => {
  const stream = warm.keep(wantedOf('ab'), bodyOf('ab', 1).open());
  for await (const chunk of stream) if (chunk.length > 0) break;
  expect(await files()).toEqual([]);
  const gone = await openWarm(folder.join('gone'));
  await folder[Symbol.asyncDispose]();
  expect(await readWith(gone, 'an index')).toBe('an index');
});

test('what nobody needed in this run is removed', async () => {
  for (const text of ['old', 'index', 'refs']) await readWith(warm, text);
  await writeFile(folder.join('warm', 'part-1234'), '');
  const next = await openWarm(folder.join('warm'));
  await readWith(next, 'index');
  next.need([wantedOf('refs').sha256, wantedOf('never seen').sha256]);
  expect(await next.tidy()).toEqual([wantedOf('index').sha256, wantedOf('refs').sha256].toSorted());
  expect((await files()).length).toBe(2);
});

async function syncWarm(place: Place, changes = {}): Promise<void> {
  await using world = await startArtifacts();
  const store = warmStore(await openArtifacts(world, { run: 1, scratch: place.folder.path }), warm);
  const context = { ...place.context, warm, scratch: place.folder.path };
  expect((await runOn([store], context, place.settings('sync', { allowPublicStore: true, ...changes }))).verdict).toBe(
    'ok',
  );
}

test('of a snapshot its manifest, its index and its refs are kept, and never its pack', async () => {
  await using place = await openPlace();
  await (await place.origin('acme/app')).commit();
  await syncWarm(place);
  expect(await files()).toHaveLength(3);
});

test('of a sealed snapshot nothing is kept but the manifest, which tells no more than the store does', async () => {
  await using place = await openPlace();
  const app = await place.origin('acme/app');
  await app.commit({ message: 'a secret plan\n' });
  await syncWarm(place, { encryptTo: { kind: 'passphrase', passphrase: 'correct horse battery staple' } });
  const [only = '', ...others] = await files();
  expect(others).toEqual([]);
  const text = await readFile(folder.join('warm', only), 'utf8');
  expect(JSON.parse(text)).toHaveProperty('sealed');
  expect(text).not.toContain('secret plan');
});
