// Releases the tag that it is given: looks whether all agrees, publishes the release, and moves the tags that follow.
//
//   GITHUB_TOKEN=... GITHUB_REPOSITORY=owner/name GITHUB_API_URL=... node scripts/release.ts v1.2.3
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isLatest, notesOf, tagsToMove, versionOf } from './release/rules.ts';
import { publishRelease } from './release/github.ts';

const [, , tag = ''] = process.argv;

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', env: { ...process.env, ...credential() } }).trim();
}

/** The token goes to git through its environment: into no argument and no file. */
function credential(): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${needed('GITHUB_TOKEN')}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** What is checked out must be the tag, on main, and say the same version as the tag. */
function checkTag(): string {
  const commit = git('rev-parse', '--verify', `refs/tags/${tag}^{commit}`);
  if (git('rev-parse', 'HEAD') !== commit) throw new Error(`${tag} is not what is checked out here`);
  try {
    git('merge-base', '--is-ancestor', commit, 'refs/remotes/origin/main');
  } catch {
    throw new Error(`${tag} (${commit}) is not on main: releases are made of what was reviewed there`);
  }
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  if (`v${version}` !== tag) throw new Error(`package.json says ${version}, and the tag ${tag}`);
  return commit;
}

async function release(): Promise<void> {
  versionOf(tag);
  const commit = checkTag();
  const notes = notesOf(readFileSync('CHANGELOG.md', 'utf8'), tag);
  const tags = git('ls-remote', '--tags', '--refs', 'origin')
    .split('\n')
    .map((line) => line.replace(/^.*refs\/tags\//, ''));
  const place = {
    apiUrl: needed('GITHUB_API_URL'),
    repository: needed('GITHUB_REPOSITORY'),
    token: needed('GITHUB_TOKEN'),
  };
  console.log(`released: ${await publishRelease(place, { tag, notes, latest: isLatest(tag, tags) })}`);
  const moved = tagsToMove(tag, tags);
  if (moved.length === 0) return console.log('no tag follows: higher versions have them');
  git('push', '--atomic', '--force', 'origin', ...moved.map((name) => `${commit}:refs/tags/${name}`));
  console.log(`${moved.join(' and ')} now at ${commit}`);
}

try {
  await release();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
