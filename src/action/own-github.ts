// The GitHub that the workflow runs on, asked with its own token. It need not be the one that is backed up.
import { BackupError } from '../domain/errors.ts';
import { openGitHub, type GitHub } from '../github/client.ts';
import type { Own } from '../github/open.ts';
import type { Log } from '../system/log.ts';

/** A token of the workflow, and the input that it came from. */
type Given = { token: string | undefined; input: 'issue-token' | 'workflow-token' };

/** Opens it. @throws `denied` where it is asked and there is no token */
export function openOwnGitHub(env: NodeJS.ProcessEnv, { token, input }: Given, log: Log): GitHub {
  return openGitHub({
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    apiUrl: ownApi(env),
    async tokenFor() {
      if (token) return token;
      throw new BackupError('denied', "there is no token to ask the workflow's own GitHub with", {
        hint: `Leave \`${input}\` out: the workflow's own token is its default.`,
      });
    },
    // A few requests a run. Between reading an issue and writing it, a queue would let others write.
    paced: false,
    log,
  });
}

/** The workflow's own repository and token, where it is on the GitHub of that API: no other one gets the token. */
export function ownOn(apiUrl: string, env: NodeJS.ProcessEnv, token: string | undefined): Own | undefined {
  const repository = env['GITHUB_REPOSITORY'];
  return repository && token && ownApi(env) === apiUrl ? { repository, token } : undefined;
}

function ownApi(env: NodeJS.ProcessEnv): string {
  return env['GITHUB_API_URL'] || 'https://api.github.com';
}
