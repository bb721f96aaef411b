// A git server for tests: git's own http-backend behind node:http, which can record, demand a token, redirect and misbehave.
//
//   await using server = await startGitServer({ root: folder.path, token: "secret" });
//   git clone `${server.url}/acme/app.git`
//   server.requests[0]?.authorization, server.faults.next(...), server.rename("/acme/old.git", "/acme/app.git")
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { faultQueue } from './faults.ts';
import type { Fault, Faults } from './faults.ts';
import { httpBackend } from './http-backend.ts';
import type { Backend } from './http-backend.ts';
import { answerGit } from './git-answers.ts';
import { sendReply } from './responses.ts';
import { recordRequest } from './recorded-request.ts';
import type { RecordedRequest } from './recorded-request.ts';

export interface GitServerOptions {
  /** Folder whose bare repositories are served: `<root>/acme/app.git` at `/acme/app.git` and at `/acme/app`. */
  readonly root: string;
  /** Demands `Basic x-access-token:<token>`; anything else is answered with 401. */
  readonly token?: string;
  readonly protocolV2?: boolean;
  readonly latencyMs?: number;
  /** Accepts pushes. Default false. */
  readonly push?: boolean;
  /** git configuration that the serving git sees. */
  readonly config?: Readonly<Record<string, string>>;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** What a test may change while the server runs, such as a token that is revoked. */
export interface ServerSettings {
  token: string | undefined;
  protocolV2: boolean;
  latencyMs: number;
}

export interface GitServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  readonly settings: ServerSettings;
  /** The most requests that were in work at the same time. */
  readonly peakRequests: number;
  /** Redirects a repository's requests to another path, or to another server if `to` is a URL. Default status 301. */
  rename(from: string, to: string, status?: number): void;
}

interface State {
  readonly backend: Backend;
  readonly root: string;
  readonly push: boolean;
  readonly settings: ServerSettings;
  readonly renames: Map<string, { readonly to: string; readonly status: number }>;
  readonly faults: ReturnType<typeof faultQueue>;
  readonly requests: RecordedRequest[];
  readonly connections: WeakMap<object, number>;
  url: string;
}

/** Starts the server on a free port of 127.0.0.1. Disposing closes its connections and ends its children. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const { root, token, protocolV2 = true, latencyMs = 0, push = false, tls } = options;
  const state: State = {
    backend: httpBackend({ root, push, config: options.config ?? {} }),
    root,
    push,
    settings: { token, protocolV2, latencyMs },
    renames: new Map(),
    faults: faultQueue(),
    requests: [],
    connections: new WeakMap(),
    url: '',
  };
  let current = 0;
  let peak = 0;
  const listener: RequestListener = (request, response) => {
    peak = Math.max(peak, (current += 1));
    response.once('close', () => (current -= 1));
    handle(state, request, response).catch(() => response.destroy());
  };
  const server =
    tls === undefined ? createServer(listener) : createTlsServer({ key: tls.key, cert: tls.cert }, listener);
  countConnections(server, tls === undefined ? 'connection' : 'secureConnection', state.connections);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  state.url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return {
    url: state.url,
    port,
    requests: state.requests,
    faults: state.faults,
    settings: state.settings,
    get peakRequests() {
      return peak;
    },
    rename: (from, to, status = 301) => void state.renames.set(from, { to, status }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, state.backend[Symbol.asyncDispose]()]);
    },
  };
}

function countConnections(server: Server, event: string, numbers: WeakMap<object, number>): void {
  let count = 0;
  server.on(event, (socket: object) => numbers.set(socket, (count += 1)));
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', state.url);
  // A request to upload-pack must be read to know what it asks; a push is streamed on.
  const streamed = url.pathname.endsWith('/git-receive-pack');
  const body = streamed ? undefined : await buffer(request);
  const connection = state.connections.get(request.socket) ?? 0;
  const record = recordRequest({ method: request.method ?? 'GET', url, headers: request.headers, connection, body });
  state.requests.push(record);
  if (state.settings.latencyMs > 0) await wait(state.settings.latencyMs);
  if (request.socket.destroyed) return;

  const refusal = refuse(state, record) ?? redirect(state, url);
  if (refusal !== undefined) return sendReply(response, record, refusal);
  const fault = state.faults.take(record);
  record.fault = fault?.name;
  if (fault?.reply !== undefined) return sendReply(response, record, fault.reply);
  await serve(state, record, { body: body ?? request, response, url, fault });
}

interface Exchange {
  readonly body: Buffer | IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly fault: Fault | undefined;
}

async function serve(state: State, record: RecordedRequest, { body, response, url, fault }: Exchange): Promise<void> {
  const hidden = fault?.withoutProtocol === true || !state.settings.protocolV2;
  const path = withSuffix(state.root, decodeURIComponent(url.pathname), record.repository);
  await answerGit(state.backend, record, { path, hidden, body, response, fault });
}

/** Forges serve a repository with and without `.git` at the end of its name. */
function withSuffix(root: string, path: string, repository: string): string {
  const name = decodeURIComponent(repository);
  const needed = !existsSync(join(root, name)) && existsSync(join(root, `${name}.git`));
  return needed ? `${name}.git${path.slice(name.length)}` : path;
}

function refuse({ settings: { token } }: State, { authorization }: RecordedRequest): Fault['reply'] {
  if (token === undefined) return undefined;
  const expected = Buffer.from(`x-access-token:${token}`).toString('base64');
  const [scheme = '', value] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() === 'basic' && value === expected) return undefined;
  const headers = { 'www-authenticate': 'Basic realm="lab"', 'content-type': 'text/plain' };
  return { status: 401, headers, body: 'Invalid username or token.\n' };
}

function redirect({ renames, url: origin }: State, url: URL): Fault['reply'] {
  for (const [from, { to, status }] of renames) {
    if (!url.pathname.startsWith(`${from}/`)) continue;
    const base = to.startsWith('/') ? origin + to : to;
    return { status, headers: { location: base + url.pathname.slice(from.length) + url.search }, body: '' };
  }
  return undefined;
}
