// The GitHub that the workflow runs on, asked with its own token. It need not be the one that is backed up.
import { BackupError } from '../domain/errors.ts';
import { openGitHub, type GitHub } from '../github/client.ts';
import type { Log } from '../system/log.ts';

/** Opens it. @throws `denied` where it is asked and there is no token */
export function openOwnGitHub(env: NodeJS.ProcessEnv, token: string | undefined, log: Log): GitHub {
  return openGitHub({
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    async tokenFor() {
      if (token) return token;
      throw new BackupError('denied', "there is no token to ask the workflow's own GitHub with", {
        hint: "Leave `issue-token` out: the workflow's own token is its default.",
      });
    },
    log,
  });
}
