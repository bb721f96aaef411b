// A store may be the only other copy of private code: no other user of the machine can read it, unless somebody has said so.
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../src/alarms/metrics-file.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import { bodyOf } from '../contract/bodies.ts';
import { temporaryFolder } from '../lab/temp.ts';

const KEY = 'acme/app/snapshot-20261121-020000.tar';

/** The permissions of the folder and of all that is in it, by path; `.` is the folder. */
async function modes(root: string): Promise<Record<string, string>> {
  const names = ['.', ...(await readdir(root, { recursive: true }))];
  const found = await Promise.all(
    names.map(async (name) => [name, ((await stat(join(root, name))).mode & 0o777).toString(8)] as const),
  );
  return Object.fromEntries(found);
}

const umasked = (mode: number) => (mode & ~process.umask()).toString(8);

test.skipIf(process.platform === 'win32')('a store that we make is read by nobody else', async () => {
  await using folder = await temporaryFolder();
  const root = folder.join('above/store');
  const store = await openDirectoryStore(root, './store', true);
  await store.put(KEY, bodyOf('private code'));
  const inner = { acme: '700', 'acme/app': '700', [KEY]: '600' };
  expect(await modes(folder.join('above'))).toEqual({
    '.': '700',
    store: '700',
    ...Object.fromEntries(Object.entries(inner).map(([name, mode]) => [`store/${name}`, mode])),
  });
});

test.skipIf(process.platform === 'win32').each([
  ['that mkdir has left open to all', 0o755, 0o700, 0o600],
  ['that a group may read', 0o750, 0o750, 0o640],
  ['that a group may write', 0o770, 0o770, 0o660],
  ['that others may read and the group may not', 0o705, 0o700, 0o600],
])('in a folder %s', async (_, given, folders, files) => {
  await using folder = await temporaryFolder();
  const root = folder.join('store');
  await mkdir(root);
  await chmod(root, given);
  const store = await openDirectoryStore(root, './store', true);
  await store.put(KEY, bodyOf('private code'));
  expect(await modes(root)).toEqual({
    '.': given.toString(8),
    acme: umasked(folders),
    'acme/app': umasked(folders),
    [KEY]: umasked(files),
  });
});

test.skipIf(process.platform === 'win32')('metrics are read by the collector, which is another user', async () => {
  await using folder = await temporaryFolder();
  await replaceFile(folder.join('metrics.prom'), 'x 1\n');
  expect(await modes(folder.path)).toMatchObject({ 'metrics.prom': umasked(0o644) });
});
