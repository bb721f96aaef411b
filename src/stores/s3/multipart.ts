// Large objects: parts on their way side by side, in bounded memory, and nothing left behind where one of them fails.
import { createHash, randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';
import { undoWhenStopped } from '../../system/undo.ts';
import { createPartBuffers, cutIntoParts, type Part, type PartBuffers } from './parts.ts';
import type { S3Bucket } from './client.ts';
import { findOwnWork } from './conditions.ts';
import { digestBytes, expectDigest, expectedOf, expectedOfParts, type Digests } from './digests.ts';
import { statusOf } from './errors.ts';
import { headObject, refuseTaken, taken, WRITER } from './head.ts';
import { expectLocked } from './locks.ts';
import { attributesOf, checksumsOf, expectOrRemove, signWith } from './requests.ts';
import { abortUpload, giveWay, type UploadTarget } from './uploads.ts';
import type { Body, Confirmation } from '../store.ts';

/** S3's limit on the number of parts. */
const MOST_PARTS = 10_000;
const MIB = 1024 * 1024;

/** An upload in progress: what requests about it name, and how errors and our own metadata do. */
type Upload = { target: UploadTarget; key: string; writer: string };
type SentPart = { part: CompletedPart; digests: Digests };
type Sent = { upload: Upload; parts: SentPart[]; sha256: string };

/** Stores a new object in parts. */
export async function putInParts(bucket: S3Bucket, key: string, body: Body): Promise<Confirmation> {
  // Not after hours of uploading.
  await refuseTaken(bucket, key);
  const sent = await sendAll(bucket, key, body);
  const completing = complete(bucket, sent);
  {
    // A server that completes an upload and aborts it at once may keep half of both.
    await using _ = undoWhenStopped(() => completing);
    await orAbort(bucket, sent.upload, completing);
  }
  await confirm(bucket, sent, body.size);
  return { size: body.size, sha256: sent.sha256 };
}

/** Begins an upload and sends all of the body; nothing is left of it where that fails, or where the program is told to stop. */
async function sendAll(bucket: S3Bucket, key: string, body: Body): Promise<Sent> {
  const begun = createUpload(bucket, key, body.size);
  await using _ = undoWhenStopped(async () => abortUpload(bucket, (await begun).target));
  const upload = await begun;
  const send = async (): Promise<Sent> => {
    // Where there is much to send, it is not sent for nothing.
    if (!bucket.amazon && body.size > bucket.buffers.size) await giveWay(bucket, key, upload.target);
    const sent = await sendParts(bucket, upload, body);
    if (!bucket.amazon) await giveWay(bucket, key, upload.target);
    if (!bucket.amazon) await refuseTaken(bucket, key);
    return { upload, ...sent };
  };
  return await orAbort(bucket, upload, send());
}

async function orAbort<T>(bucket: S3Bucket, { target }: Upload, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // What this cannot remove is removed by a later run. The first error is the one that matters.
    await abortUpload(bucket, target).catch(() => undefined);
    throw error;
  }
}

async function createUpload(bucket: S3Bucket, key: string, size: number): Promise<Upload> {
  const { client, location, amazon, explained } = bucket;
  const writer = randomUUID();
  const named = { Bucket: location.bucket, Key: location.prefix + key };
  const command = new CreateMultipartUploadCommand({
    ...named,
    ...attributesOf(bucket, size, writer),
    ...(amazon ? { ChecksumAlgorithm: 'SHA256' } : {}),
  });
  const { UploadId } = await client.send(command).catch(explained(`storing ${key}`, 's3:PutObject'));
  if (UploadId === undefined) throw new BackupError('store', `the server began no upload of ${key}`);
  return { target: { ...named, UploadId }, key, writer };
}

/** Sends all parts, as many at once as there are buffers. The first failure stops the others and is thrown when all have ended. */
async function sendParts(bucket: S3Bucket, upload: Upload, body: Body): Promise<Omit<Sent, 'upload'>> {
  const whole = createHash('sha256');
  const stop = new AbortController();
  // Every attempt of every part listens.
  setMaxListeners(0, stop.signal);
  const sent: Promise<SentPart>[] = [];
  const begin = ({ bytes, release }: Part) => {
    const sending = sendPart(bucket, upload, sent.length + 1, bytes, stop.signal).finally(release);
    sending.catch((error: unknown) => stop.abort(error));
    sent.push(sending);
    whole.update(bytes);
  };
  try {
    for await (const part of cutIntoParts(body, buffersFor(bucket, body.size))) {
      begin(part);
      if (stop.signal.aborted) break;
    }
    // An object without a byte has one part, too.
    if (sent.length === 0) begin({ bytes: Buffer.alloc(0), release: () => undefined });
    return { parts: await Promise.all(sent), sha256: whole.digest('hex') };
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(sent);
    throw stop.signal.reason;
  }
}

/** The shared buffers, or two of its own for an object so large that its parts must be larger. */
function buffersFor({ buffers }: S3Bucket, size: number): PartBuffers {
  const least = size / MOST_PARTS;
  return least <= buffers.size ? buffers : createPartBuffers(2, Math.ceil(least / MIB) * MIB);
}

async function sendPart(
  bucket: S3Bucket,
  { target, key }: Upload,
  number: number,
  bytes: Buffer,
  abortSignal: AbortSignal,
): Promise<SentPart> {
  const digests = await digestBytes(bytes, !bucket.amazon);
  const command = new UploadPartCommand({ ...target, PartNumber: number, Body: bytes, ...checksumsOf(digests) });
  const reported = await bucket.client
    .send(signWith(command, digests.sha256), { abortSignal })
    .catch(bucket.explained(`storing part ${number} of ${key}`, 's3:PutObject'));
  expectDigest(reported, expectedOf(digests), `part ${number} of ${key}`);
  const { ETag, ChecksumSHA256 } = reported;
  return { part: { PartNumber: number, ETag, ChecksumSHA256 }, digests };
}

async function complete(
  bucket: S3Bucket,
  { upload, parts }: Pick<Sent, 'upload' | 'parts'>,
  conditional = true,
): Promise<void> {
  const command = new CompleteMultipartUploadCommand({
    ...upload.target,
    MultipartUpload: { Parts: parts.map(({ part }) => part) },
    ...(conditional ? { IfNoneMatch: '*' } : {}),
  });
  try {
    await bucket.client.send(command);
  } catch (error) {
    // Not implemented: the upload stays as it is, and being the oldest one has to do.
    if (conditional && statusOf(error) === 501) return complete(bucket, { upload, parts }, false);
    if (await findOwnWork(bucket, upload.key, upload.writer, error)) return;
    bucket.explained(`storing ${upload.key}`, 's3:PutObject')(error);
  }
}

/** Servers check the parts, so the whole is looked at: its writer, its size, its digest. */
async function confirm(bucket: S3Bucket, { upload: { key, writer }, parts }: Sent, size: number): Promise<void> {
  const head = await headObject(bucket, key);
  const owner = head?.Metadata?.[WRITER];
  if (owner !== undefined && owner !== writer) throw taken(bucket, key);
  await expectOrRemove(bucket, key, async () => {
    if (head?.ContentLength !== size)
      throw new BackupError(
        'store',
        `${bucket.location.address} holds ${head?.ContentLength ?? 0} of ${size} bytes of ${key}`,
        {
          hint: 'Run it again; nothing incomplete counts as a snapshot.',
        },
      );
    expectDigest(head, expectedOfParts(parts.map(({ digests }) => digests)), key);
    if (!bucket.amazon) await expectLocked(bucket, key, head);
  });
}
