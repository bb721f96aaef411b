// The workflow that we run in, as GitHub sees it: whether it is about to be stopped, and how that is put off.
import type { Octokit } from './client.ts';
import { explainGitHub } from './errors.ts';

export type Workflow = {
  owner: string;
  repo: string;
  /** Its file's name, without the folder. */
  file: string;
};

/** What is good to know, and not worth waiting for: the next run asks again. */
const ONCE = { retries: 0 };

/** Reads `acme/backups/.github/workflows/backup.yml@refs/heads/main`; undefined where it is something else. */
export function parseWorkflow(ref: string | undefined): Workflow | undefined {
  const [, owner, repo, file] = /^([^/]+)\/([^/]+)\/\.github\/workflows\/([^/@]+)@/.exec(ref ?? '') ?? [];
  return owner && repo && file ? { owner, repo, file } : undefined;
}

/** The last push to a repository that is public; undefined for others, whose schedules never stop. @throws what GitHub refuses */
export async function lastPublicPush(client: Octokit, { owner, repo }: Workflow): Promise<Date | undefined> {
  try {
    const { data } = await client.rest.repos.get({ owner, repo, request: ONCE });
    return data.private || !data.pushed_at ? undefined : new Date(data.pushed_at);
  } catch (error) {
    throw explainGitHub(error, {
      doing: `reading ${owner}/${repo}`,
      permission: 'contents: read',
      input: 'workflow-token',
    });
  }
}

/** Enables the workflow, also where it is enabled: others report that GitHub counts the 60 days anew then. @throws what GitHub refuses */
export async function enableWorkflow(client: Octokit, { owner, repo, file }: Workflow): Promise<void> {
  try {
    await client.rest.actions.enableWorkflow({ owner, repo, workflow_id: file });
  } catch (error) {
    throw explainGitHub(error, {
      doing: `keeping the workflow ${file} of ${owner}/${repo} alive`,
      permission: 'actions: write',
      input: 'workflow-token',
    });
  }
}

/** Asks what is left of the budget, which costs none of it; the answer's headers also tell when the token dies. */
export async function askBudget(client: Octokit): Promise<void> {
  // A server that is no GitHub has no such thing.
  await client.rest.rateLimit.get({ request: ONCE }).catch(() => undefined);
}
