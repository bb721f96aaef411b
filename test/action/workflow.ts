// A repository on the lab's GitHub with a workflow that backs it up: runs of the built Action, and the command line elsewhere.
import { mkdir } from 'node:fs/promises';
import { artifactsOf } from '../lab/github/artifact-routes.ts';
import type { ArtifactState } from '../lab/github/artifact-state.ts';
import type { LabRepository } from '../lab/github/catalog.ts';
import { startGitHub, type GitHubOptions, type LabGitHub } from '../lab/github/github.ts';
import type { GitHubRequest } from '../lab/github/requests.ts';
import { runActionOn } from '../lab/github/run-action.ts';
import { runCli, type CliResult } from '../lab/program.ts';
import type { ActionOptions, ActionResult } from '../lab/runner.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

/** The workflow's own token. */
export const TOKEN = 'ghs_WorkflowToken';

export interface Workflow extends AsyncDisposable {
  readonly github: LabGitHub;
  readonly app: LabRepository;
  readonly artifacts: ArtifactState;
  readonly folder: TemporaryFolder;
  /** A new run of the workflow, with one step. */
  run(inputs?: Readonly<Record<string, string>>, options?: ActionOptions): Promise<ActionResult>;
  /** The command line on another machine, with the token. */
  cli(...args: string[]): Promise<CliResult>;
  /** Requests since the last call: to the API about artifacts and caches, to git, and to the second origin. */
  requests(): Record<'actions' | 'git' | 'downloads', number>;
}

/** Starts a GitHub that has acme/app, with a few commits. */
export async function startWorkflow(options: GitHubOptions = {}): Promise<Workflow> {
  const folder = await temporaryFolder();
  const github = await startGitHub({ token: TOKEN, kind: 'workflow', ...options });
  const app = await github.addRepository('acme/app', { private: true });
  for (let count = 0; count < 3; count += 1) await app.git.commit();
  const workspace = folder.join('workspace');
  await mkdir(workspace);
  let runs = 1_000_000;
  let seen = 0;
  return {
    github,
    app,
    artifacts: artifactsOf(github.state, 'acme/app'),
    folder,
    run: (inputs, options) =>
      runActionOn(github, inputs, { workspace, repository: 'acme/app', run: (runs += 1), ...options }),
    cli: (...args) =>
      runCli([...args, '--api-url', github.apiUrl], { cwd: folder.path, env: { REPO_BACKUP_TOKEN: TOKEN } }),
    requests() {
      const since = github.requests.slice(seen);
      seen = github.requests.length;
      const count = (wanted: (request: GitHubRequest) => boolean) => since.filter(wanted).length;
      return {
        actions: count(({ place, path }) => place === 'rest' && path.includes('/actions/')),
        git: count(({ place }) => place === 'git'),
        downloads: count(({ place }) => place === 'downloads'),
      };
    },
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
