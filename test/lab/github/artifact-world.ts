// GitHub's artifacts and caches by themselves, without the rest of it: quick to start, for tests of what speaks with them only.
//
//   await using world = await startArtifacts();
//   world.state.artifacts, world.requests, world.days(30), world.faults.push((request) => answer), world.cuts.push(1000)
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { artifactState, type ArtifactState, type ServiceAnswer, type ServiceRequest } from './artifact-state.ts';
import { answerArtifactRoutes, answerArtifactService } from './artifacts.ts';
import { newBlobs, type Blobs } from './blobs.ts';
import { answerCacheRoutes, answerCacheService } from './caches.ts';
import { mismatchesIn, type Exchange } from './fidelity.ts';

/** Looks at a request before anybody else does; what it gives is the answer. */
export type Fault = (request: ServiceRequest) => ServiceAnswer | undefined | Promise<ServiceAnswer | undefined>;

export interface ArtifactWorld extends AsyncDisposable {
  readonly url: string;
  readonly state: ArtifactState;
  readonly blobs: Blobs;
  /** `METHOD /path?query` of every request to the API and to the services, in order. */
  readonly requests: string[];
  /** Every request to the second origin. */
  readonly downloads: ServiceRequest[];
  readonly faults: Fault[];
  /** The next downloads are cut behind so many bytes; a negative number ends them short without an error. */
  readonly cuts: number[];
  /** Moves the server's clock on. Disposing throws if a request or an answer was not as GitHub has it. */
  days(count: number): void;
}

/** The token that the API demands. */
export const TOKEN = 'ghs_artifacts';

/** Starts both origins on free ports of 127.0.0.1. */
export async function startArtifacts(): Promise<ArtifactWorld> {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const [requests, downloads, faults, cuts]: [string[], ServiceRequest[], Fault[], number[]] = [[], [], [], []];
  const exchanges: Exchange[] = [];
  const storage = await listen(async (request, response) => {
    downloads.push(request);
    const { status, headers, body } = await blobs.answer(request);
    const cut = request.method === 'GET' ? cuts.shift() : undefined;
    const sent = body.subarray(0, cut === undefined ? body.length : Math.abs(cut));
    const length = cut !== undefined && cut < 0 ? sent.length : body.length;
    response.writeHead(status, { 'content-length': length, ...headers });
    if (request.method === 'HEAD') response.end();
    else if (cut !== undefined && cut >= 0) response.write(sent, () => response.destroy());
    else response.end(sent);
  });
  const blobs = newBlobs({ origin: () => storage.url, now });
  const state = artifactState(blobs, now);
  const api = await listen(async (request, response) => {
    const { method, path, query } = request;
    requests.push(`${method} ${path}${query.size > 0 ? `?${query.toString()}` : ''}`);
    const faulty = (await Promise.all(faults.map(async (fault) => fault(request)))).find((one) => one);
    const { status, headers = {}, json } = faulty ?? refusal(request) ?? (await respond(state, request));
    if (!faulty) exchanges.push({ method, path, query, sent: jsonIn(request.body), status, answer: json });
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(json === undefined ? '' : JSON.stringify(json));
  });
  return {
    url: api.url,
    state,
    blobs,
    requests,
    downloads,
    faults,
    cuts,
    days: (count) => void (ahead += count * 86_400_000),
    async [Symbol.asyncDispose]() {
      for (const { server } of [api, storage]) {
        server.closeAllConnections();
        await new Promise((resolve) => void server.close(resolve));
      }
      const mismatches = await mismatchesIn(exchanges);
      if (mismatches.length > 0) throw new Error(`not as GitHub has it:\n${mismatches.join('\n')}`);
    },
  };
}

type Listener = (request: ServiceRequest, response: ServerResponse) => Promise<void>;

async function listen(listener: Listener): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming, response) => {
    readRequest(incoming)
      .then((request) => listener(request, response))
      .catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const { pathname: path, searchParams: query } = new URL(incoming.url ?? '/', 'http://host');
  return { method: incoming.method ?? '', path, query, headers: incoming.headers, body: await buffer(incoming) };
}

function jsonIn(body: Buffer): unknown {
  return body.length === 0 ? undefined : JSON.parse(body.toString());
}

function refusal({ path, headers }: ServiceRequest): ServiceAnswer | undefined {
  if (path.startsWith('/twirp/')) return undefined;
  if (headers.authorization === `token ${TOKEN}`) return undefined;
  return { status: 401, json: { message: 'Bad credentials' } };
}

/** Whoever of the services knows the request answers it. */
async function respond(state: ArtifactState, request: ServiceRequest): Promise<ServiceAnswer> {
  return (
    (await answerArtifactService(state, request)) ??
    (await answerCacheService(state, request)) ??
    (await answerArtifactRoutes(state, request)) ??
    answerCacheRoutes(state, request) ?? { status: 404, json: { message: 'Not Found' } }
  );
}
