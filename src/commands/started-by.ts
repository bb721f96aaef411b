// Who started a run, for the audit trail: what GitHub says of a workflow, and nothing private of a machine.

/** Who and what started a run. Each is null where it is not known. */
export type StartedBy = {
  /** The user of GitHub, or what REPO_BACKUP_ACTOR says. */
  actor: string | null;
  /** `schedule`, `workflow_dispatch`, ...; null outside of a workflow. */
  event: string | null;
  /** `acme/backups/.github/workflows/backup.yml@refs/heads/main`; null outside of a workflow. */
  workflow: string | null;
};

/** Longest text that is kept of each, in characters. */
const LONGEST = 500;

/**
 * Reads it from the environment. The name of a machine, or of its user, goes into no store: those who read the backups
 * are not always those who may know it. REPO_BACKUP_ACTOR says a name on purpose.
 */
export function startedBy(env: NodeJS.ProcessEnv): StartedBy {
  const text = (name: string) => env[name]?.trim().slice(0, LONGEST) || null;
  const actor = text('REPO_BACKUP_ACTOR');
  if (env['GITHUB_ACTIONS'] !== 'true') return { actor, event: null, workflow: null };
  return {
    actor: actor ?? text('GITHUB_ACTOR'),
    event: text('GITHUB_EVENT_NAME'),
    workflow: text('GITHUB_WORKFLOW_REF'),
  };
}
