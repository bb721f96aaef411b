// copy where the source is damaged, or the destination has something else: nothing bad comes, nothing there is lost.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addDigest } from '../../src/domain/manifest-digest.ts';
import { fingerprint } from '../invariants/history.ts';
import { setCopies } from './copies.ts';
import { makePair } from '../seal/world.ts';
import { copyStore, type DamagedStore } from './damage.ts';

const scene = setCopies();
const damaged = (): Promise<DamagedStore> => copyStore(scene.place.root, scene.place.folder.join('damaged'));

describe('a damaged source', () => {
  test.each(['.tar', '.json'])(
    'one flipped bit in %s: that snapshot and what needs it stay out, the others come',
    async (ending) => {
      const store = await damaged();
      await store.flip(store.file(scene.names[0] ?? '', ending), 700);
      const report = await scene.copy({ stores: [store.root] });
      expect(report).toMatchObject({
        verdict: 'partial',
        repositories: [
          { status: 'copied', copied: scene.names.slice(2), present: 0, missing: 2, error: { kind: 'corrupt' } },
        ],
      });
      expect((await scene.files()).filter((name) => name.endsWith('.json'))).toEqual(
        scene.names.slice(2).map((name) => `${name}.json`),
      );
      expect(await scene.place.run('verify', { stores: [scene.target], deep: true })).toMatchObject({ verdict: 'ok' });
      // The whole store mends it.
      expect(await scene.line()).toMatchObject({ copied: scene.names.slice(0, 2), present: 2 });
      expect(await fingerprint(scene.target)).toBe(await fingerprint(scene.place.root));
    },
  );

  test('everything is damaged: nothing is stored, and it has failed', async () => {
    const store = await damaged();
    for (const name of scene.names) await store.flip(store.file(name, '.tar'), 600);
    expect(await scene.copy({ stores: [store.root] })).toMatchObject({
      verdict: 'failed',
      repositories: [{ status: 'failed', copied: [], missing: 4 }],
    });
    expect((await scene.files()).filter((name) => name.includes('snapshot'))).toEqual([]);
  });

  test('an archive that is cut short or gone is told, and what does not need it comes', async () => {
    const store = await damaged();
    await store.resize(store.file(scene.names[0] ?? '', '.tar'), -1000);
    await store.remove(store.file(scene.names[3] ?? '', '.tar'));
    expect(await scene.line({ stores: [store.root] })).toMatchObject({ copied: [scene.names[2]], missing: 3 });
  });

  test('an archive that lost its manifest comes with those that need it, proven by what they say of it', async () => {
    const store = await damaged();
    await store.remove(store.file(scene.names[0] ?? '', '.json'));
    const entry = await scene.line({ stores: [store.root] });
    expect(entry).toMatchObject({ status: 'copied', copied: scene.names.slice(1), missing: 0 });
    expect(entry.warnings?.join()).toContain(`${scene.names[0]}.json is missing`);
    const to = scene.place.folder.join('restored');
    const restored = await scene.place.run('restore', {
      stores: [scene.target],
      patterns: ['acme/app'],
      choice: { snapshot: scene.names[1], at: undefined },
      to,
    });
    expect(restored.verdict).toBe('ok');
    expect(await scene.line({ stores: [store.root] })).toMatchObject({ status: 'unchanged', present: 3 });
  });

  test('an archive that lost its manifest and is damaged brings nothing of what needs it', async () => {
    const store = await damaged();
    await store.remove(store.file(scene.names[0] ?? '', '.json'));
    await store.flip(store.file(scene.names[0] ?? '', '.tar'), 2000);
    expect(await scene.line({ stores: [store.root] })).toMatchObject({
      copied: scene.names.slice(2),
      missing: 1,
      error: { kind: 'corrupt' },
    });
    expect((await scene.files()).some((name) => name.startsWith(scene.names[0] ?? '-'))).toBe(false);
  });

  test('a manifest of a later version is left out, and the others come', async () => {
    const store = await damaged();
    await store.rewrite(scene.names[3] ?? '', (text) => text.replace('"format": 1', '"format": 2'));
    expect(await scene.line({ stores: [store.root] })).toMatchObject({
      copied: scene.names.slice(0, 3),
      error: { kind: 'unsupported' },
    });
  });

  test('fields that this version does not know come along', async () => {
    const store = await damaged();
    await store.rewrite(scene.names[3] ?? '', (text) =>
      addDigest(text.replace('"format": 1,', '"format": 1, "later": true,').replace(/,\n.*manifest_sha256.*/, '')),
    );
    expect(await scene.line({ stores: [store.root] })).toMatchObject({ copied: scene.names });
    expect(await readFile(join(scene.target, 'acme/app', `${scene.names[3]}.json`), 'utf8')).toContain('"later": true');
  });
});

test('a sealed archive that lost its manifest is not copied: nothing could tell whether it is what it was', async () => {
  const { place } = scene;
  const { recipient } = await makePair();
  const root = place.folder.join('sealed');
  const encryptTo = { kind: 'keys' as const, keys: [recipient] };
  const sealed: string[] = [];
  for (const type of ['full', 'incremental', 'full'] as const) {
    await scene.app.commit();
    sealed.push((await place.ledger('snapshot', { type, stores: [root], encryptTo }))['acme/app']?.snapshot ?? '');
    place.pass(24);
  }
  const store = await copyStore(root, place.folder.join('sealed-damaged'));
  await store.remove(store.file(sealed[0] ?? '', '.json'));
  expect(await scene.line({ stores: [store.root] })).toMatchObject({
    copied: [sealed[2]],
    missing: 1,
    error: { kind: 'not-found' },
  });
  // The whole store brings the rest, and then the damaged one has nothing more to bring, and nothing to complain of.
  expect(await scene.line({ stores: [root] })).toMatchObject({ copied: sealed.slice(0, 2), present: 1, missing: 0 });
  expect(await fingerprint(scene.target)).toBe(await fingerprint(root));
  expect(await scene.line({ stores: [store.root] })).toMatchObject({ status: 'unchanged', present: 2, missing: 0 });
});

describe('what is there already', () => {
  const at = (name: string | undefined, ending: string) => join(scene.target, 'acme/app', `${name}${ending}`);

  test('another manifest of the same name is an error, and it is never overwritten', async () => {
    await scene.copy();
    const path = at(scene.names[0], '.json');
    const other = (await readFile(path, 'utf8')).replace('acme/app', 'acme/apq');
    await writeFile(path, other);
    const report = await scene.copy();
    expect(report).toMatchObject({
      verdict: 'failed',
      repositories: [{ status: 'failed', present: 2, missing: 2, error: { kind: 'exists' } }],
    });
    expect(await readFile(path, 'utf8')).toBe(other);
  });

  test('an archive of another size is an error; a missing one is brought back', async () => {
    await scene.copy();
    await rm(at(scene.names[0], '.tar'));
    await writeFile(at(scene.names[2], '.tar'), 'something else');
    expect(await scene.line()).toMatchObject({
      copied: [scene.names[0]],
      present: 1,
      missing: 2,
      error: { kind: 'exists' },
    });
    expect(await readFile(at(scene.names[2], '.tar'), 'utf8')).toBe('something else');
    await rm(at(scene.names[2], '.tar'));
    expect(await scene.line()).toMatchObject({ status: 'copied', copied: [scene.names[2]], missing: 0 });
    expect(await fingerprint(scene.target)).toBe(await fingerprint(scene.place.root));
  });

  test('what a crash left is believed only after it was read: the same bytes are used, others are an error', async () => {
    await mkdir(join(scene.target, 'acme/app'), { recursive: true });
    const whole = await readFile(join(scene.place.root, 'acme/app', `${scene.names[0]}.tar`));
    const other = await readFile(join(scene.place.root, 'acme/app', `${scene.names[2]}.tar`));
    await writeFile(at(scene.names[0], '.tar'), whole);
    await writeFile(at(scene.names[2], '.tar'), Buffer.from(other).fill(1, 3000, 3001));
    expect(await scene.line()).toMatchObject({
      copied: scene.names.slice(0, 2),
      missing: 2,
      error: { kind: 'exists' },
    });
    expect((await scene.files()).includes(`${scene.names[2]}.json`)).toBe(false);
  });

  test('two histories of the same name are not mixed', async () => {
    await cp(scene.place.root, scene.place.folder.join('elsewhere'), { recursive: true });
    const own = await scene.take('incremental', scene.place.folder.join('elsewhere'));
    scene.place.pass(-24);
    await scene.app.commit();
    const { 'acme/app': entry } = await scene.place.ledger('snapshot', { type: 'incremental' });
    expect(entry?.snapshot).toBe(own);
    expect(await scene.line({ copyTo: [scene.place.folder.join('elsewhere')] })).toMatchObject({
      present: 4,
      missing: 1,
      error: { kind: 'exists' },
    });
  });
});
