// Looking at one object: whether its key is taken, and what the server reports of it.
import { GetObjectCommand, HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';
import type { S3Bucket } from './client.ts';
import { statusOf } from './errors.ts';

/** In the metadata of an object: which put wrote it, so that a repeated request knows its own work. */
export const WRITER = 'repo-backup-put';

/** Looks at an object; undefined where there is none. */
export async function headObject(bucket: S3Bucket, key: string): Promise<HeadObjectCommandOutput | undefined> {
  const { client, location, amazon, explained } = bucket;
  const named = { Bucket: location.bucket, Key: location.prefix + key };
  return client
    .send(new HeadObjectCommand({ ...named, ...(amazon ? { ChecksumMode: 'ENABLED' } : {}) }))
    .catch(async (error: unknown) => {
      const status = statusOf(error) ?? 0;
      if (status === 404) return undefined;
      // An answer to HEAD has no words. The same question as GET is refused for the same reason, and says it.
      const asked = new GetObjectCommand({ ...named, Range: 'bytes=0-0' });
      const said = status >= 300 && status < 500 ? await client.send(asked).catch((told: unknown) => told) : error;
      return explained(`looking for ${key}`, 's3:GetObject')(said instanceof Error ? said : error);
    });
}

/** @throws `exists` where the key is taken. */
export async function refuseTaken(bucket: S3Bucket, key: string): Promise<void> {
  if (await headObject(bucket, key)) throw taken(bucket, key);
}

/** The error of a key that is taken. */
export function taken({ location }: S3Bucket, key: string): BackupError {
  return new BackupError('exists', `${key} is already in ${location.address} and is never overwritten`);
}
