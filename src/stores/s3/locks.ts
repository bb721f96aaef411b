// Object Lock: given to what is written, proven to be there, and told where it keeps an object from removal.
import { PutObjectRetentionCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';
import { isoSecond } from '../../domain/names.ts';
import type { S3Bucket } from './client.ts';

const DAY = 86_400_000;

/** The lock of an object that is written now; undefined where none was asked for. */
export function lockFor({
  location: { lock },
  now,
}: S3Bucket): { Mode: 'GOVERNANCE' | 'COMPLIANCE'; RetainUntilDate: Date } | undefined {
  return lock && { Mode: lock.mode, RetainUntilDate: new Date(now().getTime() + lock.days * DAY) };
}

/** Locks a new object that the server left unlocked: Ceph passes over the lock of an upload in parts (seen with 16.2). */
export async function expectLocked(
  bucket: S3Bucket,
  key: string,
  head: HeadObjectCommandOutput | undefined,
): Promise<void> {
  const { client, location, explained } = bucket;
  const Retention = lockFor(bucket);
  if (!Retention || head?.ObjectLockRetainUntilDate) return;
  const named = { Bucket: location.bucket, Key: location.prefix + key, VersionId: head?.VersionId };
  await client
    .send(new PutObjectRetentionCommand({ ...named, Retention }))
    .catch(explained(`locking ${key}`, 's3:PutObjectRetention'));
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
    hint: 'It can be removed once nothing locks it any more: run this again then.',
  });
}
