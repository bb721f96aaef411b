// GitHub's artifacts and caches by themselves, without the rest of it: what tests of the store and of the cache start.
//
//   await using world = await startArtifacts();
//   world.state.artifacts, world.requests, world.days(30), world.faults.push((request) => answer)
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { artifactState, type ArtifactState, type ServiceAnswer, type ServiceRequest } from './artifact-state.ts';
import { answerArtifactRoutes, answerArtifactService } from './artifacts.ts';
import { startBlobServer, type BlobServer } from './blobs.ts';
import { answerCacheRoutes, answerCacheService } from './caches.ts';

/** Looks at a request before anybody else does; what it gives is the answer. */
export type Fault = (request: ServiceRequest) => ServiceAnswer | undefined;

export interface ArtifactWorld extends AsyncDisposable {
  readonly url: string;
  readonly state: ArtifactState;
  readonly blobs: BlobServer;
  /** `METHOD /path?query` of every request to the API and to the services, in order. */
  readonly requests: string[];
  readonly faults: Fault[];
  /** Moves the server's clock on. */
  days(count: number): void;
}

/** The token that the API demands. */
export const TOKEN = 'ghs_artifacts';

/** Starts the services and the blob server on free ports of 127.0.0.1. */
export async function startArtifacts(start = new Date()): Promise<ArtifactWorld> {
  let ahead = 0;
  const begun = Date.now();
  const now = () => new Date(start.getTime() + ahead + Date.now() - begun);
  const blobs = await startBlobServer({ now });
  const state = artifactState(blobs, now);
  const requests: string[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    requests.push(`${request.method} ${incoming.url}`);
    const faulty = faults.map((fault) => fault(request)).find((one) => one);
    const { status, headers = {}, json } = faulty ?? refusal(request) ?? respond(state, request);
    const body = json === undefined ? '' : JSON.stringify(json);
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(body);
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    blobs,
    requests,
    faults,
    days: (count) => void (ahead += count * 86_400_000),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      await blobs[Symbol.asyncDispose]();
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const { pathname: path, searchParams: query } = new URL(incoming.url ?? '/', 'http://host');
  return { method: incoming.method ?? '', path, query, headers: incoming.headers, body: await buffer(incoming) };
}

function refusal({ path, headers }: ServiceRequest): ServiceAnswer | undefined {
  if (path.startsWith('/twirp/')) return undefined;
  if (headers.authorization === `token ${TOKEN}`) return undefined;
  return { status: 401, json: { message: 'Bad credentials' } };
}

/** Whoever of the services knows the request answers it. */
function respond(state: ArtifactState, request: ServiceRequest): ServiceAnswer {
  return (
    answerArtifactService(state, request) ??
    answerCacheService(state, request) ??
    answerArtifactRoutes(state, request) ??
    answerCacheRoutes(state, request) ?? { status: 404, json: { message: 'Not Found' } }
  );
}
