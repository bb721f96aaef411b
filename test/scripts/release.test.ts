// A release is what users pin: one that does not agree with itself is not made, and a plain tag never goes back.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isLatest, notesOf, tagsToMove } from '../../scripts/release/rules.ts';
import { gitEnvironment } from '../lab/git-environment.ts';
import type { LabRepository } from '../lab/github/catalog.ts';
import { startGitHub, type LabGitHub } from '../lab/github/github.ts';
import { releasesOf } from '../lab/github/releases.ts';
import { git } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

describe('the tags that follow', () => {
  test.each([
    ['v1.0.0', ['v1.0.0'], ['v1', 'v1.0']],
    ['v0.1.0', [], ['v0', 'v0.1']],
    ['v1.2.3', ['v0.9.0', 'v1.2.2', 'v1.1.9', 'v1', 'v1.2', 'nightly'], ['v1', 'v1.2']],
    // A fix of an older version takes nothing back.
    ['v1.1.5', ['v1.2.0', 'v1.1.4'], ['v1.1']],
    ['v1.1.5', ['v2.0.0'], ['v1', 'v1.1']],
    ['v1.9.0', ['v1.10.0'], ['v1.9']],
    // A second run of the same release, or one of a release that has been overtaken.
    ['v1.2.0', ['v1.2.0', 'v1.2'], ['v1', 'v1.2']],
    ['v1.2.0', ['v1.2.0', 'v1.2.1'], []],
  ])('of %s among %j', (tag, tags, expected) => {
    expect(tagsToMove(tag, tags)).toEqual(expected);
  });

  test.each(['v1', '1.0.0', 'v1.0.0-rc.1', 'v01.0.0', 'v1.0.0 ', '--force'])('%j is no release', (tag) => {
    expect(() => tagsToMove(tag, [])).toThrow('is no tag of a release');
  });

  test('a fix of an older version is not the latest', () => {
    expect(isLatest('v1.1.5', ['v1.2.0', 'v1'])).toBe(false);
    expect(isLatest('v1.10.0', ['v1.9.0', 'v1.10.0', 'v1'])).toBe(true);
  });
});

describe('what a release says', () => {
  const changelog =
    '# Changelog\n\n## [1.1.0] - unreleased\n\n- a\n\n## [1.0.0] - 2026-11-21\n\n### Added\n\n- b\n\n## [0.9.0] - 2026-01-01\n\n[1.0.0]: https://x.example\n';

  test('is its section of the CHANGELOG', () => {
    expect(notesOf(changelog, 'v1.0.0')).toBe('### Added\n\n- b');
  });

  test.each([
    ['v1.1.0', 'a release has its date'],
    ['v1.2.0', 'has no section'],
    ['v0.9.0', 'says nothing about'],
  ])('%s is refused', (tag, reason) => {
    expect(() => notesOf(changelog, tag)).toThrow(reason);
  });

  test("this project's own CHANGELOG begins with the version of package.json", () => {
    const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(/^## \[(.+?)\]/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
  });
});

describe('on a real remote', () => {
  const TOKEN = 'ghs_Release';
  let folder: TemporaryFolder;
  let github: LabGitHub;
  let origin: LabRepository;
  beforeEach(async () => {
    folder = await temporaryFolder();
    github = await startGitHub({
      token: TOKEN,
      kind: 'workflow',
      permissions: { contents: 'write', issues: 'none', actions: 'none' },
    });
    origin = await github.addRepository('acme/app');
    releasesOf(origin).immutable = true;
  });
  afterEach(async () => {
    await github[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  async function commit(version: string): Promise<string> {
    return origin.git.commit({
      files: {
        'package.json': JSON.stringify({ version }),
        'CHANGELOG.md': `# Changelog\n\n## [${version}] - 2026-11-21\n\n- What is new in ${version}.\n`,
      },
    });
  }

  /** A fresh checkout of the tag, as the workflow makes one, and the script in it. */
  async function release(tag: string): Promise<{ code: number | null; said: string }> {
    const clone = folder.join(`clone-${tag}-${Math.random()}`);
    expect((await git(folder.path, ['clone', '--quiet', origin.git.path, clone])).code).toBe(0);
    expect((await git(clone, ['checkout', '--quiet', '--detach', `refs/tags/${tag}`])).code).toBe(0);
    const script = fileURLToPath(new URL('../../scripts/release.ts', import.meta.url));
    const { code, stdout, stderr } = await runProcess(process.execPath, [script, tag], {
      cwd: clone,
      env: { ...gitEnvironment(), GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: 'acme/app', GITHUB_API_URL: github.apiUrl },
    });
    return { code, said: stdout.toString() + stderr.toString() };
  }

  const at = (ref: string) => origin.git.git('rev-parse', `${ref}^{commit}`);
  const released = () => releasesOf(origin).all.map(({ tag, body, makeLatest }) => ({ tag, body, makeLatest }));

  test('the release is made with its notes, and the plain tags go with it, also a second time', async () => {
    const first = await commit('1.0.0');
    await origin.git.tag('v1.0.0');
    expect(await release('v1.0.0')).toMatchObject({ code: 0 });
    expect(released()).toEqual([{ tag: 'v1.0.0', body: '- What is new in 1.0.0.', makeLatest: 'true' }]);
    expect([await at('v1'), await at('v1.0')]).toEqual([first, first]);

    const second = await commit('1.1.0');
    await origin.git.annotatedTag('v1.1.0');
    expect(await release('v1.1.0')).toMatchObject({ code: 0 });
    expect(await release('v1.1.0')).toMatchObject({ code: 0 });
    expect(released()).toHaveLength(2);
    expect([await at('v1'), await at('v1.0'), await at('v1.1')]).toEqual([second, first, second]);
    // Plain tags: they name the commit.
    expect(await origin.git.git('cat-file', '-t', 'v1')).toBe('commit');
  });

  test('a release that could be changed moves no tag that people use', async () => {
    releasesOf(origin).immutable = false;
    await commit('1.0.0');
    await origin.git.tag('v1.0.0');
    const { code, said } = await release('v1.0.0');
    expect(code).toBe(1);
    expect(said).toContain('Enable release immutability');
    expect(await origin.git.git('tag', '--list')).toBe('v1.0.0');
  });

  test('a tag beside main, or one that says another version, is not released', async () => {
    await commit('1.0.0');
    await origin.git.commit({ branch: 'topic', message: 'never reviewed' });
    await origin.git.tag('v1.0.1', 'topic');
    expect((await release('v1.0.1')).said).toContain('is not on main');
    await origin.git.tag('v1.0.2');
    expect((await release('v1.0.2')).said).toBe('package.json says 1.0.0, and the tag v1.0.2\n');
    expect(released()).toEqual([]);
    expect(await origin.git.git('tag', '--list')).toBe('v1.0.1\nv1.0.2');
  });

  test('without the permission nothing is moved, and the reason is told without the token', async () => {
    await commit('1.0.0');
    await origin.git.tag('v1.0.0');
    github.settings.permissions = { contents: 'read' };
    const { code, said } = await release('v1.0.0');
    expect(code).toBe(1);
    expect(said).toContain('403');
    expect(said).not.toContain(TOKEN);
    expect(await origin.git.git('tag', '--list')).toBe('v1.0.0');
  });
});
