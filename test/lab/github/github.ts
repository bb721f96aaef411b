// A GitHub on loopback: REST, GraphQL and git over HTTP at one origin, answered from one state, with faults on demand.
//
//   await using github = await startGitHub({ token: 'ghp_secret' });
//   const app = await github.addRepository('acme/app', { private: true, topics: ['tier-1'] });
//   await app.git.commit();                               a bare repository that REST, GraphQL and git all show
//   GITHUB_API_URL = github.apiUrl, git clone `${github.url}/acme/app.git`
//   github.settings.token = undefined                     the token was revoked
//   github.settings.permissions = { issues: 'none' }      403 Resource not accessible by ...
//   github.settings.budget.remaining = 0                  the hour's requests are used up
//   github.addToken('ghs_1', { kind: 'workflow', repositories: ['acme/app'] })
//   github.faults.next({ match: ({ path }) => path.endsWith('/issues'), fault: answer(502), times: 2 })
//   github.requests.filter(({ place, method }) => place === 'rest' && method === 'DELETE')
//
// Owners are told at the start; `acme` (an organisation) and `ada` (a user) are there anyway.
//
// More routes: write `test/lab/github/<topic>.ts` that exports `<topic>Routes: Route[]` (see routes.ts for what a route gets and
// gives) and add it in table.ts. A route comes before emulate; one that gives undefined leaves the request to it. What routes
// share is kept beside the state: `const uploads = stateOf(state)` over a WeakMap<GitHubState, ...>, so that no file needs to
// know another's. `state.emulated.ask(...)` asks emulate what it would say. Bodies may be streams, in and out.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultQueue } from '../faults.ts';
import type { Faults } from '../faults.ts';
import { httpBackend } from '../http-backend.ts';
import { temporaryFolder } from '../temp.ts';
import { newCatalog } from './catalog.ts';
import type { LabRepository, NewRepository } from './catalog.ts';
import { startEmulated } from './emulated.ts';
import { mismatchesIn } from './fidelity.ts';
import type { GitHubRequest } from './requests.ts';
import type { Route } from './routes.ts';
import { serve } from './serve.ts';
import { ACTOR, newSettings } from './settings.ts';
import type { Access, Settings } from './settings.ts';
import type { App, GitHubState, Owner } from './state.ts';
import { ROUTES } from './table.ts';

export interface GitHubOptions extends Partial<Settings> {
  /** Logins beside `acme`. */
  readonly organizations?: readonly string[];
  /** Logins beside `ada`. */
  readonly users?: readonly string[];
  /** Asked before those of table.ts. */
  readonly routes?: readonly Route[];
}

export interface LabGitHub extends AsyncDisposable {
  /** Without a slash at the end; as are the others. */
  readonly url: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** The second origin. */
  readonly downloadsUrl: string;
  readonly settings: Settings;
  readonly requests: GitHubRequest[];
  readonly faults: Faults<GitHubRequest>;
  /** What is wrong with requests or answers when measured by GitHub's own descriptions. Disposing throws if there is any. */
  readonly mismatches: string[];
  addRepository(fullName: string, options?: NewRepository): Promise<LabRepository>;
  /** The old name redirects from now on. */
  rename(from: string, to: string): Promise<void>;
  removeRepository(fullName: string): Promise<void>;
  /** A token beside that of the settings. By default a personal one that may do everything. */
  addToken(token: string, access?: Partial<Access>): void;
  revoke(token: string): void;
  addApp(app: App): void;
  /** For the lab's own routes and their tests. */
  readonly state: GitHubState;
}

/** Starts a GitHub on two free ports of 127.0.0.1. Disposing ends it, removes its repositories, and tells mismatches. */
export async function startGitHub(options: GitHubOptions = {}): Promise<LabGitHub> {
  const { organizations = [], users = [], routes = [], ...changes } = options;
  const folder = await temporaryFolder('repo-backup-github-');
  const owners = ownersOf(['acme', ...organizations], ['ada', ...users]);
  const lab: { state?: GitHubState } = {};
  const listen = (origin: 'main' | 'downloads') =>
    listenFor(
      (incoming, response) => lab.state && serve(lab.state, { incoming, response, origin }),
      (what) => void lab.state?.mismatches.push(what),
    );
  const [main, downloads] = [listen('main'), listen('downloads')];
  const [url, downloadsUrl] = [await addressOf(main), await addressOf(downloads)];
  const emulated = await startEmulated(owners, url);
  const state: GitHubState = {
    url,
    downloadsUrl,
    settings: newSettings(changes),
    tokens: new Map(),
    owners: new Map(owners.map((owner) => [owner.login.toLowerCase(), owner])),
    apps: [],
    catalog: newCatalog(folder.join('repositories')),
    faults: faultQueue<GitHubRequest>(),
    requests: [],
    mismatches: [],
    exchanges: [],
    routes: [...routes, ...ROUTES],
    emulated,
    backend: httpBackend({ root: folder.join('repositories'), push: true }),
    folder: folder.path,
  };
  lab.state = state;
  return handleOf(state, async () => {
    const closed = [main, downloads].map((server) => new Promise((resolve) => server.close(resolve)));
    for (const server of [main, downloads]) server.closeAllConnections();
    await Promise.all([...closed, emulated[Symbol.asyncDispose](), state.backend[Symbol.asyncDispose]()]);
    await folder[Symbol.asyncDispose]();
  });
}

function handleOf(state: GitHubState, close: () => Promise<void>): LabGitHub {
  const { url, catalog, tokens, owners, mismatches } = state;
  const checkOwner = (fullName: string) => {
    const [owner = ''] = fullName.split('/');
    if (!owners.has(owner.toLowerCase()))
      throw new Error(`the lab's GitHub has no ${owner}: start it with \`organizations\` or \`users\``);
  };
  return {
    url,
    apiUrl: `${url}/api/v3`,
    graphqlUrl: `${url}/api/graphql`,
    downloadsUrl: state.downloadsUrl,
    settings: state.settings,
    requests: state.requests,
    faults: state.faults,
    mismatches,
    state,
    async addRepository(fullName, options) {
      checkOwner(fullName);
      return catalog.add(fullName, options);
    },
    async rename(from, to) {
      checkOwner(to);
      await state.emulated.renamed(catalog.rename(from, to));
    },
    async removeRepository(fullName) {
      const found = catalog.find(fullName);
      if (found) await state.emulated.removed(found.repository);
      await catalog.remove(fullName);
    },
    addToken: (token, access = {}) =>
      void tokens.set(token, {
        kind: 'personal',
        login: ACTOR,
        permissions: {},
        repositories: undefined,
        expires: undefined,
        ...access,
      }),
    revoke: (token) => void tokens.delete(token),
    addApp: (app) => void state.apps.push(app),
    async [Symbol.asyncDispose]() {
      await close();
      mismatches.push(...(await mismatchesIn(state.exchanges)));
      if (mismatches.length > 0) throw new Error(`not as GitHub has it:\n${mismatches.join('\n')}`);
    },
  };
}

function ownersOf(organizations: readonly string[], users: readonly string[]): Owner[] {
  const all = [
    ...organizations.map((login) => ({ login, type: 'Organization' as const })),
    ...users.map((login) => ({ login, type: 'User' as const })),
  ];
  return all.map((owner, index) => ({ ...owner, id: 9001 + index }));
}

/** What Node says of a body that broke off: of a request that no longer comes, and of an answer that nobody reads. */
const LEFT: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

type Listener = (...args: Parameters<Parameters<typeof createServer>[1] & object>) => Promise<void> | undefined;

/** A fault of the lab itself must be seen for one: it is told when the lab is disposed. A client may go away at any time. */
function listenFor(listener: Listener, failed: (what: string) => void): Server {
  return createServer((incoming, response) => {
    Promise.resolve(listener(incoming, response)).catch((error: unknown) => {
      if (incoming.socket.destroyed && LEFT.has((error as NodeJS.ErrnoException).code)) return;
      failed(
        `the lab failed at ${incoming.method} ${incoming.url}: ${error instanceof Error ? error.stack : String(error)}`,
      );
      // A status that clients do not try again.
      if (response.headersSent) response.destroy();
      else response.writeHead(400, { 'content-type': 'text/plain' }).end(`the lab failed: ${String(error)}`);
    });
  });
}

async function addressOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
