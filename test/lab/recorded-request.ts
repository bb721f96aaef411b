// What the lab's git server remembers of a request, for tests that ask what a client really sent.
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { parsePackets } from './pkt-lines.ts';

export interface RecordedRequest {
  readonly method: string;
  /** Path without the query, as sent. */
  readonly path: string;
  readonly query: string;
  /** Path of the repository: `/acme/app.git`. */
  readonly repository: string;
  /** "info-refs" is the greeting (and, in v0, the refs); "fetch" also is every upload-pack request of v0. */
  readonly operation: 'info-refs' | 'ls-refs' | 'fetch' | 'push' | 'other';
  readonly headers: IncomingHttpHeaders;
  /** Value of the Authorization header; undefined if there was none. */
  readonly authorization: string | undefined;
  readonly gitProtocol: string | undefined;
  /** Number of the TCP connection, from 1: requests that share it came over one connection. */
  readonly connection: number;
  /** Bytes of the body on the wire, before any decompression. */
  readonly bodyBytes: number;
  /** First 4 KB of the decompressed body; one character a byte. Empty for a push. */
  readonly body: string;
  /** Lines of all packets of the body, without line ends; "0000" and "0001" stand for flush and delimiter. */
  readonly lines: readonly string[];
  /** undefined until answered, and after a hang-up. */
  status: number | undefined;
  /** Bytes of the answer's body sent so far. */
  responseBytes: number;
  /** Name of the fault that hit it. */
  fault: string | undefined;
}

export interface RequestFacts {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly connection: number;
  /** The whole body; undefined if it is streamed on and not looked at. */
  readonly body: Buffer | undefined;
}

/** Builds the record of a request that has arrived and is not answered yet. */
export function recordRequest({ method, url, headers, connection, body }: RequestFacts): RecordedRequest {
  const decoded = decode(body ?? Buffer.alloc(0), headers['content-encoding']);
  const lines = parsePackets(decoded).map(({ kind, raw, ...packet }) =>
    kind === 'data' && 'payload' in packet
      ? packet.payload.toString('latin1').replace(/\n$/, '')
      : raw.toString('latin1'),
  );
  const [repository, operation] = classify(url.pathname, lines);
  return {
    method,
    path: url.pathname,
    query: url.search.slice(1),
    repository,
    operation,
    headers,
    authorization: headers.authorization,
    gitProtocol: headers['git-protocol']?.toString(),
    connection,
    bodyBytes: body?.length ?? 0,
    body: decoded.toString('latin1', 0, 4096),
    lines,
    status: undefined,
    responseBytes: 0,
    fault: undefined,
  };
}

function classify(path: string, lines: readonly string[]): [string, RecordedRequest['operation']] {
  const [, repository = path, service = ''] = /^(.*?)\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path) ?? [];
  if (service === 'info/refs') return [repository, 'info-refs'];
  if (service === 'git-receive-pack') return [repository, 'push'];
  if (service === 'git-upload-pack') return [repository, lines[0] === 'command=ls-refs' ? 'ls-refs' : 'fetch'];
  return [repository, 'other'];
}

/** A body that is not what its header says is recorded as it came; the server behind will refuse it. */
function decode(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding !== 'gzip' && encoding !== 'x-gzip') return body;
  try {
    return gunzipSync(body);
  } catch {
    return body;
  }
}
