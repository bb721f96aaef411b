// Block blobs as Azure describes them, at addresses that are signed and run out: where GitHub keeps artifacts and caches.
import { createHash, randomBytes } from 'node:crypto';
import type { ServiceRequest } from './artifact-state.ts';

export interface BlobAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Blobs {
  /** Whole blobs by path. */
  readonly whole: Map<string, Buffer>;
  /** A signed address, which is good for so many seconds. */
  sign(what: 'upload' | 'download', path: string, seconds: number): string;
  /** Answers a request to an address below `PREFIX`. */
  answer(request: ServiceRequest): BlobAnswer;
}

export const PREFIX = '/blobs/';

/** Blobs below an origin. Their addresses run out by the clock that is given. */
export function newBlobs({ origin, now }: { origin: () => string; now: () => Date }): Blobs {
  const key = randomBytes(16).toString('hex');
  const whole = new Map<string, Buffer>();
  const blocks = new Map<string, Buffer>();
  const signature = (what: string, path: string, until: string) =>
    createHash('sha256').update(`${key} ${what} ${path} ${until}`).digest('hex');

  const refusal = ({ method, query, headers }: ServiceRequest, path: string): number | undefined => {
    const until = query.get('se') ?? '';
    // Azure takes a token that comes along with a signature for the one that counts, and refuses it.
    if (headers.authorization !== undefined) return 400;
    if (query.get('sig') !== signature(method === 'PUT' ? 'upload' : 'download', path, until)) return 403;
    return now().getTime() > Date.parse(until) ? 403 : undefined;
  };

  const write = ({ query, body }: ServiceRequest, path: string): number => {
    const operation = query.get('comp');
    if (operation === 'block') blocks.set(`${path} ${query.get('blockid')}`, body);
    else if (operation === 'blocklist') {
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id);
      const parts = ids.map((id) => blocks.get(`${path} ${id}`));
      if (!parts.every((part) => part !== undefined)) return 400;
      whole.set(path, Buffer.concat(parts));
      for (const id of ids) blocks.delete(`${path} ${id}`);
    } else whole.set(path, body);
    return 201;
  };

  const read = ({ headers }: ServiceRequest, path: string): BlobAnswer => {
    const blob = whole.get(path);
    if (!blob) return plain(404);
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(String(headers['x-ms-range'] ?? headers.range ?? '')) ?? [];
    const start = Number(first ?? 0);
    if (first !== undefined && start >= blob.length) return plain(416);
    const body = blob.subarray(start, last ? Number(last) + 1 : blob.length);
    if (first === undefined) return { status: 200, headers: COMMON, body };
    const range = { 'content-range': `bytes ${start}-${start + body.length - 1}/${blob.length}` };
    return { status: 206, headers: { ...COMMON, ...range }, body };
  };

  return {
    whole,
    sign(what, path, seconds) {
      const until = new Date(now().getTime() + seconds * 1000).toISOString();
      const sig = signature(what, path, until);
      return `${origin()}${PREFIX}${path}?se=${encodeURIComponent(until)}&sig=${sig}`;
    },
    answer(request) {
      const path = request.path.slice(PREFIX.length);
      const refused = refusal(request, path);
      if (refused !== undefined) return plain(refused);
      return request.method === 'PUT' ? plain(write(request, path)) : read(request, path);
    },
  };
}

const COMMON = {
  'content-type': 'application/octet-stream',
  'x-ms-version': '2025-01-05',
  'x-ms-request-id': '00000000-0000-0000-0000-000000000000',
  'accept-ranges': 'bytes',
  etag: '"0x1"',
  'last-modified': 'Sat, 21 Nov 2026 02:00:00 GMT',
};

function plain(status: number): BlobAnswer {
  const body = status === 201 ? '' : `<?xml version="1.0"?><Error><Code>Status${status}</Code></Error>`;
  return { status, headers: { ...COMMON, 'content-type': 'application/xml' }, body: Buffer.from(body) };
}
