// The manifest: what is written is read back, what was damaged or made up is refused with words that help.
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { BackupError, isKind } from '../../src/domain/errors.ts';
import { findMember, snapshotBytes, type Manifest } from '../../src/domain/manifest.ts';
import { parseManifest, serialiseManifest } from '../../src/domain/manifest-text.ts';
import { changed, exampleManifest } from './manifests.ts';

const schemaFile = new URL('../../docs/manifest.schema.json', import.meta.url);
const published = z.fromJSONSchema(
  JSON.parse(readFileSync(schemaFile, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0],
);

const parse = (value: unknown) => parseManifest(JSON.stringify(value), 'acme/app snapshot.json');
const refusal = (text: string): unknown => {
  try {
    return parseManifest(text, 'acme/app snapshot.json');
  } catch (error) {
    return error;
  }
};

const plain: Manifest = {
  ...exampleManifest(),
  commit_hash: null,
  commit_date: null,
  commit_message: null,
  type: 'full',
  repository: { id: null, full_name: 'acme/.github', default_branch: null, visibility: null },
  git: { ...exampleManifest().git, object_format: 'sha256', head: null, chain: [], capabilities: [] },
};

describe('what is written', () => {
  test.each([
    ['every field filled', exampleManifest()],
    ['nothing known that need not be', plain],
  ])('is read back the same, and the published schema accepts it: %s', (_, manifest) => {
    const text = serialiseManifest(manifest);
    expect(parseManifest(text, 'x')).toEqual(manifest);
    expect(serialiseManifest(parseManifest(text, 'x'))).toBe(text);
    expect(published.safeParse(JSON.parse(text)).error).toBeUndefined();
  });

  test('begins with the six fields that a person reads, in this order, one a line', () => {
    const reversed = Object.fromEntries(Object.entries(exampleManifest()).toReversed()) as Manifest;
    const fields = ['timestamp', 'snapshot_name', 'source', 'commit_hash', 'commit_date', 'commit_message'];
    const lines = serialiseManifest(reversed).split('\n');
    expect(lines.slice(1, 7).map((line) => /^ {2}"(\w+)": /.exec(line)?.[1])).toEqual(fields);
    expect(lines.at(-1)).toBe('');
  });

  test('is never something that would be refused when it is read', () => {
    const wrong = changed(exampleManifest(), 'archives.0.sha256', 'unknown') as Manifest;
    expect(() => serialiseManifest(wrong)).toThrow('sha256');
  });
});

// One change each to a good manifest: the field, what somebody or a bad disk put there.
const DAMAGE: [path: string, value: unknown][] = [
  ['timestamp', undefined],
  ['timestamp', '2026-11-21 02:00:00'],
  ['timestamp', '2026-11-21T02:00:00+02:00'],
  ['timestamp', '2026-11-21T02:00:01Z'],
  ['snapshot_name', 'snapshot-20260230-020000'],
  ['snapshot_name', '../snapshot-20261121-020000'],
  ['snapshot_name', ['snapshot-20261121-020000']],
  ['source', null],
  ['commit_hash', 'HEAD'],
  ['commit_hash', `${'a'.repeat(40)}\n--upload-pack=x`],
  ['commit_date', 'yesterday'],
  ['commit_message', 7],
  ['format', undefined],
  ['format', '1'],
  ['format', 0],
  ['format', -1],
  ['format', 1.5],
  ['format', null],
  ['format', [1]],
  ['type', 'snapshot'],
  ['repository', null],
  ['repository.id', -5],
  ['repository.full_name', '../../etc'],
  ['repository.full_name', 'acme/app/..'],
  ['repository.visibility', 'secret'],
  ['git', []],
  ['git.object_format', 'md5'],
  ['git.head', 7],
  ['git.head', 'd'.repeat(40)],
  ['git.refs.count', -1],
  ['git.refs.count', 1.5],
  ['git.refs.count', '1040'],
  ['git.refs.count', 1e300],
  ['git.refs.sha256', 'AB'.repeat(32)],
  ['git.chain', {}],
  ['git.chain.0.snapshot', 'snapshot-20261101-020000/../../x'],
  ['git.chain.0.snapshot', 'snapshot-20261121-020000'],
  ['git.chain.1.snapshot', 'snapshot-20261122-020000'],
  ['git.chain.0.pack.size', -1],
  ['git.chain.0.pack.size', Number.MAX_SAFE_INTEGER + 1],
  ['git.chain.0.pack.objects', 0],
  ['git.proven', true],
  ['git.capabilities', 'version 2'],
  ['sources.git', 'fine'],
  ['archives', []],
  ['archives', undefined],
  ['archives.0.name', '../../outside.tar'],
  ['archives.0.name', '/etc/passwd'],
  ['archives.0.name', 'snapshot-20261101-020000.tar'],
  ['archives.0.name', 'snapshot-20261121-020000'],
  ['archives.0.size', '172544'],
  ['archives.0.size', 100],
  ['archives.0.members', null],
  ['archives.0.members.0.name', 'rdpo.bundle'],
  ['archives.0.members.1.name', 'refs.gy'],
  ['archives.0.members.0.size', 159_415],
  ['archives.0.members.0.name', '../../outside'],
  ['archives.0.members.0.name', '/etc/passwd'],
  ['archives.0.members.0.name', 'lfs//x'],
  ['archives.0.members.0.name', 'lfs/./x'],
  ['archives.0.members.0.name', ''],
  ['archives.0.members.0.name', 'a'.repeat(5000)],
  ['archives.0.members.0.offset', -512],
  ['archives.0.members.0.offset', 172_000],
  ['archives.0.members.0.offset', Number.MAX_SAFE_INTEGER],
  ['archives.0.members.0.size', -1],
  ['archives.0.members.0.size', 1e308],
  ['created_by', undefined],
];

describe('what was damaged or made up', () => {
  test.each(DAMAGE)('is refused, and told where: %s = %j', (path, value) => {
    expect(refusal(JSON.stringify(changed(exampleManifest(), path, value)))).toMatchObject({
      kind: 'corrupt',
      message: expect.stringMatching(/^acme\/app snapshot\.json is damaged \(.+\)$/) as string,
      hint: expect.stringContaining('another') as string,
    });
  });

  test.each(['NaN', '-1', '1e999', '"172544"', '17254.4'])('a size of %s is refused', (size) => {
    const text = JSON.stringify(exampleManifest()).replace('"size":172544', `"size":${size}`);
    expect(text).toContain(`"size":${size}`);
    expect(refusal(text)).toMatchObject({ kind: 'corrupt' });
  });

  test.each(['', 'null', '[]', '{}', '7', '"text"', '{"format":1}', '\u0000'.repeat(4096), '{"format": 1,'])(
    '%j is corrupt, not of another version',
    (text) => {
      expect(refusal(text)).toMatchObject({ kind: 'corrupt' });
    },
  );

  test('a file that was cut short anywhere is corrupt', () => {
    const text = serialiseManifest(exampleManifest());
    const accepted = Array.from({ length: text.length - 2 }, (_, length) => refusal(text.slice(0, length)));
    expect(accepted.every((result) => isKind(result, 'corrupt'))).toBe(true);
  });

  test('nesting as deep as memory allows is refused, and no stack overflows', () => {
    const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const text = JSON.stringify(exampleManifest());
    for (const field of ['"format":1', '"source":"https://github.com/acme/app.git"', '"count":1040']) {
      const name = field.slice(0, field.indexOf(':'));
      expect(refusal(text.replace(field, `${name}:${deep(500_000)}`))).toBeInstanceOf(BackupError);
    }
  });

  test('one changed character never brings anything but a manifest or an error that a user can read', () => {
    const text = serialiseManifest(exampleManifest());
    const character = fc.constantFrom(
      '0',
      '9',
      '-',
      '.',
      'e',
      '"',
      '\\',
      '/',
      '[',
      '{',
      '}',
      ']',
      ',',
      ':',
      'n',
      'Z',
      '\u0000',
      'ä',
    );
    const property = fc.property(fc.nat(text.length - 1), character, (at, sign) => {
      const result = refusal(text.slice(0, at) + sign + text.slice(at + 1));
      expect(result instanceof BackupError || (result as Manifest).snapshot_name === 'snapshot-20261121-020000').toBe(
        true,
      );
    });
    fc.assert(property, { numRuns: 1000 });
  });
});

test.each([2, 3, 1000])('a manifest of format %d is refused as one of a newer version', (format) => {
  expect(refusal(JSON.stringify({ format, everything: 'else is unknown' }))).toMatchObject({
    kind: 'unsupported',
    message: `acme/app snapshot.json has manifest format ${format}; this version reads format 1`,
    hint: expect.stringContaining('newer version') as string,
  });
});

test('fields of a later version of the same format are tolerated, and harm nothing', () => {
  const text = JSON.stringify(exampleManifest())
    .replace('{', '{"future":{"deep":[1,2]},"__proto__":{"polluted":true},"constructor":7,')
    .replace('"proven"', '"later":null,"proven"');
  expect(parseManifest(text, 'x')).toEqual(exampleManifest());
  expect(published.safeParse(JSON.parse(text)).success).toBe(true);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('the published schema refuses what has the wrong shape', () => {
  const shapes = DAMAGE.filter(([path]) => /count|format$|size|sha256|proven|type|commit_hash|members$/.test(path));
  const accepted = shapes.filter(
    ([path, value]) => published.safeParse(changed(exampleManifest(), path, value)).success,
  );
  // What no schema can say: an archive that ends before its members do, a bundle too small for its pack.
  expect(accepted).toEqual([
    ['archives.0.size', 100],
    ['archives.0.members.0.size', 159_415],
  ]);
});

test('members are found by name in any archive, and bytes are counted over all', () => {
  const manifest = exampleManifest();
  const [archive] = manifest.archives;
  if (!archive) throw new Error('the example has an archive');
  const more = {
    ...archive,
    name: 'snapshot-20261121-020000.lfs.tar',
    size: 1000,
    members: [{ name: 'lfs/x', offset: 0, size: 1, sha256: archive.sha256 }],
  };
  const both = parse({ ...manifest, archives: [archive, more] });
  expect(findMember(both, 'lfs/x')?.archive.name).toBe(more.name);
  expect(findMember(both, 'repo.bundle')?.member.offset).toBe(512);
  expect(findMember(both, 'toString')).toBeUndefined();
  expect(snapshotBytes(both)).toBe(173_544);
});
