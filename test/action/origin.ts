// A forge with one private repository, acme/app, and a workflow of it that may read it: what an Action's test starts from.
import { mkdir } from 'node:fs/promises';
import { startGitServer } from '../lab/git-server.ts';
import type { GitServer } from '../lab/git-server.ts';
import type { Repository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { runAction } from '../lab/runner.ts';
import type { ActionOptions, ActionResult } from '../lab/runner.ts';
import { temporaryFolder } from '../lab/temp.ts';

/** The token that the forge demands. */
export const TOKEN = 'ghs_WorkflowToken';

export interface Origin extends AsyncDisposable {
  readonly server: GitServer;
  readonly app: Repository;
  /** GITHUB_WORKSPACE of every step; relative stores lie in it. */
  readonly workspace: string;
  /** A path in the folder that holds everything, outside of the workspace. */
  path(...parts: string[]): string;
  /** Runs a step of the workflow. */
  step(inputs: Readonly<Record<string, string>>, options?: ActionOptions): Promise<ActionResult>;
}

export async function startOrigin(): Promise<Origin> {
  const folder = await temporaryFolder();
  const workspace = folder.join('workspace');
  await mkdir(workspace);
  const app = await linearHistory(folder.join('forge/acme/app.git'), 5);
  const server = await startGitServer({ root: folder.join('forge'), token: TOKEN });
  // There is no API here: nobody listens on port 9.
  const nobody = 'http://127.0.0.1:9';
  const context = { 'github.server_url': server.url, 'github.api_url': nobody, 'github.repository': 'acme/app' };
  return {
    server,
    app,
    workspace,
    path: (...parts) => folder.join(...parts),
    // There is no GitHub here that could take an issue.
    step: (inputs, options = {}) =>
      runAction({ 'failure-issue': 'false', ...inputs }, { workspace, token: TOKEN, context, ...options }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
