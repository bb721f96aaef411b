// Tags of snapshots: git takes each, no two repositories share one, and each tells its repository again.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTag, tagOf } from '../../src/domain/tags.ts';

const SNAPSHOT = 'snapshot-20261121-020000';

test.each([
  ['acme/app', 'acme.app.snapshot-20261121-020000'],
  ['acme/.github', 'acme.+github.snapshot-20261121-020000'],
  ['acme/u.github.io', 'acme.u.github.io.snapshot-20261121-020000'],
  ['acme/a..b.', 'acme.a.+b+.snapshot-20261121-020000'],
  ['git.example/app', 'git+example.app.snapshot-20261121-020000'],
])('%s has the tag %s', (repository, tag) => {
  expect(tagOf(repository, SNAPSHOT)).toBe(tag);
  expect(readTag(tag)).toEqual({ repository, snapshot: SNAPSHOT, at: new Date('2026-11-21T02:00:00Z') });
});

test('any repository name makes a tag that git takes and that leads back to it', () => {
  const part = (pattern: RegExp) => fc.stringMatching(pattern);
  const names = fc.tuple(part(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,20}$/), part(/^[A-Za-z0-9_.-]{1,20}$/));
  fc.assert(
    fc.property(names, ([owner, name]) => {
      fc.pre(name !== '.' && name !== '..');
      const tag = tagOf(`${owner}/${name}`, SNAPSHOT);
      // git check-ref-format, for one component.
      expect(tag).not.toMatch(/\.\.|^\.|\.$|\.lock$|[\s~^:?*[\\/]|@\{/);
      expect(readTag(tag)?.repository).toBe(`${owner}/${name}`);
    }),
  );
});

test.each([
  'v1.0.0',
  'snapshot-20261121-020000',
  'acme.snapshot-20261121-020000',
  'acme.app.snapshot-20261301-020000',
  'acme.app.snapshot-20261121-020000-rc1',
  'acme.app+x..snapshot-20261121-020000',
  '.acme.app.snapshot-20261121-020000',
])('%s is the tag of no snapshot', (tag) => {
  expect(readTag(tag)).toBeUndefined();
});
