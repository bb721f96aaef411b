// A stand-in for Azure's block blobs where the quick suite runs: only what the official clients and ours ask of them.
import { createHash, randomBytes } from 'node:crypto';
import type { ServiceRequest } from './artifact-state.ts';
import { PREFIX, refusedBlob, type BlobAnswer, type BlobServer } from './blob-server.ts';

/** Blobs in memory. */
export function blockBlobs(): BlobServer {
  const key = randomBytes(16).toString('hex');
  const whole = new Map<string, Buffer>();
  const blocks = new Map<string, Buffer>();
  const signature = (what: string, path: string, until: string) =>
    createHash('sha256').update(`${key} ${what} ${path} ${until}`).digest('hex');

  const write = ({ query, body }: ServiceRequest, path: string): BlobAnswer => {
    const operation = query.get('comp');
    if (operation === 'block') blocks.set(`${path} ${query.get('blockid')}`, body);
    else if (operation === 'blocklist') {
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id);
      const parts = ids.map((id) => blocks.get(`${path} ${id}`));
      if (!parts.every((part) => part !== undefined)) return refusedBlob(400, 'InvalidBlockList');
      whole.set(path, Buffer.concat(parts));
      for (const id of ids) blocks.delete(`${path} ${id}`);
    } else whole.set(path, body);
    return { status: 201, headers: COMMON, body: Buffer.alloc(0) };
  };

  const read = ({ method, query, headers: asked }: ServiceRequest, path: string): BlobAnswer => {
    const blob = whole.get(path);
    if (!blob) return refusedBlob(404, 'BlobNotFound');
    const disposition = query.get('rscd');
    const headers = { ...COMMON, ...(disposition === null ? {} : { 'content-disposition': disposition }) };
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(String(asked['x-ms-range'] ?? asked.range ?? '')) ?? [];
    const start = Number(first ?? 0);
    if (first !== undefined && start >= blob.length) return refusedBlob(416, 'InvalidRange');
    const body = blob.subarray(start, last ? Number(last) + 1 : blob.length);
    if (method === 'HEAD') return { status: 200, headers: { ...headers, 'content-length': String(body.length) }, body };
    if (first === undefined) return { status: 200, headers, body };
    const range = { 'content-range': `bytes ${start}-${start + body.length - 1}/${blob.length}` };
    return { status: 206, headers: { ...headers, ...range }, body };
  };

  return {
    address({ what, path, until, disposition }) {
      const more = disposition === undefined ? {} : { rscd: disposition };
      return `${path}?${new URLSearchParams({ se: until, sig: signature(what, path, until), ...more }).toString()}`;
    },
    async answer(request) {
      const path = request.path.slice(PREFIX.length);
      const what = request.method === 'PUT' ? 'upload' : 'download';
      if (request.query.get('sig') !== signature(what, path, request.query.get('se') ?? ''))
        return refusedBlob(403, 'AuthenticationFailed');
      return what === 'upload' ? write(request, path) : read(request, path);
    },
    size: async (path) => whole.get(path)?.length,
    read: async (path) => whole.get(path),
    put: (path, bytes) => void whole.set(path, bytes),
    remove: async (path) => void whole.delete(path),
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
