// Writing an object to S3 in one request: never over another one, and confirmed by what the server reports of the bytes.
import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { cutIntoParts, type Part } from './parts.ts';
import type { S3Bucket } from './client.ts';
import { findOwnWork } from './conditions.ts';
import { digestBytes, expectDigest, expectedOf, type Digests, type Reported } from './digests.ts';
import { statusOf } from './errors.ts';
import { headObject, refuseTaken } from './head.ts';
import { expectLocked } from './locks.ts';
import { attributesOf, checksumsOf, expectOrRemove, signWith } from './requests.ts';
import type { Body, Confirmation } from '../store.ts';

/** Stores a new object that fits into one part. Gives undefined, and stores nothing, where the server knows no conditions. */
export async function putWhole(bucket: S3Bucket, key: string, body: Body): Promise<Confirmation | undefined> {
  const parts: Part[] = [];
  try {
    for await (const part of cutIntoParts(body, bucket.buffers)) parts.push(part);
    const bytes = parts[0]?.bytes ?? Buffer.alloc(0);
    const digests = await digestBytes(bytes, !bucket.amazon);
    // Servers other than AWS may pass over the condition: without this look they would overwrite.
    if (!bucket.amazon) await refuseTaken(bucket, key);
    const reported = await sendWhole(bucket, key, bytes, digests);
    if (!reported) return undefined;
    await expectOrRemove(bucket, key, async () => {
      expectDigest(reported, expectedOf(digests), key);
      if (bucket.location.lock && !bucket.amazon) await expectLocked(bucket, key, await headObject(bucket, key));
    });
    return { size: bytes.length, sha256: digests.sha256.toString('hex') };
  } finally {
    for (const part of parts) part.release();
  }
}

async function sendWhole(
  bucket: S3Bucket,
  key: string,
  bytes: Buffer,
  digests: Digests,
): Promise<Reported | undefined> {
  const { client, location, explained } = bucket;
  const writer = randomUUID();
  const command = new PutObjectCommand({
    Bucket: location.bucket,
    Key: location.prefix + key,
    Body: bytes,
    IfNoneMatch: '*',
    ...attributesOf(bucket, bytes.length, writer),
    ...checksumsOf(digests),
  });
  try {
    return await client.send(signWith(command, digests.sha256));
  } catch (error) {
    if (statusOf(error) === 501) return undefined;
    return (await findOwnWork(bucket, key, writer, error)) ?? explained(`storing ${key}`, 's3:PutObject')(error);
  }
}
