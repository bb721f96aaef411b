// Multipart uploads in progress: which of two for one key goes on, and what becomes of those that a dead run left.
import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';
import { parseKey } from '../../domain/names.ts';
import type { S3Bucket } from './client.ts';
import { statusOf } from './errors.ts';

/** An upload that began longer ago than this, in milliseconds, belongs to a run that died. */
const LIFETIME = 24 * 3_600_000;

/**
 * Refuses to go on where an older upload of the same key is in progress. With that, exactly one of two writers wins also
 * on servers that keep no condition on completing an upload: of uploads that know of each other the oldest is completed,
 * and whoever comes later sees the object.
 */
export async function refuseYounger(bucket: S3Bucket, key: string, uploadId: string): Promise<void> {
  const fullKey = bucket.location.prefix + key;
  const same = (await listUploads(bucket, fullKey)).filter(({ Key }) => Key === fullKey);
  const order = ({ Initiated, UploadId }: MultipartUpload) => `${Initiated?.toISOString() ?? ''} ${UploadId ?? ''}`;
  const own = same.find(({ UploadId }) => UploadId === uploadId);
  const older = own && same.find((other) => order(other) < order(own));
  if (older) throw new BackupError('exists', `${key} is being written to ${bucket.location.address} by another run`);
}

/** Aborts uploads of snapshots that nobody finishes any more: their parts cost money and are never listed. Never rejects. */
export async function abortStaleUploads(bucket: S3Bucket): Promise<void> {
  const { client, location, now } = bucket;
  try {
    for (const { Key = '', UploadId, Initiated } of await listUploads(bucket, location.prefix)) {
      const stale = Initiated !== undefined && now().getTime() - Initiated.getTime() > LIFETIME;
      // Others may use the bucket too: only what can be a file of a snapshot is ours.
      if (stale && parseKey(Key.slice(location.prefix.length)))
        await client.send(new AbortMultipartUploadCommand({ Bucket: location.bucket, Key, UploadId }));
    }
  } catch {
    // Tidying up may be forbidden, and is no reason to fail a backup.
  }
}

async function listUploads({ client, location, explained }: S3Bucket, prefix: string): Promise<MultipartUpload[]> {
  const found: MultipartUpload[] = [];
  const input: ListMultipartUploadsCommandInput = { Bucket: location.bucket, Prefix: prefix };
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand(input)).catch((error: unknown) => {
      // Without the permission, or on a server without the operation, nothing is known of other uploads.
      if ([401, 403, 405, 501].includes(statusOf(error) ?? 0)) return undefined;
      return explained('listing uploads', 's3:ListBucketMultipartUploads')(error);
    });
    found.push(...(page?.Uploads ?? []));
    if (!page?.IsTruncated || page.NextKeyMarker === input.KeyMarker) return found;
    input.KeyMarker = page.NextKeyMarker;
    input.UploadIdMarker = page.NextUploadIdMarker;
  }
}
