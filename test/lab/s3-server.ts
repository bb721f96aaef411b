// S3 as AWS describes it, in memory: the half that the real server of the long suite does not have (SHA-256 checksums, conditions
// on completing uploads, regions), for tests that npm alone must be able to run. It checks digests and conditions; it believes any
// secret. What depends on a real server belongs into test/heavy.
//
//   await using server = await startS3Server();
//   server.url, server.objects, server.requests
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { operate } from './s3-operations.ts';
import { refuse, type S3Answer, type S3Request, type S3State } from './s3-state.ts';

export interface S3Server extends AsyncDisposable, S3State {
  readonly url: string;
  readonly port: number;
  readonly requests: S3Request[];
}

export interface S3ServerOptions extends Partial<Pick<S3State, 'pageSize' | 'conditions' | 'now'>> {
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** The one bucket that there is, its region, and the only access key. */
export const BUCKET = 'backups';
const REGION = 'eu-central-1';
export const ACCESS_KEY = 'AKIALAB';

/** Starts the server on a free port of 127.0.0.1. */
export async function startS3Server({ tls, ...options }: S3ServerOptions = {}): Promise<S3Server> {
  const state: S3State = {
    bucket: BUCKET,
    region: REGION,
    pageSize: 1000,
    conditions: 'kept',
    now: () => new Date(),
    ...options,
    objects: new Map(),
    uploads: new Map(),
  };
  const requests: S3Request[] = [];
  const listener: RequestListener = (request, response) => {
    answer(state, requests, request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function answer(
  state: S3State,
  requests: S3Request[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://host');
  const [name, path] = addressed(incoming.headers.host ?? '', decodeURIComponent(url.pathname).slice(1));
  const request: S3Request = {
    method: incoming.method ?? '',
    key: path,
    query: url.searchParams,
    headers: incoming.headers,
    body: await buffer(incoming),
  };
  requests.push(request);
  const { status, headers = {}, body = '' } = refusal(state, name, request) ?? operate(state, request);
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': bytes.length, ...headers });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The bucket is in the host name or the first part of the path. */
function addressed(host: string, path: string): [string, string] {
  const virtual = /^(.+)\.s3\.[a-z0-9-]+\.amazonaws\.com(:\d+)?$/.exec(host)?.[1];
  if (virtual !== undefined) return [virtual, path];
  const [bucket = '', ...rest] = path.split('/');
  return [bucket, rest.join('/')];
}

/** What is wrong with a request whatever it asks for. */
function refusal(state: S3State, bucket: string, { headers, body }: S3Request): S3Answer | undefined {
  const [, key, region] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  if (key !== ACCESS_KEY) return refuse(403, 'InvalidAccessKeyId');
  if (region !== state.region) return refuse(400, 'AuthorizationHeaderMalformed', `<Region>${state.region}</Region>`);
  if (bucket !== state.bucket) return refuse(404, 'NoSuchBucket');
  const over = (algorithm: string) => createHash(algorithm).update(body);
  const signed = headers['x-amz-content-sha256'];
  if (signed !== over('sha256').digest('hex')) return refuse(400, 'XAmzContentSHA256Mismatch');
  const md5 = headers['content-md5'] ?? over('md5').digest('base64');
  if (md5 !== over('md5').digest('base64')) return refuse(400, 'BadDigest');
  const sha256 = headers['x-amz-checksum-sha256'] ?? over('sha256').digest('base64');
  return sha256 === over('sha256').digest('base64') ? undefined : refuse(400, 'BadDigest');
}
