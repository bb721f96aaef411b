// A GitHub with a workflow's repository and three that it backs up: what tests of the failure issue start from.
import { mkdir } from 'node:fs/promises';
import { linearHistory } from '../lab/repository-shapes.ts';
import { startGitHub, type LabGitHub } from '../lab/github/github.ts';
import { runAction, type ActionOptions, type ActionResult } from '../lab/runner.ts';
import { temporaryFolder } from '../lab/temp.ts';

/** The workflow's own token: it writes issues, and reads nothing else that is private. */
export const WORKFLOW = 'ghs_WorkflowToken';
/** Reads the repositories. */
export const READER = 'ghp_ReaderToken';

export interface LabIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly html_url: string;
  readonly labels: readonly { readonly name: string }[];
}

export interface IssueWorld extends AsyncDisposable {
  readonly github: LabGitHub;
  readonly workspace: string;
  /** Runs a step of the workflow in acme/backups, as the next night's run. */
  night(inputs?: Readonly<Record<string, string>>, options?: ActionOptions): Promise<ActionResult>;
  /** All issues of a repository, oldest first; acme/backups if it is not named. */
  issues(repository?: string): Promise<LabIssue[]>;
  comments(issue: number): Promise<string[]>;
  /** Asks the lab as somebody who may do everything. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** `visibility` is that of acme/backups; the three others, acme/app, acme/web and acme/lib, are private. */
export async function openIssueWorld(visibility: 'public' | 'private' = 'private'): Promise<IssueWorld> {
  const folder = await temporaryFolder('repo-backup-issue-');
  const workspace = folder.join('workspace');
  await mkdir(workspace);
  const github = await startGitHub({ token: 'ghp_Everything' });
  await github.addRepository('acme/backups', { private: visibility === 'private' });
  const { path: copyOf } = await linearHistory(folder.join('origin.git'), 2);
  for (const name of ['app', 'web', 'lib']) await github.addRepository(`acme/${name}`, { private: true, copyOf });
  github.addToken(WORKFLOW, { kind: 'workflow', repositories: ['acme/backups'] });
  github.addToken(READER, { repositories: ['acme/*'] });
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization: 'Bearer ghp_Everything', 'content-type': 'application/json' };
    const answer = await fetch(`${github.apiUrl}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answer.json();
  };
  let run = 1000;
  return {
    github,
    workspace,
    night: (inputs = {}, { context, ...options } = {}) =>
      runAction(
        { store: './backups', token: READER, repositories: 'acme/app', ...inputs },
        {
          workspace,
          token: WORKFLOW,
          context: {
            'github.server_url': github.url,
            'github.api_url': github.apiUrl,
            'github.run_id': String((run += 1)),
            ...context,
          },
          ...options,
        },
      ),
    issues: async (repository = 'acme/backups') =>
      (await ask('GET', `/repos/${repository}/issues?state=all&sort=created&direction=asc`)) as LabIssue[],
    comments: async (issue) =>
      ((await ask('GET', `/repos/acme/backups/issues/${issue}/comments`)) as { body: string }[]).map(
        ({ body }) => body,
      ),
    ask,
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
