// What is selected and by whom it is read: told apart, and all that is wrong told at once.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { complaint, goodSync, parse } from './parsing.ts';

const TOKEN = 'ghp_x';

function selectionOf(repositories: string, env: NodeJS.ProcessEnv = {}) {
  const { targets, selection } = parse({ ...goodSync, repositories, token: TOKEN }, { env });
  const { patterns, topics, exclusions } = selection;
  return { names: targets.map(({ repository }) => repository), patterns, topics, exclusions };
}

test('names, patterns, topics and exclusions in one list', () => {
  expect(
    selectionOf(
      'acme/app, acme/*, owner:umbrella\ntopic:tier-1, !acme/old-*, !acme/gone, !topic:slow, acme/x=/srv/a*b',
    ),
  ).toEqual({
    names: ['acme/app', 'acme/x'],
    patterns: ['acme/*', 'umbrella/*'],
    topics: ['tier-1'],
    exclusions: ['acme/old-*', 'acme/gone', 'topic:slow'],
  });
});

test('a topic alone is about the owner of the workflow, and nobody else has one', () => {
  expect(selectionOf('topic:x', { GITHUB_REPOSITORY_OWNER: 'acme' }).patterns).toEqual(['acme/*']);
  expect(complaint({ ...goodSync, repositories: 'topic:x', token: TOKEN })).toContain(
    'Write the owner beside it: owner/*, topic:x',
  );
});

test.each(['./a/b*c', '/srv/x/y*', 'https://git.example/acme/a*'])('%s has a star and is no pattern', (entry) => {
  expect(complaint({ ...goodSync, token: TOKEN, repositories: entry })).toContain('tells no name');
});

test.each([
  '*',
  '*/app',
  'ac*me/app',
  '!*',
  '!app',
  '!topic:',
  'topic:Upper Case',
  'owner:',
  'owner:a/b',
  '!https://git.example/a/b',
])('%s is refused, with what to write instead', (entry) => {
  expect(complaint({ ...goodSync, token: TOKEN, repositories: `acme/app\n${entry}` })).toMatch(/Write |Topics are /);
});

test('a pattern without a token says so before anything starts', () => {
  expect(complaint({ ...goodSync, repositories: 'acme/*' })).toContain('asks GitHub for a list, which takes a token');
});

describe('a GitHub App', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const inputs = { ...goodSync, 'app-id': '7', 'app-private-key': pem };

  test('is read, also with its key on one line, beside the token of the workflow', () => {
    const app = { id: '7', privateKey: pem.trim() };
    expect(parse({ ...inputs, token: 'ghs_x' }).app).toEqual(app);
    expect(parse({ ...inputs, 'app-private-key': pem.replaceAll('\n', String.raw`\n`) }).app?.privateKey.trim()).toBe(
      pem.trim(),
    );
  });

  test.each([
    [{ 'app-private-key': '' }, 'app-private-key: it is missing'],
    [{ 'app-private-key': 'ssh-rsa AAAA' }, 'app-private-key: it is not a private key'],
    [{ 'app-id': '' }, 'app-id: it is missing'],
    [{ 'app-id': 'a b' }, 'app-id: it is not the id of an App'],
    [{ token: TOKEN }, 'token and app-id: both say who reads the repositories'],
  ])('%j: half an App is none', (changes, said) => {
    expect(complaint({ ...inputs, ...changes })).toContain(said);
  });

  test('everything that is wrong is told at once, and no key is repeated', () => {
    const said = complaint({
      ...inputs,
      token: TOKEN,
      'app-id': '',
      'app-private-key': 'S3cret',
      visibility: 'secret',
      repositories: '*',
    });
    for (const input of ['token and app-id', 'app-id', 'app-private-key', 'visibility', 'repositories'])
      expect(said).toContain(`- ${input}: `);
    expect(said).not.toContain('S3cret');
  });
});
