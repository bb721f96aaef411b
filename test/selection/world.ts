// An organisation on the lab's GitHub, a store, and both doors: what the tests of selecting start from.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGitHub } from '../lab/github/github.ts';
import type { GitHubOptions, LabGitHub } from '../lab/github/github.ts';
import { newAppKey } from '../lab/github/apps.ts';
import { runCli } from '../lab/program.ts';
import type { CliResult } from '../lab/program.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { runAction } from '../lab/runner.ts';
import type { ActionOptions, ActionResult } from '../lab/runner.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { Entry } from '../doors/scene.ts';

const TOKEN = 'ghp_PersonalToken';

export interface World extends AsyncDisposable {
  readonly github: LabGitHub;
  /** A bare repository with three commits, for `copyOf`. */
  readonly content: string;
  /** GITHUB_WORKSPACE, and the working directory of the command line. */
  readonly workspace: string;
  /** Runs the Action as a workflow of acme/backups on the lab's GitHub; the store is `./backups` unless told otherwise. */
  action(inputs: Readonly<Record<string, string>>, options?: ActionOptions): Promise<ActionResult>;
  /** Runs the command line on the lab's GitHub. */
  cli(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
  /** The newest manifest of a repository in `./backups`. */
  manifest(repository: string): Promise<{ repository: { id: number | null; visibility: string | null } }>;
  /** Repositories in `./backups`. */
  stored(): Promise<string[]>;
  /** Requests to the API since the last call, as `place path`. */
  asked(): string[];
}

export async function openWorld(options: GitHubOptions = {}): Promise<World> {
  const folder = await temporaryFolder('repo-backup-selection-');
  const workspace = folder.join('workspace');
  await mkdir(workspace);
  const content = folder.join('content.git');
  await linearHistory(content, 3);
  const github = await startGitHub({ token: TOKEN, ...options });
  let seen = 0;
  const backups = join(workspace, 'backups');
  return {
    github,
    content,
    workspace,
    action: (inputs, more = {}) =>
      runAction(
        { store: './backups', ...inputs },
        {
          workspace,
          token: TOKEN,
          ...more,
          context: {
            'github.server_url': github.url,
            'github.api_url': github.apiUrl,
            'github.graphql_url': github.graphqlUrl,
            ...more.context,
          },
        },
      ),
    cli: (args, env = {}) =>
      runCli([...args, '--server-url', github.url, '--api-url', github.apiUrl], {
        cwd: workspace,
        env: { REPO_BACKUP_TOKEN: TOKEN, ...env },
      }),
    async manifest(repository) {
      const name = (await readdir(join(backups, repository)))
        .filter((file) => file.endsWith('.json'))
        .toSorted()
        .at(-1);
      return JSON.parse(await readFile(join(backups, repository, name ?? ''), 'utf8')) as Awaited<
        ReturnType<World['manifest']>
      >;
    },
    async stored() {
      const files = await readdir(backups, { recursive: true }).catch(() => []);
      const manifests = files.filter((file) => /snapshot-\d{8}-\d{6}\.json$/.test(file));
      return [...new Set(manifests.map((file) => file.split('/').slice(0, 2).join('/')))].toSorted();
    },
    asked() {
      const some = github.requests.slice(seen).filter(({ place }) => place !== 'git');
      seen = github.requests.length;
      return some.map(({ place, method, path }) => `${place} ${method} ${path}`);
    },
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Installs an App at owners; gives the inputs that use it. */
export function installApp(
  github: LabGitHub,
  accounts: readonly string[],
  changes: { repositories?: readonly string[]; suspended?: boolean; permissions?: object } = {},
): { 'app-id': string; 'app-private-key': string } {
  const { privateKey, publicKey } = newAppKey();
  const permissions = { contents: 'read', metadata: 'read' } as const;
  const installations = accounts.map((account, at) => ({ id: 70 + at, account, permissions, ...changes }));
  github.addApp({ id: 7, slug: 'backup', publicKey, installations });
  return { 'app-id': '7', 'app-private-key': privateKey };
}

/** Lines of a report, by repository: its status, and the kind of its error. */
export function outcomes(entries: readonly Entry[]): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ repository, status, error }) => [repository, error ? `${status}: ${error.kind}` : status]),
  );
}
