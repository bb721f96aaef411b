// Looking at one object: whether its name is taken, whose it is, and until when it is locked.
import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';
import { isoSecond } from '../../domain/names.ts';
import type { S3Bucket } from './client.ts';
import { statusOf } from './errors.ts';

/** In the metadata of an object: which put wrote it, so that a repeated request knows its own work. */
export const WRITER = 'repo-backup-put';

/** Looks at an object; undefined where there is none. */
export async function headObject(bucket: S3Bucket, key: string): Promise<HeadObjectCommandOutput | undefined> {
  const { client, location, amazon, explained } = bucket;
  const command = new HeadObjectCommand({
    Bucket: location.bucket,
    Key: location.prefix + key,
    ...(amazon ? { ChecksumMode: 'ENABLED' } : {}),
  });
  return client.send(command).catch((error: unknown) => {
    if (statusOf(error) === 404) return undefined;
    return explained(`looking for ${key}`, 's3:GetObject')(error);
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

/** @throws `locked` where Object Lock keeps the object from removal. */
export function refuseLocked(bucket: S3Bucket, key: string, head: HeadObjectCommandOutput): void {
  const until = head.ObjectLockRetainUntilDate;
  if (head.ObjectLockLegalHoldStatus === 'ON') throw locked(key, 'locked by a legal hold');
  if (until && until.getTime() > bucket.now().getTime()) throw locked(key, `locked until ${isoSecond(until)}`);
}

/** The error of an object that the server does not give up. */
export function locked(key: string, how: string): BackupError {
  return new BackupError('locked', `${key} is ${how}`, {
    hint: 'It is removed by a later prune, once nothing locks it any more.',
  });
}
