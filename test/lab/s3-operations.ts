// What the lab's S3 does for each request that it does not refuse; wording and conditions are those of the AWS API reference.
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { refuse, type S3Answer, type S3Object, type S3Request, type S3State, type S3Upload } from './s3-state.ts';

/** Parts but the last must have so many bytes. */
const LEAST_PART = 5 * 1024 * 1024;

/** Answers a request. */
export function operate(state: S3State, request: S3Request): S3Answer {
  const { method, query, key } = request;
  if (key === '' && method === 'GET') return bucketOperation(state, query);
  if (method === 'POST' && query.has('uploads')) return createUpload(state, request);
  if (query.has('uploadId')) return uploadOperation(state, request);
  if (method === 'PUT') return putObject(state, request);
  if (method === 'GET' || method === 'HEAD') return getObject(state, request);
  if (method !== 'DELETE') return refuse(405, 'MethodNotAllowed');
  state.objects.delete(key);
  return { status: 204 };
}

function bucketOperation(state: S3State, query: URLSearchParams): S3Answer {
  if (query.has('versioning')) return { status: 200, body: '<VersioningConfiguration></VersioningConfiguration>' };
  if (query.has('uploads')) return listUploads(state, query.get('prefix') ?? '');
  return listObjects(state, query.get('prefix') ?? '', query.get('continuation-token') ?? '');
}

function listObjects({ bucket, objects, pageSize }: S3State, prefix: string, after: string): S3Answer {
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, pageSize);
  const truncated = keys.length > page.length;
  const contents = page.map(
    (key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.bytes.length}</Size></Contents>`,
  );
  const next = truncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  const head = `<Name>${bucket}</Name><Prefix>${prefix}</Prefix><KeyCount>${page.length}</KeyCount><IsTruncated>${truncated}</IsTruncated>`;
  return { status: 200, body: `<ListBucketResult>${head}${next}${contents.join('')}</ListBucketResult>` };
}

function listUploads({ uploads }: S3State, prefix: string): S3Answer {
  const found = [...uploads].filter(([, { key }]) => key.startsWith(prefix));
  const body = found.map(
    ([id, { key, initiated }]) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated.toISOString()}</Initiated></Upload>`,
  );
  return {
    status: 200,
    body: `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${body.join('')}</ListMultipartUploadsResult>`,
  };
}

function putObject(state: S3State, { key, headers, body }: S3Request): S3Answer {
  const refused = unmet(state, key, headers);
  if (refused) return refused;
  const object = objectOf(body, headers);
  state.objects.set(key, object);
  return { status: 200, headers: reported(object) };
}

/** The refusal of a write whose condition is not met. */
function unmet(state: S3State, key: string, headers: IncomingHttpHeaders): S3Answer | undefined {
  if (headers['if-none-match'] !== '*' || state.conditions === 'ignored') return undefined;
  if (state.conditions === 'refused') return refuse(501, 'NotImplemented');
  return state.objects.has(key) ? refuse(412, 'PreconditionFailed') : undefined;
}

function objectOf(bytes: Buffer, headers: IncomingHttpHeaders): S3Object {
  const kept = Object.entries(headers).filter(([name]) => /^x-amz-(meta-|storage-class|object-lock)/.test(name));
  return {
    bytes,
    etag: createHash('md5').update(bytes).digest('hex'),
    sha256: headers['x-amz-checksum-sha256'] as string | undefined,
    attributes: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
  };
}

function reported({ etag, sha256 }: S3Object): Record<string, string> {
  return { etag: `"${etag}"`, ...(sha256 === undefined ? {} : { 'x-amz-checksum-sha256': sha256 }) };
}

function getObject({ objects }: S3State, { key, headers }: S3Request): S3Answer {
  const object = objects.get(key);
  if (!object) return refuse(404, 'NoSuchKey');
  if ((headers['if-match'] ?? `"${object.etag}"`) !== `"${object.etag}"`) return refuse(412, 'PreconditionFailed');
  const { etag } = reported(object);
  const checksum = headers['x-amz-checksum-mode'] === 'ENABLED' ? reported(object) : { etag: etag ?? '' };
  const all = { ...checksum, ...object.attributes, 'content-type': 'binary/octet-stream' };
  const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
  const size = object.bytes.length;
  if (!range) return { status: 200, headers: { ...all, 'content-length': String(size) }, body: object.bytes };
  const [start, end] = [Number(range[1]), Math.min(Number(range[2]), size - 1)];
  if (start >= size) return refuse(416, 'InvalidRange');
  const body = object.bytes.subarray(start, end + 1);
  const length = String(body.length);
  const contentRange = `bytes ${start}-${end}/${size}`;
  return { status: 206, headers: { ...all, 'content-range': contentRange, 'content-length': length }, body };
}

function createUpload({ uploads, now }: S3State, { key, headers }: S3Request): S3Answer {
  const id = randomUUID();
  uploads.set(id, { key, initiated: now(), headers, parts: new Map() });
  return {
    status: 200,
    body: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
  };
}

function uploadOperation(state: S3State, request: S3Request): S3Answer {
  const { method, query, headers, body } = request;
  const id = query.get('uploadId') ?? '';
  const upload = state.uploads.get(id);
  if (!upload) return refuse(404, 'NoSuchUpload');
  if (method === 'POST') return completeUpload(state, id, request);
  if (method === 'DELETE') {
    state.uploads.delete(id);
    return { status: 204 };
  }
  if (method === 'GET') return listParts(upload);
  const part = { ...objectOf(body, headers), modified: state.now() };
  upload.parts.set(Number(query.get('partNumber')), part);
  return { status: 200, headers: reported(part) };
}

function listParts({ parts }: S3Upload): S3Answer {
  const body = [...parts].map(
    ([number, { etag, modified }]) =>
      `<Part><PartNumber>${number}</PartNumber><LastModified>${modified.toISOString()}</LastModified><ETag>${etag}</ETag></Part>`,
  );
  return { status: 200, body: `<ListPartsResult><IsTruncated>false</IsTruncated>${body.join('')}</ListPartsResult>` };
}

function completeUpload(state: S3State, id: string, { key, headers, body }: S3Request): S3Answer {
  const upload = state.uploads.get(id);
  const refused = unmet(state, key, headers);
  if (refused || !upload) return refused ?? refuse(404, 'NoSuchUpload');
  const named = [...body.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: /<ETag>(?:"|&quot;)?([0-9a-f]+)/.exec(part)?.[1],
    sha256: /<ChecksumSHA256>([^<]+)</.exec(part)?.[1],
  }));
  const parts = named.map(({ number }) => upload.parts.get(number));
  const wrong = named.some(({ etag, sha256 }, at) => parts[at]?.etag !== etag || parts[at]?.sha256 !== sha256);
  if (wrong || named.length === 0) return refuse(400, 'InvalidPart');
  const sent = parts.filter((part) => part !== undefined);
  if (sent.slice(0, -1).some(({ bytes }) => bytes.length < LEAST_PART)) return refuse(400, 'EntityTooSmall');
  const digest = (algorithm: string, pieces: Buffer[]) => createHash(algorithm).update(Buffer.concat(pieces));
  const sha256s = sent.flatMap(({ sha256 }) => (sha256 === undefined ? [] : [Buffer.from(sha256, 'base64')]));
  const object: S3Object = {
    ...objectOf(Buffer.concat(sent.map(({ bytes }) => bytes)), upload.headers),
    etag: `${digest(
      'md5',
      sent.map(({ etag }) => Buffer.from(etag, 'hex')),
    ).digest('hex')}-${sent.length}`,
    sha256: sha256s.length > 0 ? `${digest('sha256', sha256s).digest('base64')}-${sent.length}` : undefined,
  };
  state.objects.set(key, object);
  state.uploads.delete(id);
  const checksum = object.sha256 === undefined ? '' : `<ChecksumSHA256>${object.sha256}</ChecksumSHA256>`;
  return {
    status: 200,
    body: `<CompleteMultipartUploadResult><Key>${key}</Key>${checksum}</CompleteMultipartUploadResult>`,
  };
}
