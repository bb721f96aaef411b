// Reading objects from S3: in pieces of which the next few are fetched ahead, each asked for again where it breaks off.
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { BackupError, isKind } from '../../domain/errors.ts';
import type { S3Bucket } from './client.ts';
import { statusOf } from './errors.ts';
import { headObject } from './head.ts';
import { noBytes, type ByteRange } from '../store.ts';

/** Bytes of a piece, and how many are fetched at once: together the memory of one reader. */
const PIECE = 8 * 1024 * 1024;
const AHEAD = 4;
/** How often a piece is asked for when its body breaks off; the SDK repeats only what fails before the body. */
const ATTEMPTS = 5;

/** The bytes of one piece, and what the answer told of the object. */
type Piece = { chunks: Buffer[]; size: number; etag: string | undefined };
type Fetch = (start: number, length: number, etag?: string) => Promise<Piece>;

/** Opens an object or a range of it; what it throws is told in `Store.get`. */
export async function getObject(bucket: S3Bucket, key: string, range?: ByteRange): Promise<AsyncIterable<Buffer>> {
  if (range?.length === 0) return readNothing(bucket, key, range.start);
  const stop = new AbortController();
  const fetch: Fetch = (start, length, etag) => fetchPiece(bucket, key, { start, length }, etag, stop.signal);
  const start = range?.start ?? 0;
  const first = await fetch(start, Math.min(range?.length ?? PIECE, PIECE)).catch(async (error: unknown) => {
    // Nothing can be a range of nothing: an empty object answers like one that is too short.
    if (!isKind(error, 'corrupt') || range) throw error;
    return (await headObject(bucket, key))?.ContentLength === 0 ? undefined : Promise.reject(error);
  });
  if (!first) return readNothing(bucket, key, 0);
  const end = range ? range.start + range.length : first.size;
  if (end > first.size) throw tooShort(key, first.size, end);
  return readPieces(first, start, end, fetch, stop);
}

async function readNothing(bucket: S3Bucket, key: string, start: number): Promise<AsyncIterable<Buffer>> {
  const head = await headObject(bucket, key);
  if (!head) throw new BackupError('not-found', `${key} is not in ${bucket.location.address}`);
  const size = head.ContentLength ?? 0;
  if (start > size) throw tooShort(key, size, start);
  return noBytes();
}

async function* readPieces(
  first: Piece,
  start: number,
  end: number,
  fetch: Fetch,
  stop: AbortController,
): AsyncGenerator<Buffer, void, undefined> {
  const queue = [Promise.resolve(first)];
  let next = start + PIECE;
  try {
    for (let piece = queue.shift(); piece; piece = queue.shift()) {
      for (; next < end && queue.length < AHEAD; next += PIECE) {
        const ahead = fetch(next, Math.min(PIECE, end - next), first.etag);
        // It may fail while an earlier piece is still being read; it is awaited in its turn.
        ahead.catch(() => undefined);
        queue.push(ahead);
      }
      yield* (await piece).chunks;
    }
  } finally {
    stop.abort();
  }
}

async function fetchPiece(
  bucket: S3Bucket,
  key: string,
  range: ByteRange,
  etag: string | undefined,
  abortSignal: AbortSignal,
): Promise<Piece> {
  const { client, location, explained } = bucket;
  for (let attempt = 1; ; attempt += 1) {
    const command = new GetObjectCommand({
      Bucket: location.bucket,
      Key: location.prefix + key,
      Range: `bytes=${range.start}-${range.start + range.length - 1}`,
      ...(etag === undefined ? {} : { IfMatch: etag }),
    });
    const response = await client.send(command, { abortSignal }).catch((error: unknown) => {
      if (statusOf(error) === 416) throw tooShort(key, undefined, range.start + 1);
      if (statusOf(error) === 412) throw new BackupError('corrupt', `${key} was replaced while it was read`);
      return explained(`reading ${key}`, 's3:GetObject')(error);
    });
    const size = sizeOf(response, key, range);
    const wanted = Math.min(range.length, size - range.start);
    try {
      return { chunks: await readBody(response, wanted), size, etag: response.ETag };
    } catch (cause) {
      if (abortSignal.aborted) throw cause;
      if (attempt === ATTEMPTS) throw brokenOff(bucket, key, cause);
    }
  }
}

/** The size of the whole object, from the answer's own words on what it holds. */
function sizeOf(
  { ContentRange, ContentLength, $metadata }: GetObjectCommandOutput,
  key: string,
  range: ByteRange,
): number {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(ContentRange ?? '') ?? [];
  if (start !== undefined && Number(start) === range.start) return Number(size);
  // A whole object in place of a range is fine where it is the same.
  const whole = $metadata.httpStatusCode === 200 && range.start === 0 && ContentLength !== undefined;
  if (whole && ContentLength <= range.length) return ContentLength;
  throw new BackupError('store', `the server answered with another part of ${key} than was asked for`);
}

async function readBody({ Body }: GetObjectCommandOutput, length: number): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  let read = 0;
  for await (const chunk of Body as AsyncIterable<Buffer>) {
    read += chunk.length;
    // A server that does not stop must not fill the memory.
    if (read > length) break;
    chunks.push(chunk);
  }
  if (read !== length) throw new Error(`${read} of ${length} bytes arrived`);
  return chunks;
}

function tooShort(key: string, size: number | undefined, needed: number): BackupError {
  const has = size === undefined ? 'fewer' : `${size} bytes, but ${needed} are needed`;
  return new BackupError(
    'corrupt',
    `${key} has ${size === undefined ? `fewer than ${needed} bytes` : has}: it was cut short`,
    {
      hint: 'Bring the object back from another copy of the store, or use another snapshot.',
    },
  );
}

function brokenOff({ location }: S3Bucket, key: string, cause: unknown): BackupError {
  return new BackupError('unreachable', `reading ${key} from ${location.address} broke off ${ATTEMPTS} times`, {
    hint: 'Run it again when the connection is better.',
    cause,
  });
}
