// Where artifacts are: the repository that an address means, what may be done there, and asking its API.
import { BackupError } from '../../domain/errors.ts';
import { isRepositoryName } from '../../domain/names.ts';
import type { GitHub, Octokit } from '../../github/client.ts';
import { explainGitHub } from '../../github/errors.ts';
import type { Log } from '../../system/log.ts';

/** What an artifact store needs of the world. */
export type ArtifactWorld = { env: NodeJS.ProcessEnv; now: () => Date; github: GitHub; scratch: string; log: Log };

/** The repository that holds the artifacts. */
export type ArtifactPlace = ArtifactWorld & { address: string; owner: string; repo: string };

/**
 * The repository of `artifact:owner/name`, or of `artifact:`, which means that of the workflow.
 *
 * @throws `usage` where that is none.
 */
export function parseArtifactAddress(address: string, env: NodeJS.ProcessEnv): { owner: string; repo: string } {
  const named = address.replace(/^artifact:(\/\/)?/i, '');
  const repository = named || env['GITHUB_REPOSITORY'] || '';
  const [owner = '', repo = ''] = repository.split('/');
  if (isRepositoryName(repository) && !owner.includes('.')) return { owner, repo };
  const problem = named
    ? `"${address}" names no repository`
    : `"${address}" means the repository of a workflow, and none is running`;
  throw new BackupError('usage', problem, { hint: 'Write artifact:owner/name.' });
}

/** Finds the artifacts of an address. @throws `usage` where it names no repository, `unsupported` on an Enterprise Server. */
export function openPlace(address: string, world: ArtifactWorld): ArtifactPlace {
  const { owner, repo } = parseArtifactAddress(address, world.env);
  refuseEnterpriseServer(address, world);
  return { ...world, address: `artifact:${owner}/${repo}`, owner, repo };
}

/** The same hosts as those of the official client, which refuses all others. */
function refuseEnterpriseServer(address: string, { env, github }: ArtifactWorld): void {
  const { hostname } = new URL(env['GITHUB_SERVER_URL'] || github.serverUrl);
  if (/(^github\.com|\.ghe\.com|\.localhost)$/.test(hostname)) return;
  throw new BackupError(
    'unsupported',
    `${address}: the Enterprise Server ${hostname} has no artifacts of the kind that a store needs`,
    { hint: 'Use another store: release:owner/name, s3://bucket/backups, or a directory.' },
  );
}

/**
 * Artifacts are made by the run that they belong to, and nobody else.
 *
 * @throws `unsupported` outside of a workflow of the repository that the address names.
 */
export function expectOwnRun({ env, address, owner, repo, github }: ArtifactPlace): void {
  const running = env['ACTIONS_RUNTIME_TOKEN'] && env['ACTIONS_RESULTS_URL'];
  const here = env['GITHUB_REPOSITORY']?.toLowerCase() === `${owner}/${repo}`.toLowerCase();
  const sameGitHub = (env['GITHUB_API_URL'] ?? github.apiUrl) === github.apiUrl;
  if (running && here && sameGitHub) return;
  const why = running
    ? `a workflow of ${env['GITHUB_REPOSITORY']} at ${env['GITHUB_SERVER_URL']}`
    : 'outside of a workflow';
  throw new BackupError('unsupported', `${address} cannot be written from ${why}`, {
    hint: `Artifacts are made by the Action in a workflow of ${owner}/${repo} itself. Anywhere else use release:, s3:// or a directory.`,
  });
}

/** Days that the settings of the workflow's repository, or of its organisation, let artifacts live, as the runner tells. */
export function lifetimeOf({ env, owner, repo }: ArtifactPlace): number | undefined {
  const here = env['GITHUB_REPOSITORY']?.toLowerCase() === `${owner}/${repo}`.toLowerCase();
  const days = Number(here ? env['GITHUB_RETENTION_DAYS'] : undefined);
  return days > 0 ? days : undefined;
}

type Permission = 'read' | 'write';

/** Asks the API; `doing` is for the error, and names the permission that is missing. @throws `BackupError`. */
export async function askApi<R>(
  { github, owner, repo }: ArtifactPlace,
  { doing, permission }: { doing: string; permission: Permission },
  ask: (client: Octokit) => Promise<R>,
): Promise<R> {
  try {
    return await ask(await github.clientFor(owner, repo));
  } catch (error) {
    const needed = { permission: `actions: ${permission}`, tokenPermission: `Actions: ${permission}` };
    throw explainGitHub(error, { doing, ...needed });
  }
}
