// A manifest that was altered and still reads well: nothing is built on it, nothing is pruned by it, and it still restores.
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestFits } from '../../src/domain/manifest-digest.ts';
import { refsOf } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import type { Repository } from '../lab/repositories.ts';
import { copyStore, type DamagedStore } from './damage.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
let copies = 0;

// Full, increment, full, increment: the first two are old.
beforeAll(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  for (const type of ['full', 'incremental', 'full', 'incremental'] as const) {
    await app.commit();
    await place.run('snapshot', { type });
    place.pass(24);
  }
});
afterAll(() => place[Symbol.asyncDispose]());

const copy = () => copyStore(place.root, place.folder.join('copies', String((copies += 1))));

/** Changes the text of a manifest, as a flipped bit would: its digest stays what it was. */
async function alter(store: DamagedStore, name: string, change: (text: string) => string): Promise<void> {
  const path = store.file(name, '.json');
  const text = await readFile(path, 'utf8');
  const altered = change(text);
  expect(altered).not.toBe(text);
  await writeFile(path, altered);
}

const otherDigest = (text: string) =>
  text.replace(/("sha256": ")(\w)/g, (_, before: string, digit: string) => before + (digit === '1' ? '2' : '1'));

describe('an altered manifest', () => {
  test('of the newest snapshot is not built on: the next snapshot would not restore', async () => {
    const store = await copy();
    const [, , base = '', newest = ''] = store.names;
    const { sha256 = '' } = (await store.manifest(newest)).git.chain[0]?.pack ?? {};
    // The digest of the base's pack, in the manifest that the next one would take it from.
    await alter(store, newest, (text) =>
      text.replace(
        sha256,
        sha256.replace(/^./, (digit) => (digit === '1' ? '2' : '1')),
      ),
    );
    const { 'acme/app': entry } = await place.ledger('snapshot', { stores: [store.root] });
    expect(entry).toMatchObject({ status: 'stored', warnings: [expect.stringContaining('its own digest') as string] });
    expect((await store.manifest(entry?.snapshot ?? '')).git.chain[0]).toMatchObject({
      snapshot: base,
      pack: { sha256 },
    });
    const to = place.folder.join(`next-${copies}.git`);
    const { 'acme/app': restored } = await place.ledger('restore', {
      stores: [store.root],
      patterns: ['acme/app'],
      to,
    });
    expect(restored).toMatchObject({ status: 'restored', snapshot: entry?.snapshot });
    expect(await refsOf(to)).toEqual(await refsOf(app.path));
  });

  test('that names another base has nothing pruned: the base that it needs would go', async () => {
    const store = await copy();
    const [first = '', second = '', third = ''] = store.names;
    await alter(store, second, (text) => text.replace(`"snapshot": "${first}"`, `"snapshot": "${third}"`));
    const { 'acme/app': entry } = await place.ledger('prune', {
      stores: [store.root],
      retention: { days: 1, keepLast: 1 },
    });
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
    expect(entry?.error?.message).toContain('was not pruned');
  });

  test('is told by status and by verify, which checks its files all the same', async () => {
    const store = await copy();
    const name = store.names.at(-1) ?? '';
    await alter(store, name, (text) => text.replace('"source": "file', '"source": "fyle'));
    await store.flip(store.file(name, '.tar'), 600);
    const { 'acme/app': verified } = await place.ledger('verify', { stores: [store.root] });
    expect(verified?.error?.message).toMatch(/its own digest does not fit; .*\.tar: /);
    expect((await place.status({ stores: [store.root] }))['acme/app']).toMatchObject({ healthy: false });
  });

  test('still restores, with a warning: it may be the only one', async () => {
    const store = await copy();
    await alter(store, store.names.at(-1) ?? '', (text) => text.replace('"source": "file', '"source": "fyle'));
    const to = place.folder.join(`still-${copies}.git`);
    const { 'acme/app': entry } = await place.ledger('restore', { stores: [store.root], patterns: ['acme/app'], to });
    expect(entry).toMatchObject({ status: 'restored' });
    expect(place.log.at(-1)).toContain('its own digest does not fit');
    expect(await refsOf(to)).toEqual(await refsOf(app.path));
  });

  test('whose digests are other ones restores nothing', async () => {
    const store = await copy();
    await alter(store, store.names.at(-1) ?? '', otherDigest);
    const to = place.folder.join(`nothing-${copies}.git`);
    const { 'acme/app': entry } = await place.ledger('restore', { stores: [store.root], patterns: ['acme/app'], to });
    expect(entry).toMatchObject({ status: 'failed', error: { kind: 'corrupt' } });
  });
});

test('a manifest from before there was a digest is read, verified and built on', async () => {
  const store = await copy();
  for (const name of store.names) {
    await alter(store, name, (text) => text.replace(/,\n {2}"manifest_sha256": .*/, ''));
    expect(digestFits(await readFile(store.file(name, '.json'), 'utf8'))).toBe(true);
  }
  expect((await place.ledger('verify', { stores: [store.root], deep: true }))['acme/app']?.status).toBe('verified');
  const { 'acme/app': entry } = await place.ledger('snapshot', { stores: [store.root] });
  expect(entry).toMatchObject({ status: 'stored', type: 'incremental' });
});

test('the digest can be checked with grep and sha256sum, as docs/format.md says', async () => {
  const store = await copy();
  const file = store.file(store.names[0] ?? '', '.json');
  const script = `grep -v '"manifest_sha256"' "$1" | sha256sum; grep -o '[0-9a-f]\\{64\\}' "$1" | tail -n 1`;
  const { stdout } = await runProcess('sh', ['-c', script, 'sh', file], { env: { PATH: process.env['PATH'] } });
  const [counted = '', stored] = stdout.toString().split('\n');
  expect(counted.slice(0, 64)).toBe(stored);
});
