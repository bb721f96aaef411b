// Finds the peers on this machine and gives every child process the same clean environment.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';

/** Version of each program; undefined if it is not installed. */
export interface Programs {
  readonly git: string;
  readonly tar: string | undefined;
  readonly restic: string | undefined;
  readonly borg: string | undefined;
  readonly age: string | undefined;
}

/** Looks every peer up once. @throws when git itself is missing. */
export async function findPrograms(env: NodeJS.ProcessEnv): Promise<Programs> {
  const find = (...argv: readonly string[]): Promise<string | undefined> =>
    run({ argv, env }).then(
      (text) => text.split('\n')[0],
      () => undefined,
    );
  const git = await run({ argv: ['git', 'version'], env });
  return {
    git: git.trim(),
    tar: await find('tar', '--version'),
    restic: await find('restic', 'version'),
    borg: await find('borg', '--version'),
    age: await find('age', '--version'),
  };
}

/** An environment without the user's git settings, prompts, proxies and caches. */
export async function cleanEnvironment(path: string | undefined, scratch: string): Promise<NodeJS.ProcessEnv> {
  const home = join(scratch, 'home');
  await mkdir(home, { recursive: true });
  return {
    PATH: path,
    HOME: home,
    TMPDIR: scratch,
    LC_ALL: 'C',
    TZ: 'UTC',
    NO_PROXY: '127.0.0.1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'bench',
    GIT_AUTHOR_EMAIL: 'bench@example.com',
    GIT_COMMITTER_NAME: 'bench',
    GIT_COMMITTER_EMAIL: 'bench@example.com',
    RESTIC_PASSWORD: 'bench',
    BORG_PASSPHRASE: 'bench',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
  };
}
