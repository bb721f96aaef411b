// Drafts are seen only by those who may write: whoever sees none must not take that for an empty store.
import { BackupError } from '../../domain/errors.ts';
import { statusOf } from '../../github/errors.ts';
import type { ReleaseSession } from './world.ts';

/**
 * Sees that a listing without any draft has none because there is none.
 *
 * @throws `denied` where the token sees no drafts and snapshots are kept in them. Elsewhere only pins and records are missed,
 *   which a warning says.
 */
export async function expectDrafts({ api, listing, log }: ReleaseSession): Promise<void> {
  if ((await listing.current()).some(({ draft }) => draft)) return;
  const { owner, repo, draft, address } = api.location;
  // Needs the right to write, and writes nothing.
  const asked = api.octokit.request('POST /repos/{owner}/{repo}/releases/generate-notes', {
    owner,
    repo,
    tag_name: 'repo-backup.records',
    request: { retries: 0 },
  });
  const status = await asked.then(({ status }) => status, statusOf);
  if (status === undefined || ![401, 403, 404].includes(status)) return;
  if (!draft)
    return log.warn(
      `${address} is read with a token that may not write there: it sees no drafts, and so no pins and no records of runs`,
    );
  throw new BackupError('denied', `${address} keeps drafts, and the token may not see them (${status})`, {
    hint: 'Allow it: `permissions: { contents: write }` in the workflow of that repository, or "Contents: write" for a fine-grained token or an App. The repository needs a commit, too.',
  });
}
