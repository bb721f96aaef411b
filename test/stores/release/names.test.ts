// Names in a release store: what GitHub would rename never reaches it, and each name leads back to its key.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKey } from '../../../src/stores/store.ts';
import { isOurTag, keyIn, parsePart, partNames, placeOf } from '../../../src/stores/release/names.ts';
import { renamed } from '../../lab/github/releases.ts';

test('archives and manifests lie in the release of their snapshot, under their own names', () => {
  for (const file of [
    'snapshot-20261121-020000.tar',
    'snapshot-20261121-020000.lfs.tar.age',
    'snapshot-20261121-020000.json',
  ])
    expect(placeOf(`acme/app/${file}`)).toEqual({
      tag: 'acme.app.snapshot-20261121-020000',
      file,
      title: 'acme/app snapshot-20261121-020000',
      kind: 'snapshot',
    });
});

test.each([
  ['runs/2026-11-21T02-00-00Z-42-1.json', 'repo-backup.records-2026-11', 'runs__2026-11-21T02-00-00Z-42-1.json'],
  ['acme/app/snapshot-20251121-020000.pin', 'repo-backup.records-2025-11', 'acme__app__snapshot-20251121-020000.pin'],
  ['runs/probe-0123456789abcdef', 'repo-backup.records', 'runs__probe-0123456789abcdef'],
  ['acme/..app/a_b', 'repo-backup.records', 'acme___2e.app__a_5fb'],
])('%s lies in %s', (key, tag, file) => {
  expect(placeOf(key)).toMatchObject({ tag, file, kind: 'records' });
});

test('every key has a name that GitHub leaves as it is, and no other key has the same', () => {
  const segment = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 3 }), (segments) => {
      const key = segments.join('/');
      fc.pre(isKey(key));
      const { tag, file } = placeOf(key);
      expect(renamed(file)).toBe(file);
      expect(parsePart(file)).toEqual({ file, part: 1, of: 1 });
      expect(keyIn(tag, file)).toBe(key);
    }),
    { numRuns: 2000 },
  );
});

test('a key that looks like a part of another is one of its own', () => {
  const { tag, file } = placeOf('runs/x.001-of-003');
  expect(parsePart(file)).toEqual({ file, part: 1, of: 1 });
  expect(keyIn(tag, file)).toBe('runs/x.001-of-003');
});

test.each([
  ['v1.0.0', 'app.tar.gz'],
  ['acme.app.snapshot-20261121-020000', 'notes.txt'],
  ['acme.app.snapshot-20261121-020000', 'snapshot-20261122-020000.tar'],
  ['acme.app.snapshot-20261121-020000', 'snapshot-20261121-020000.pin'],
  ['repo-backup.records-2026-11', 'runs__2026-10-21T02-00-00Z-1.json'],
  ['repo-backup.records', 'a__b__c__d'],
  ['repo-backup.records', 'acme__app__snapshot-20261121-020000.tar'],
])('in %s, %s is no file of ours', (tag, file) => {
  expect(keyIn(tag, file)).toBeUndefined();
});

test('releases of the project itself are not ours', () => {
  expect(['v1.0.0', 'repo-backup', 'repo-backup.records-2026', 'repo-backup.records-2026-11'].map(isOurTag)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('parts are numbered, so that they sort and tell how many there are', () => {
  expect(partNames('a.tar', 1)).toEqual(['a.tar']);
  expect(partNames('a.tar', 3)).toEqual(['a.tar.001-of-003', 'a.tar.002-of-003', 'a.tar.003-of-003']);
  expect(partNames('a.tar', 0)).toEqual(['a.tar.000-of-000']);
  expect(parsePart('a.tar.002-of-003')).toEqual({ file: 'a.tar', part: 2, of: 3 });
});
