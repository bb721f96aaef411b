// What a user writes under `repositories` becomes the name that is kept and the address that is read.
import { describe, expect, test } from 'vitest';
import { complaint, cwd, goodSync, parse } from './parsing.ts';

function targetsOf(repositories: string, raw: Record<string, string> = {}): string[] {
  const { targets } = parse({ ...goodSync, repositories, ...raw });
  return targets.map(({ repository, address }) => `${repository} <- ${address.kind} ${address.display}`);
}

describe('every way of naming a repository', () => {
  test.each([
    ['acme/app', 'acme/app <- http https://github.com/acme/app.git'],
    ['acme/app.git', 'acme/app <- http https://github.com/acme/app.git'],
    ['acme/.github', 'acme/.github <- http https://github.com/acme/.github.git'],
    ['https://git.example/acme/app.git', 'acme/app <- http https://git.example/acme/app.git'],
    ['https://git.example/group/acme/app/', 'acme/app <- http https://git.example/group/acme/app'],
    ['http://127.0.0.1:8080/acme/app', 'acme/app <- http http://127.0.0.1:8080/acme/app'],
    ['ssh://git@git.example:2222/acme/app.git', 'acme/app <- ssh ssh://git@git.example:2222/acme/app.git'],
    ['git@git.example:acme/app.git', 'acme/app <- ssh git@git.example:acme/app.git'],
    ['git.example:acme/app', 'acme/app <- ssh git.example:acme/app'],
    ['file:///srv/acme/app.git', 'acme/app <- local file:///srv/acme/app.git'],
    ['/srv/acme/app.git', 'acme/app <- local file:///srv/acme/app.git'],
    ['/srv/acme/app/.git', 'acme/app <- local file:///srv/acme/app/.git'],
    ['.', `work/app <- local file://${cwd}`],
    ['./.', `work/app <- local file://${cwd}`],
    ['..', 'ada/work <- local file:///home/ada/work'],
    ['../site.git', 'work/site <- local file:///home/ada/work/site.git'],
    ['./acme/app', `acme/app <- local file://${cwd}/acme/app`],
  ])('%s', (entry, expected) => {
    expect(targetsOf(entry)).toEqual([expected]);
  });

  test.each(['acme', 'app.git', 'acme/app/more'])(
    '%s is refused: a slip of the name would look for a folder that nobody meant',
    (entry) => {
      expect(complaint({ ...goodSync, repositories: entry })).toContain(
        `"${entry}" is neither owner/name nor an address. Write owner/name for a repository on https://github.com, ./${entry}`,
      );
    },
  );

  test.each(['/app.git', 'https://git.example/app.git', './a=b/c', './my app/.', '/srv/a b/c'])(
    '%s tells no name, and the line to write instead stands in the error',
    (entry) => {
      expect(complaint({ ...goodSync, repositories: entry })).toMatch(/tells no name.*owner\/name=/);
    },
  );
});

describe('name=address says what a repository is kept under', () => {
  test.each([
    ['acme/app=/srv/git/x.git', 'acme/app <- local file:///srv/git/x.git'],
    ['acme/app=.', `acme/app <- local file://${cwd}`],
    ['acme/app=https://git.example/x.git', 'acme/app <- http https://git.example/x.git'],
    ['acme/app=git@git.example:x.git', 'acme/app <- ssh git@git.example:x.git'],
    ['acme/app=/srv/a=b', 'acme/app <- local file:///srv/a=b'],
  ])('%s', (entry, expected) => {
    expect(targetsOf(entry)).toEqual([expected]);
  });

  test('owner/name behind the equals sign means the same as in front of it: a renamed repository keeps its history', () => {
    expect(targetsOf('acme/app=acme/renamed')).toEqual(['acme/app <- http https://github.com/acme/renamed.git']);
  });

  test('an empty address is not the current folder: an unset variable would back up something else', () => {
    expect(complaint({ ...goodSync, repositories: 'acme/app=' })).toContain('has no address behind the "="');
  });

  test('a name without an owner is refused, not read as a path', () => {
    const said = complaint({ ...goodSync, repositories: 'app=/srv/app.git' });
    expect(said).toContain('begins with "app", which is not owner/name');
    expect(said).toContain('owner/name=/srv/app.git');
  });

  test.each(['acme/..=/srv/x', 'acme/a b=/srv/x', 'acme/app/more=/srv/x', '-x/app%=/srv/x'])(
    '%s: a name that no store could keep is refused',
    (entry) => {
      expect(complaint({ ...goodSync, repositories: entry })).toContain('is not owner/name');
    },
  );
});

test.each([
  'https://',
  'https://git.example/a/%zz',
  'https://git.example:port/acme/app',
  'ssh://',
  'ssh://%zz@git.example/acme/app.git',
  'file://nas/acme/app.git',
  'file:///acme/app%2Fx',
])('%s leads nowhere, which is told and is no crash', (entry) => {
  expect(complaint({ ...goodSync, repositories: entry })).toMatch(/is not a URL|names no file of this machine/);
});

describe('owner/name is looked up at the server', () => {
  test('of the input', () => {
    expect(targetsOf('acme/app', { 'server-url': 'https://git.example/forge/' })).toEqual([
      'acme/app <- http https://git.example/forge/acme/app.git',
    ]);
  });

  test('of the workflow, where the command line runs inside of one', () => {
    const { targets } = parse(goodSync, { env: { GITHUB_SERVER_URL: 'https://ghes.example' } });
    expect(targets[0]?.address.display).toBe('https://ghes.example/acme/app.git');
  });

  test.each(['ftp://git.example', 'git.example', 'https://ada:secret@git.example'])('never of %s', (value) => {
    expect(complaint({ ...goodSync, 'server-url': value })).toContain('server-url: not an http or https URL');
  });
});

describe('lists', () => {
  test('lines, commas, blanks and comments', () => {
    const list = 'acme/app, acme/site\n\n  # the old ones\n\tacme/old ,\n';
    expect(parse({ ...goodSync, repositories: list }).targets.map(({ repository }) => repository)).toEqual([
      'acme/app',
      'acme/site',
      'acme/old',
    ]);
  });

  test('the same repository twice is one', () => {
    expect(targetsOf('acme/app\nacme/app.git\nhttps://github.com/acme/app.git')).toHaveLength(1);
  });

  test.each([
    ['acme/app,https://git.example/acme/app.git', 'the same name'],
    ['acme/app=/srv/a.git,Acme/App=/srv/b.git', 'names that only differ in case'],
  ])('%s: two repositories never share %s', (repositories) => {
    expect(complaint({ ...goodSync, repositories })).toMatch(/would both be kept as .*Name one of them: owner\/name=/);
  });

  test.each(['', '  \n', '# none today', ','])('%j names no repository', (repositories) => {
    expect(complaint({ ...goodSync, repositories })).toContain('no repository is named');
  });

  test('exclusions alone name no repository', () => {
    expect(complaint({ ...goodSync, repositories: '!acme/app, !acme/old-*' })).toContain('no repository is named');
  });
});

describe('inside of a store', () => {
  const patternsOf = (repositories: string) => parse({ command: 'verify', store: './backups', repositories }).patterns;

  test('names and patterns stay what they are', () => {
    expect(patternsOf('acme/app, acme/*, !acme/old')).toEqual(['acme/app', 'acme/*', '!acme/old']);
  });

  test('the list that sync takes means the same repositories', () => {
    const list = 'acme/app=/srv/x.git, https://git.example/acme/site.git, git@git.example:acme/old.git, ., ../lib';
    const names = ['acme/app', 'acme/site', 'acme/old', 'work/app', 'work/lib'];
    expect(patternsOf(list)).toEqual(names);
    expect(parse({ ...goodSync, repositories: list }).targets.map(({ repository }) => repository)).toEqual(names);
  });

  test('no repository means all of them', () => {
    expect(patternsOf('')).toEqual([]);
  });
});
