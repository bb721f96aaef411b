// What a step on GitHub's runner finds in its environment before any input: a scheduled run of acme/backups.
import type { Context } from './action-inputs.ts';

/** The `github.*` names of expressions, without the token. */
export const defaultContext: Context = {
  'github.repository': 'acme/backups',
  'github.repository_id': '4711',
  'github.repository_owner': 'acme',
  'github.server_url': 'https://github.com',
  'github.api_url': 'https://api.github.com',
  'github.graphql_url': 'https://api.github.com/graphql',
  'github.actor': 'ada',
  'github.event_name': 'schedule',
  'github.job': 'backup',
  'github.ref': 'refs/heads/main',
  'github.ref_name': 'main',
  'github.ref_type': 'branch',
  'github.retention_days': '90',
  'github.run_attempt': '1',
  'github.run_id': '1000001',
  'github.run_number': '7',
  'github.sha': '0123456789abcdef0123456789abcdef01234567',
  'github.workflow': 'Backup',
  'github.workflow_ref': 'acme/backups/.github/workflows/backup.yml@refs/heads/main',
};

/** The variables that every step gets. The token is not among them: only an input or the workflow's `env` passes it. */
export function runnerVariables(context: Context): Record<string, string> {
  const github = Object.entries(context).filter(([name]) => name.startsWith('github.') && name !== 'github.token');
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    ...Object.fromEntries(github.map(([name, value]) => [name.replace('.', '_').toUpperCase(), value])),
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'lab',
    RUNNER_ENVIRONMENT: 'github-hosted',
  };
}
