// The second origin of GitHub: a small block-blob server as Azure describes it, for addresses that are signed and run out.
//
//   await using blobs = await startBlobServer({ now: () => new Date() });
//   blobs.sign('upload', 'artifacts/1', 3600), blobs.blobs.get('artifacts/1'), blobs.cuts.push(1000)
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface BlobRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly status: number;
}

export interface BlobServer extends AsyncDisposable {
  readonly url: string;
  /** Whole blobs by path. */
  readonly blobs: Map<string, Buffer>;
  readonly requests: BlobRequest[];
  /** The next answers with a body are cut behind so many bytes; a negative number ends them short without an error. */
  readonly cuts: number[];
  /** A signed address, which is good for so many seconds. */
  sign(what: 'upload' | 'download', path: string, seconds: number): string;
}

/** Starts the server on a free port of 127.0.0.1. Its clock is the one that addresses run out by. */
export async function startBlobServer({ now }: { now: () => Date }): Promise<BlobServer> {
  const key = randomBytes(16).toString('hex');
  const blobs = new Map<string, Buffer>();
  const blocks = new Map<string, Buffer>();
  const requests: BlobRequest[] = [];
  const cuts: number[] = [];
  const signature = (what: string, path: string, until: string) =>
    createHash('sha256').update(`${key} ${what} ${path} ${until}`).digest('hex');

  const refusal = (request: IncomingMessage, url: URL, path: string): number | undefined => {
    const { method } = request;
    const what = method === 'PUT' ? 'upload' : 'download';
    const until = url.searchParams.get('se') ?? '';
    // Azure takes a token that comes along with a signature for the one that counts, and refuses it.
    if (request.headers.authorization !== undefined) return 400;
    if (url.searchParams.get('sig') !== signature(what, path, until)) return 403;
    return now().getTime() > Date.parse(until) ? 403 : undefined;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://host');
    const path = url.pathname.slice(1);
    const body = await buffer(request);
    const status = refusal(request, url, path) ?? (request.method === 'PUT' ? write(url, path, body) : undefined);
    if (status === undefined) read(request, response, path);
    else respond(response, status);
    requests.push({ method: request.method ?? '', path, headers: request.headers, status: response.statusCode });
  };

  const write = (url: URL, path: string, body: Buffer): number => {
    const operation = url.searchParams.get('comp');
    if (operation === 'block') blocks.set(`${path} ${url.searchParams.get('blockid')}`, body);
    else if (operation === 'blocklist') {
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id);
      const parts = ids.map((id) => blocks.get(`${path} ${id}`));
      if (!parts.every((part) => part !== undefined)) return 400;
      blobs.set(path, Buffer.concat(parts));
    } else blobs.set(path, body);
    return 201;
  };

  const read = (request: IncomingMessage, response: ServerResponse, path: string): void => {
    const blob = blobs.get(path);
    if (!blob) return respond(response, 404);
    const [, first, last] =
      /^bytes=(\d+)-(\d*)$/.exec(String(request.headers['x-ms-range'] ?? request.headers.range ?? '')) ?? [];
    const start = Number(first ?? 0);
    if (first !== undefined && start >= blob.length) return respond(response, 416);
    const part = blob.subarray(start, last ? Number(last) + 1 : blob.length);
    const cut = request.method === 'HEAD' ? undefined : cuts.shift();
    const sent = cut === undefined ? part : part.subarray(0, Math.abs(cut));
    response.writeHead(first === undefined ? 200 : 206, {
      ...COMMON,
      'content-length': cut !== undefined && cut < 0 ? sent.length : part.length,
      ...(first === undefined ? {} : { 'content-range': `bytes ${start}-${start + part.length - 1}/${blob.length}` }),
    });
    if (request.method === 'HEAD') response.end();
    else if (cut !== undefined && cut >= 0) response.write(sent, () => response.destroy());
    else response.end(sent);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    blobs,
    requests,
    cuts,
    sign(what, path, seconds) {
      const until = new Date(now().getTime() + seconds * 1000).toISOString();
      return `${url}/${path}?se=${encodeURIComponent(until)}&sig=${signature(what, path, until)}`;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

const COMMON = {
  'x-ms-version': '2025-01-05',
  'x-ms-request-id': '00000000-0000-0000-0000-000000000000',
  'accept-ranges': 'bytes',
  etag: '"0x1"',
  'last-modified': 'Sat, 21 Nov 2026 02:00:00 GMT',
};

function respond(response: ServerResponse, status: number): void {
  const body = status === 201 ? '' : `<?xml version="1.0"?><Error><Code>Status${status}</Code></Error>`;
  response.writeHead(status, { ...COMMON, 'content-type': 'application/xml', 'content-length': body.length }).end(body);
}
