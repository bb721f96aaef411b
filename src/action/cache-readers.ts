// Who may read the cache: all who may read its repository, also by a pull request from a fork. Nothing goes there that others hide.
import { summariseError } from '../domain/errors.ts';
import { readVisibility } from '../github/visibility.ts';
import { parseArtifactAddress } from '../stores/artifact/place.ts';
import { storeKind } from '../stores/index.ts';
import { parseReleaseAddress } from '../stores/release/address.ts';
import type { Log } from '../system/log.ts';
import { openOwnGitHub } from './own-github.ts';

type World = { env: NodeJS.ProcessEnv; token: string | undefined; log: Log };

/**
 * Whether the cache of the workflow's repository may hold what is read from these stores and stored there: in a private
 * repository, or where whoever reads the cache may read all the stores as well. Never throws.
 */
export async function cacheMayHold(stores: readonly string[], { env, token, log }: World): Promise<boolean> {
  if (stores.every((address) => isOwnStore(address, env))) return true;
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  try {
    const visibility = await readVisibility(
      await openOwnGitHub(env, { token, input: 'workflow-token' }, log).clientFor(owner),
      owner,
      repo,
    );
    if (visibility === 'private') return true;
    log.info(`nothing is kept in the cache: ${owner}/${repo} is ${visibility}, and its stores need not be`);
  } catch (error) {
    log.info(`nothing is kept in the cache, since who may read it is not known: ${summariseError(error).message}`);
  }
  return false;
}

/** True for what can be read by all who may read the workflow's repository. Its drafts cannot. */
function isOwnStore(address: string, env: NodeJS.ProcessEnv): boolean {
  const own = env['GITHUB_REPOSITORY']?.toLowerCase();
  const kind = storeKind(address);
  if (kind === 'artifact') return nameOf(parseArtifactAddress(address, env)) === own;
  if (kind !== 'release') return false;
  const location = parseReleaseAddress(address);
  return !location.draft && nameOf(location) === own;
}

function nameOf({ owner, repo }: { owner: string; repo: string }): string {
  return `${owner}/${repo}`.toLowerCase();
}
