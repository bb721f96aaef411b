// Saving: a snapshot is there when its manifest is, under a name of its own, and only if the store holds what was sent.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BackupError, isKind } from '../../src/domain/errors.ts';
import type { Manifest } from '../../src/domain/manifest.ts';
import { isoSecond } from '../../src/domain/names.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { listRepository, readManifest } from '../../src/vault/listing.ts';
import { bodyOf, saveSnapshot, type SaveInput } from '../../src/vault/save.ts';
import { keysOf, readAll } from '../contract/bodies.ts';
import { exampleManifest } from '../domain/manifests.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
let store: Store;
beforeEach(async () => {
  folder = await temporaryFolder();
  store = await openDirectoryStore(folder.join('store'), './store', true);
});
afterEach(() => folder[Symbol.asyncDispose]());

const AT = new Date('2026-11-21T02:00:00.700Z');

function inputFor(content: string, changes: Partial<SaveInput> = {}): SaveInput {
  const bytes = Buffer.from(content);
  return {
    repository: 'acme/app',
    at: AT,
    after: undefined,
    members: [{ name: 'refs.gz', ...bodyOf(bytes) }],
    describe: (name, at, archive): Manifest => ({
      ...exampleManifest(),
      timestamp: isoSecond(at),
      snapshot_name: name,
      git: { ...exampleManifest().git, chain: [] },
      archives: [archive],
    }),
    ...changes,
  };
}

const contentOf = async (name: string) => {
  const { archives } = await readManifest(store, 'acme/app', name);
  const member = archives[0]?.members[0];
  return (
    await readAll(store, `acme/app/${name}.tar`, { start: member?.offset ?? 0, length: member?.size ?? 0 })
  ).toString();
};

describe('names', () => {
  test('two snapshots in the same second do not collide: the second is named a second later', async () => {
    const first = await saveSnapshot(store, inputFor('first'));
    const second = await saveSnapshot(store, inputFor('second'));
    expect([first.snapshot_name, second.snapshot_name]).toEqual([
      'snapshot-20261121-020000',
      'snapshot-20261121-020001',
    ]);
    expect(second.timestamp).toBe('2026-11-21T02:00:01Z');
    expect([await contentOf(first.snapshot_name), await contentOf(second.snapshot_name)]).toEqual(['first', 'second']);
  });

  test('sixteen at once each get a name and keep their own bytes', async () => {
    const names = Array.from({ length: 16 }, (_, index) => `run ${index}`);
    const saved = await Promise.all(names.map((content) => saveSnapshot(store, inputFor(content))));
    const kept = await Promise.all(saved.map(({ snapshot_name: name }) => contentOf(name)));
    expect(kept).toEqual(names);
    expect((await listRepository(store, 'acme/app')).snapshots).toHaveLength(16);
    expect((await listRepository(store, 'acme/app')).orphans).toEqual([]);
  });

  test('a clock that was turned back makes no snapshot older than the newest one', async () => {
    const saved = await saveSnapshot(store, inputFor('x', { after: 'snapshot-20270101-000000' }));
    expect(saved.snapshot_name).toBe('snapshot-20270101-000001');
    expect(saved.timestamp).toBe('2027-01-01T00:00:01Z');
  });

  test('an archive that a crash left keeps its name; the next snapshot takes another', async () => {
    await store.put('acme/app/snapshot-20261121-020000.tar', bodyOf(Buffer.from('left by a crash')));
    expect((await saveSnapshot(store, inputFor('x'))).snapshot_name).toBe('snapshot-20261121-020001');
    expect((await readAll(store, 'acme/app/snapshot-20261121-020000.tar')).toString()).toBe('left by a crash');
  });

  test('a manifest that lost its archive is never completed with another one', async () => {
    await store.put('acme/app/snapshot-20261121-020000.json', bodyOf(Buffer.from('{}')));
    expect((await saveSnapshot(store, inputFor('x'))).snapshot_name).toBe('snapshot-20261121-020001');
    expect(await keysOf(store)).toEqual([
      'acme/app/snapshot-20261121-020000.json',
      'acme/app/snapshot-20261121-020001.json',
      'acme/app/snapshot-20261121-020001.tar',
    ]);
  });

  test('a store in which every name is taken is an error, not an endless search', async () => {
    const full: Store = { ...store, put: () => Promise.reject(new BackupError('exists', 'taken')) };
    await expect(saveSnapshot(full, inputFor('x'))).rejects.toMatchObject({
      kind: 'store',
      message: expect.stringContaining('120') as string,
    });
  });
});

describe('order', () => {
  test('the archive is whole in the store before the manifest is begun', async () => {
    const seen: string[] = [];
    const watching: Store = {
      ...store,
      async put(key, body) {
        seen.push(`put ${key} with ${(await keysOf(store)).join(' ') || 'nothing'} there`);
        return store.put(key, body);
      },
    };
    await saveSnapshot(watching, inputFor('x'));
    expect(seen).toEqual([
      'put acme/app/snapshot-20261121-020000.tar with nothing there',
      'put acme/app/snapshot-20261121-020000.json with acme/app/snapshot-20261121-020000.tar there',
    ]);
  });

  test.each(['.tar', '.json'])('a store that fails at the %s leaves no snapshot', async (ending) => {
    const failing: Store = {
      ...store,
      put: (key, body) => (key.endsWith(ending) ? Promise.reject(new Error('the disk is gone')) : store.put(key, body)),
    };
    await expect(saveSnapshot(failing, inputFor('x'))).rejects.toThrow('the disk is gone');
    expect((await listRepository(store, 'acme/app')).snapshots).toEqual([]);
    expect((await saveSnapshot(store, inputFor('again'))).snapshot_name).toMatch(/^snapshot-20261121-02000[01]$/);
  });
});

describe('a store that says it holds something else than was sent is not believed', () => {
  const lies: [what: string, lie: (store: Store, ending: string) => Store][] = [
    [
      'another digest',
      (inner, ending) => ({
        ...inner,
        put: async (key, body) => ({
          ...(await inner.put(key, body)),
          ...(key.endsWith(ending) ? { sha256: '0'.repeat(64) } : {}),
        }),
      }),
    ],
    [
      'fewer bytes',
      (inner, ending) => ({
        ...inner,
        async put(key, body) {
          const { size, sha256 } = await inner.put(key, body);
          return { size: key.endsWith(ending) ? size - 1 : size, sha256 };
        },
      }),
    ],
    [
      'bytes that a flipped bit changed on their way',
      (inner, ending) => ({
        ...inner,
        put: (key, body) =>
          inner.put(key, key.endsWith(ending) ? { size: body.size, open: () => flipped(body.open()) } : body),
      }),
    ],
  ];

  async function* flipped(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of stream) {
      const copy = Buffer.from(chunk);
      if (copy.length > 0) copy[0] = (copy[0] ?? 0) ^ 1;
      yield copy;
    }
  }

  test.each(lies.flatMap(([what, lie]) => ['.tar', '.json'].map((ending) => [what, ending, lie] as const)))(
    '%s of the %s: an error, no snapshot, and the next attempt works',
    async (_, ending, lie) => {
      const error: unknown = await saveSnapshot(lie(store, ending), inputFor('x')).catch((reason: unknown) => reason);
      expect(isKind(error, 'store')).toBe(true);
      expect((await listRepository(store, 'acme/app')).snapshots).toEqual([]);
      const saved = await saveSnapshot(store, inputFor('again'));
      expect(await contentOf(saved.snapshot_name)).toBe('again');
    },
  );
});
