// How it is kept that of two writers of one key exactly one wins: by the server's conditions, or by claims where it has none.
import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { S3Bucket } from './client.ts';

/**
 * - `conditions` the server refuses to write where something is (`If-None-Match: *`)
 * - `claims` the server passes over that condition: every object, however small, is an upload in parts, and of the uploads
 *   of one key that are in progress the oldest is completed
 */
export type Guard = 'conditions' | 'claims';

/** Finds out which. Where the server does not say, its conditions are trusted, and a look before each write stays. */
export async function chooseGuard({ client, location, amazon, host }: S3Bucket): Promise<Guard> {
  if (amazon) return 'conditions';
  // Google's own conditions are on generations of objects, and have no place in S3's protocol.
  if (host.endsWith('.googleapis.com')) return 'claims';
  // Ceph keeps the condition, but not where there are versions (seen with 16.2); B2, always with versions, has none.
  const versioning = await client
    .send(new GetBucketVersioningCommand({ Bucket: location.bucket }))
    .catch(() => undefined);
  return versioning?.Status === undefined ? 'conditions' : 'claims';
}
