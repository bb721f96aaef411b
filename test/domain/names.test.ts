// Names and keys: what a store is asked for comes back as what it was, and nothing can name a place outside of it.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  archiveKey,
  isoSecond,
  isRepositoryName,
  isSafeSegment,
  manifestKey,
  parseKey,
  repositoryPrefix,
  snapshotInstant,
  snapshotName,
} from '../../src/domain/names.ts';
import { isKey } from '../../src/stores/store.ts';

// Years of four digits: what a name can tell.
const anyInstant = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const anySegment = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,40}$/);
const anyRepository = fc
  .tuple(
    anySegment,
    fc.oneof(
      anySegment,
      anySegment.map((name) => `.${name}`),
    ),
  )
  .map((halves) => halves.join('/'));

describe('a snapshot’s name', () => {
  test('is the UTC second of its instant, whatever the zone of the machine', () => {
    expect(snapshotName(new Date('2026-11-21T02:00:00.999+00:00'))).toBe('snapshot-20261121-020000');
    expect(snapshotName(new Date('2026-11-21T01:30:00+02:00'))).toBe('snapshot-20261120-233000');
    expect(isoSecond(new Date('2026-11-21T02:00:00.999Z'))).toBe('2026-11-21T02:00:00Z');
  });

  test('tells its instant back to the second, and sorts as time does', () => {
    const property = fc.property(anyInstant, anyInstant, (one, other) => {
      expect(snapshotInstant(snapshotName(one))).toEqual(new Date(Math.floor(one.getTime() / 1000) * 1000));
      const byTime = Math.sign(Math.floor(one.getTime() / 1000) - Math.floor(other.getTime() / 1000));
      const byName = snapshotName(one) < snapshotName(other) ? -1 : Number(snapshotName(one) > snapshotName(other));
      expect(byName).toBe(byTime);
    });
    fc.assert(property);
  });

  test.each([
    'snapshot-20260230-020000',
    'snapshot-20261321-020000',
    'snapshot-20261121-240000',
    'snapshot-20261121-026000',
    'snapshot-20261121-020060',
    'snapshot-20261121-02000',
    'snapshot-20261121-0200000',
    'Snapshot-20261121-020000',
    'snapshot-20261121-020000.json',
    ' snapshot-20261121-020000',
    'snapshot-20261121-020000\n',
    'snapshot-２０２６1121-020000',
    'latest',
    '',
  ])('%j is none', (name) => {
    expect(snapshotInstant(name)).toBeUndefined();
  });
});

describe('a repository’s name', () => {
  test.each([
    'acme/app',
    'a/b',
    'acme/.github',
    'acme/app.git',
    'acme/-',
    '_/_',
    'acme/..app',
    `acme/${'a'.repeat(100)}`,
  ])('%j is one', (name) => {
    expect(isRepositoryName(name)).toBe(true);
    expect(repositoryPrefix(name)).toBe(`${name}/`);
  });

  test.each([
    '',
    '/',
    'app',
    'acme/',
    '/app',
    'acme/app/x',
    'acme/..',
    'acme/.',
    '../app',
    './app',
    '.acme/app',
    'acme/a b',
    'acme/a\0',
    'acme/a\n',
    String.raw`acme\app`,
    'acme/ünï',
    'acme/a%2e%2e',
    `acme/${'a'.repeat(101)}`,
    'acme:app',
  ])('%j is none: nothing is stored or looked for under it', (name) => {
    expect(isRepositoryName(name)).toBe(false);
    expect(() => repositoryPrefix(name)).toThrow('not a repository name');
    expect(() => manifestKey(name, 'snapshot-20261121-020000')).toThrow('not a repository name');
  });
});

describe('keys', () => {
  test('of any repository and instant are keys of any store, and are taken apart into what they were made of', () => {
    const property = fc.property(anyRepository, anyInstant, (repository, at) => {
      const snapshot = snapshotName(at);
      const manifest = manifestKey(repository, snapshot);
      const archive = archiveKey(repository, snapshot);
      expect([isKey(manifest), isKey(archive)]).toEqual([true, true]);
      expect(parseKey(manifest)).toEqual({ repository, snapshot, kind: 'manifest', file: `${snapshot}.json` });
      expect(parseKey(archive)).toEqual({ repository, snapshot, kind: 'archive', file: `${snapshot}.tar` });
    });
    fc.assert(property);
  });

  test.each(['.tar', '.tar.age', '.lfs.tar', '.releases.tar.age'])('an archive may end in %s', (ending) => {
    const key = `acme/app/snapshot-20261121-020000${ending}`;
    expect(parseKey(key)).toMatchObject({ kind: 'archive', snapshot: 'snapshot-20261121-020000' });
    expect(archiveKey('acme/app', 'snapshot-20261121-020000', `snapshot-20261121-020000${ending}`)).toBe(key);
  });

  test.each([
    'acme/app/notes.txt',
    'acme/app/snapshot-20261121-020000',
    'acme/app/snapshot-20261121-020000.tar.gz',
    'acme/app/snapshot-20261121-020000.json.bak',
    'acme/app/snapshot-20261121-020000 (1).json',
    'acme/app/snapshot-20261121-020000.a.b.tar',
    'acme/app/snapshot-20260230-020000.json',
    'acme/snapshot-20261121-020000.json',
    'snapshot-20261121-020000.json',
    'acme/app/x/snapshot-20261121-020000.json',
    '.part/app/snapshot-20261121-020000.json',
    'runs/2026-11-21T02-00-00Z-1-0.json',
    '',
  ])('%j is not ours: it is never read, counted or removed', (key) => {
    expect(parseKey(key)).toBeUndefined();
  });

  test('parsing never throws, and what it gives leads back to the same key', () => {
    const pieces = fc.constantFrom('/', '.', '..', 'snapshot-20261121-020000', '.json', '.tar', 'acme', '-', ' ', '\0');
    const anyKey = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    const property = fc.property(anyKey, (key) => {
      const parts = parseKey(key);
      expect(parts === undefined || (`${parts.repository}/${parts.file}` === key && isKey(key))).toBe(true);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test.each([
    '../outside.tar',
    '/etc/passwd',
    'other.tar',
    'snapshot-20261121-030000.tar',
    '',
    '.tar',
    'snapshot-20261121-020000',
    'snapshot-20261121-020000./../../x',
  ])('a manifest that names the archive %j is refused before anything is read', (archive) => {
    expect(() => archiveKey('acme/app', 'snapshot-20261121-020000', archive)).toThrow('strange archive');
  });

  test.each(['', '.', '..', '.hidden', 'a/b', 'a b', 'a\n', 'ä', 'a'.repeat(101)])(
    '%j is no safe segment',
    (segment) => {
      expect(isSafeSegment(segment)).toBe(false);
    },
  );
});
