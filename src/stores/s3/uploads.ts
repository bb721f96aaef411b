// Multipart uploads in progress: which of two for one key goes on, and what becomes of those that a dead run left.
import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type ListMultipartUploadsCommandInput,
  type ListPartsCommandInput,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';
import { isoSecond, parseKey } from '../../domain/names.ts';
import type { S3Bucket } from './client.ts';
import { statusOf } from './errors.ts';

/** An upload that nobody finishes and nobody needs out of the way is removed this long after its last part, in milliseconds. */
const LIFETIME = 24 * 3_600_000;

/** What every request about an upload names. */
export type UploadTarget = { Bucket: string; Key: string; UploadId: string };

/**
 * Refuses to go on where an older upload of the same key is in progress. With that, exactly one of two writers wins also
 * on servers that keep no condition on completing an upload: of uploads that know of each other the oldest is completed,
 * and whoever comes later sees the object. An older one that nobody has worked on for `bucket.patience` is aborted: should
 * its writer only have been slow, the server refuses whatever comes from it still.
 *
 * @throws `exists` where an older upload shows life, or died a moment ago: nothing tells the one from the other
 */
export async function giveWay(bucket: S3Bucket, key: string, { Key, UploadId }: UploadTarget): Promise<void> {
  const same = (await listUploads(bucket, Key)).filter((upload) => upload.Key === Key);
  const own = same.find((upload) => upload.UploadId === UploadId);
  if (!own) return;
  const order = (upload: MultipartUpload) => `${upload.Initiated?.toISOString() ?? ''} ${upload.UploadId ?? ''}`;
  // When ours began is a time by the server's clock, as all that it tells of the others.
  const now = own.Initiated ?? bucket.now();
  for (const older of same.filter((upload) => order(upload) < order(own))) {
    const alive = await lastLife(bucket, older);
    if (alive && now.getTime() - alive.getTime() < bucket.patience) throw beingWritten(bucket, key, older, alive);
    if (alive) await abortUpload(bucket, older);
  }
}

function beingWritten(
  { location, patience }: S3Bucket,
  key: string,
  { Initiated = new Date(0) }: MultipartUpload,
  alive: Date,
): BackupError {
  const begun = `since ${isoSecond(Initiated)}, or by one that died (its last sign of life: ${isoSecond(alive)})`;
  return new BackupError('exists', `${key} is being written to ${location.address} by another run ${begun}`, {
    hint: `Run it again after ${isoSecond(new Date(alive.getTime() + patience + 999))}: what shows no life until then is taken for dead and removed.`,
  });
}

/** Aborts uploads of snapshots that nobody finishes any more: their parts cost money and are never listed. Never rejects. */
export async function abortStaleUploads(bucket: S3Bucket): Promise<void> {
  const { location, now } = bucket;
  const isOld = (time: Date | undefined) => time !== undefined && now().getTime() - time.getTime() > LIFETIME;
  try {
    for (const upload of await listUploads(bucket, location.prefix)) {
      // Others may use the bucket too: only what can be a file of a snapshot is ours.
      const ours = parseKey((upload.Key ?? '').slice(location.prefix.length)) !== undefined;
      if (ours && isOld(upload.Initiated) && isOld(await lastLife(bucket, upload))) await abortUpload(bucket, upload);
    }
  } catch {
    // Tidying up may be forbidden, and is no reason to fail a backup.
  }
}

/** Ends an upload and frees its parts. One that is gone is no error. */
export async function abortUpload(
  { client, location, explained }: S3Bucket,
  { Key, UploadId }: Pick<MultipartUpload, 'Key' | 'UploadId'>,
): Promise<void> {
  await client
    .send(new AbortMultipartUploadCommand({ Bucket: location.bucket, Key, UploadId }))
    .catch((error: unknown) => {
      if (statusOf(error) !== 404)
        explained('aborting an upload that nobody finishes', 's3:AbortMultipartUpload')(error);
    });
}

/** When the newest part of an upload came, or the upload began; undefined where it is over. */
async function lastLife(
  { client, location, explained }: S3Bucket,
  { Key, UploadId, Initiated = new Date(0) }: MultipartUpload,
): Promise<Date | undefined> {
  let newest = Initiated.getTime();
  const input: ListPartsCommandInput = { Bucket: location.bucket, Key, UploadId };
  for (;;) {
    const page = await client.send(new ListPartsCommand(input)).catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      return explained('listing the parts of an upload', 's3:ListMultipartUploadParts')(error);
    });
    if (!page) return undefined;
    for (const { LastModified } of page.Parts ?? []) newest = Math.max(newest, LastModified?.getTime() ?? 0);
    if (!page.IsTruncated || page.NextPartNumberMarker === input.PartNumberMarker) return new Date(newest);
    input.PartNumberMarker = page.NextPartNumberMarker;
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
