// Runs the built Action as a step of a workflow on the lab's GitHub: with its addresses, its token, and the services of runs.
import { runAction, type ActionOptions, type ActionResult } from '../runner.ts';
import { runtimeToken } from './artifact-state.ts';
import type { LabGitHub } from './github.ts';

export interface StepOptions extends ActionOptions {
  /** Whose workflow it is. Default acme/backups. */
  readonly repository?: string;
  /** GITHUB_RUN_ID; artifacts of two runs may have the same name. Default 1000001. */
  readonly run?: number;
}

/** Runs one step. Its token is the one of the settings unless told otherwise; `server-url` and `api-url` follow from the context. */
export function runActionOn(
  { url, apiUrl, graphqlUrl, settings, state }: LabGitHub,
  inputs: Readonly<Record<string, string>> = {},
  { repository = 'acme/backups', run = 1_000_001, context, env, ...options }: StepOptions = {},
): Promise<ActionResult> {
  const [owner = ''] = repository.split('/');
  const { id = 4711 } = state.catalog.find(repository)?.repository ?? {};
  return runAction(inputs, {
    ...(settings.token === undefined ? {} : { token: settings.token }),
    ...options,
    context: {
      'github.server_url': url,
      'github.api_url': apiUrl,
      'github.graphql_url': graphqlUrl,
      'github.repository': repository,
      'github.repository_id': String(id),
      'github.repository_owner': owner,
      'github.run_id': String(run),
      'github.workflow_ref': `${repository}/.github/workflows/backup.yml@refs/heads/main`,
      ...context,
    },
    env: {
      // What the runner says: the official clients do nothing for a GitHub at another address.
      GITHUB_SERVER_URL: 'https://github.com',
      ACTIONS_RUNTIME_TOKEN: runtimeToken(run, repository),
      ACTIONS_RESULTS_URL: url,
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ...env,
    },
  });
}
