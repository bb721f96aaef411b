// What requests that write to S3 have in common: attributes of the object, checksums, the signature over the bytes.
import { DeleteObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { S3Bucket } from './client.ts';
import type { Digests } from './digests.ts';
import { WRITER } from './head.ts';
import { lockFor } from './locks.ts';

/** The cheaper classes bill smaller objects as if they had this many bytes. */
const CLASS_MINIMUM = 128 * 1024;

type Attributes = Pick<
  PutObjectCommandInput,
  'Metadata' | 'StorageClass' | 'ObjectLockMode' | 'ObjectLockRetainUntilDate'
>;

/** Attributes of a new object of `size` bytes. */
export function attributesOf(bucket: S3Bucket, size: number, writer: string): Attributes {
  const { storageClass } = bucket.location;
  const lock = lockFor(bucket);
  return {
    Metadata: { [WRITER]: writer },
    ...(storageClass !== undefined && size >= CLASS_MINIMUM ? { StorageClass: storageClass as 'STANDARD' } : {}),
    ...(lock ? { ObjectLockMode: lock.Mode, ObjectLockRetainUntilDate: lock.RetainUntilDate } : {}),
  };
}

/** The checksum that the server compares with what arrives: SHA-256 at AWS, which keeps it, MD5 elsewhere. */
export function checksumsOf({ sha256, md5 }: Digests): { ContentMD5: string } | { ChecksumSHA256: string } {
  return md5 ? { ContentMD5: md5.toString('base64') } : { ChecksumSHA256: sha256.toString('base64') };
}

type Stack = { add: (middleware: (next: Next) => Next, options: { step: 'build' }) => void };
type Next = (args: { request?: unknown }) => Promise<never>;

/** Has the request signed with a SHA-256 that is known, instead of computed once more; the server compares that one too. */
export function signWith<T extends { middlewareStack: unknown }>(command: T, sha256: Buffer): T {
  (command.middlewareStack as Stack).add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256'] = sha256.toString('hex');
      return next(args);
    },
    { step: 'build' },
  );
  return command;
}

/** Runs a check of a new object, and takes the object back where it fails: what was not confirmed must not be listed. */
export async function expectOrRemove(
  { client, location }: S3Bucket,
  key: string,
  check: () => Promise<void>,
): Promise<void> {
  try {
    await check();
  } catch (error) {
    const command = new DeleteObjectCommand({ Bucket: location.bucket, Key: location.prefix + key });
    await client.send(command).catch(() => undefined);
    throw error;
  }
}
