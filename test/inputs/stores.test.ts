// Addresses of stores: taken as they are written, and refused where they cannot mean what somebody wants.
import { describe, expect, test } from 'vitest';
import { complaint, cwd, goodSync, parse } from './parsing.ts';

describe('the store', () => {
  test.each([
    './backups',
    'backups',
    '/srv/backups',
    'file:///srv/backups',
    'a b',
    'C:/backups',
    's3://bucket',
    's3://bucket/backups?region=eu-central-1',
  ])('%s', (store) => {
    expect(parse({ ...goodSync, store }).stores).toEqual([store]);
  });

  test('artifacts are read from anywhere, and written by a workflow alone, which is told before a repository is read', () => {
    const raw = { command: 'status', store: 'artifact:acme/backups' };
    expect(complaint(raw)).toContain('cannot be read without a token. Give a fine-grained one with Actions: read');
    expect(parse({ ...raw, token: 'x' }).stores).toEqual(['artifact:acme/backups']);
    const written = { ...goodSync, store: './a\nartifact:acme/backups' };
    expect(complaint(written)).toContain('store: "artifact:acme/backups" cannot be written from outside of a workflow');
    expect(parse(written, { env: { GITHUB_REPOSITORY: 'acme/backups' } }).stores).toHaveLength(2);
    const copied = { command: 'copy', store: './a', 'copy-to': 'artifact:acme/backups' };
    expect(complaint(copied)).toContain('copy-to: "artifact:acme/backups" cannot be written');
  });

  test('places that only look alike are several: no copy is taken for another', () => {
    const store = './a\n./A\ns3://bucket/b\ns3://bucket/b?endpoint=https://s3.example\ns3://bucket/c\nrelease:acme/a';
    expect(parse({ ...goodSync, store }).stores).toHaveLength(6);
    const env = { GITHUB_REPOSITORY: 'acme/x' };
    expect(parse({ ...goodSync, store: 'artifact:\nrelease:acme/x' }, { env }).stores).toHaveLength(2);
    expect(complaint({ ...goodSync, store: 'artifact:\nartifact:acme/x' }, { env })).toContain('is the same place');
  });

  test('several, one a line, each of them once', () => {
    expect(parse({ ...goodSync, store: './a\n\n  s3://bucket/b \n./a\n' }).stores).toEqual(['./a', 's3://bucket/b']);
  });

  test.each([
    ['', 'no store is named'],
    [
      's3://bucket/x?regoin=eu-central-1',
      'store: the S3 address is wrong: "regoin" is no parameter of it. Did you mean region?',
    ],
    ['artifact:', '"artifact:" means the repository of a workflow, and none is running. Write artifact:owner/name.'],
    ['artifact:acme', '"artifact:acme" names no repository. Write artifact:owner/name.'],
    ['release:acme', 'the address of the release store is wrong: "acme" is not owner/name'],
    ['./a\nrelease:acme/x?draft=1', 'draft is neither true nor false'],
    ['./a\ns4://b', '"s4:" is no kind of store'],
    ['file://nas/backups', 'is no file URL of this machine'],
    ['file:///srv/%2Fbackups', 'is no file URL of this machine'],
    ['./a\n./a/', 'store: "./a/" is the same place as "./a". Leave one of the two out.'],
    [`./a\n./b\n${cwd}/x/../a`, `"${cwd}/x/../a" is the same place as "./a"`],
    [`./a\nfile://${cwd}/a`, 'is the same place as "./a"'],
    ['s3://bucket/b\ns3://bucket/b/?region=eu-central-1', 'is the same place as "s3://bucket/b"'],
    ['release:acme/x\nrelease:Acme/x?draft=true', 'is the same place as "release:acme/x"'],
  ])('%j is refused', (store, expected) => {
    expect(complaint({ ...goodSync, store })).toContain(expected);
  });
});

describe('the stores to copy to', () => {
  const copy = { command: 'copy', store: './backups', 'copy-to': './second' };

  test('one, or several, one a line', () => {
    expect(parse(copy)).toMatchObject({ stores: ['./backups'], copyTo: ['./second'] });
    expect(parse({ ...copy, 'copy-to': './a\n s3://bucket/b\n./a' }).copyTo).toEqual(['./a', 's3://bucket/b']);
  });

  test.each([
    [{ 'copy-to': '' }, 'copy-to: copy needs a store to copy to'],
    [{ 'copy-to': 's4://b' }, 'copy-to: "s4:" is no kind of store'],
    [{ 'copy-to': 's3://' }, 'copy-to: '],
    [{ 'copy-to': './x/../backups' }, '"./x/../backups" is the store to copy from'],
    [{ 'copy-to': `file://${cwd}/backups` }, 'is the store to copy from'],
    [{ 'copy-to': 'file://nas/backups' }, 'copy-to: "file://nas/backups" is no file URL'],
    [{ store: 's3://b/c', 'copy-to': 's3://b/c' }, 'is the store to copy from'],
    [{ 'copy-to': './a\n./a/.' }, 'copy-to: "./a/." is the same place as "./a"'],
    [{ store: './a\n./b' }, 'store: copy reads one store'],
  ])('%j is refused: a copy that is none would look like a second one', (raw, expected) => {
    expect(complaint({ ...copy, ...raw })).toContain(expected);
  });
});
