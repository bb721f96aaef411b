// Asking GitHub who can read a repository.
import type { Visibility } from '../domain/visibility.ts';
import type { Octokit } from './client.ts';
import { explainGitHub } from './errors.ts';

/** Who can read `owner/name`. @throws `BackupError` where GitHub does not say. */
export async function readVisibility(client: Octokit, owner: string, repo: string): Promise<Visibility> {
  try {
    const { visibility, private: isPrivate } = (await client.rest.repos.get({ owner, repo })).data;
    // Servers without internal repositories tell only whether one is private.
    if (visibility === 'public' || visibility === 'internal') return visibility;
    return isPrivate ? 'private' : 'public';
  } catch (error) {
    throw explainGitHub(error, {
      doing: `looking who can read ${owner}/${repo}`,
      permission: 'contents: read',
      tokenPermission: 'Metadata: read',
    });
  }
}
