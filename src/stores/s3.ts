// The S3 store: a bucket of AWS or of any server that speaks its protocol, with the same keys as a directory.
import { DeleteObjectCommand, ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { BackupError } from '../domain/errors.ts';
import type { S3Location } from './s3/address.ts';
import { openBucket, type S3Bucket, type S3World } from './s3/client.ts';
import { getObject } from './s3/get.ts';
import { chooseGuard, type Guard } from './s3/guard.ts';
import { headObject } from './s3/head.ts';
import { locked, refuseLocked } from './s3/locks.ts';
import { putInParts } from './s3/multipart.ts';
import { putWhole } from './s3/put.ts';
import { abortStaleUploads } from './s3/uploads.ts';
import { expectKey, expectPrefix, isKey, type Store, type StoredObject } from './store.ts';

/** Opens a store in a bucket that is there. The first operation tells if it is not, or if the credentials are wrong. */
export async function openS3Store(location: S3Location, world: S3World): Promise<Store> {
  const bucket = await openBucket(location, world);
  let tidied: Promise<void> | undefined;
  let guard: Promise<Guard> | undefined;
  return {
    address: location.address,
    put: async (key, body) => {
      expectKey(key);
      tidied ??= abortStaleUploads(bucket);
      guard ??= chooseGuard(bucket);
      try {
        const small = body.size <= bucket.buffers.size && (await guard) === 'conditions';
        const stored = small ? await putWhole(bucket, key, body) : undefined;
        if (small && !stored) guard = Promise.resolve('claims');
        return stored ?? (await putInParts(bucket, key, body));
      } finally {
        await tidied;
      }
    },
    get: async (key, range) => {
      expectKey(key);
      return getObject(bucket, key, range);
    },
    list: async (prefix) => {
      expectPrefix(prefix);
      return listObjects(bucket, prefix);
    },
    delete: async (key) => {
      expectKey(key);
      return deleteObject(bucket, key);
    },
  };
}

async function listObjects(bucket: S3Bucket, prefix: string): Promise<StoredObject[]> {
  const { client, location, explained } = bucket;
  const found: StoredObject[] = [];
  const doing = `listing ${prefix || 'the store'}`;
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await client
      .send(
        new ListObjectsV2Command({
          Bucket: location.bucket,
          Prefix: location.prefix + prefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      )
      .catch(explained(doing, 's3:ListBucket'));
    for (const { Key = '', Size } of readPage(bucket, page, prefix)) {
      const key = Key.slice(location.prefix.length);
      if (Size === undefined) throw incomplete(bucket, `without the size of ${key}`);
      if (isKey(key)) found.push({ key, size: Size });
    }
    token = nextToken(bucket, page, token);
  } while (token !== undefined);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The objects of a page that is what was asked for. Anything else must not look like a store with fewer snapshots. */
function readPage(
  bucket: S3Bucket,
  { Name, IsTruncated, KeyCount, Contents = [] }: ListObjectsV2CommandOutput,
  prefix: string,
): NonNullable<ListObjectsV2CommandOutput['Contents']> {
  const { location } = bucket;
  if (IsTruncated === undefined || (Name !== undefined && Name !== location.bucket))
    throw incomplete(bucket, 'that is no listing of the bucket');
  if (KeyCount !== undefined && KeyCount !== Contents.length)
    throw incomplete(bucket, `of ${Contents.length} in place of ${KeyCount} objects`);
  if (!Contents.every(({ Key }) => Key?.startsWith(location.prefix + prefix)))
    throw incomplete(bucket, `with objects that do not begin with ${location.prefix}${prefix}`);
  return Contents;
}

function nextToken(
  bucket: S3Bucket,
  { IsTruncated, NextContinuationToken }: ListObjectsV2CommandOutput,
  before: string | undefined,
): string | undefined {
  if (!IsTruncated) return undefined;
  if (!NextContinuationToken || NextContinuationToken === before) throw incomplete(bucket, 'that breaks off');
  return NextContinuationToken;
}

function incomplete({ location }: S3Bucket, how: string): BackupError {
  return new BackupError('store', `${location.address} answered with a listing ${how}`, {
    hint: 'Run it again; check the endpoint if it comes back. Nothing was changed.',
  });
}

/** Codes of servers that keep objects by rules of the bucket instead of Object Lock. */
const LOCKED = /ObjectLock|Retention|WORM/i;

async function deleteObject(bucket: S3Bucket, key: string): Promise<void> {
  const { client, location, explained } = bucket;
  const head = await headObject(bucket, key);
  if (!head) return;
  // In a bucket with versions the removal of a locked object would only hide it.
  refuseLocked(bucket, key, head);
  const command = new DeleteObjectCommand({ Bucket: location.bucket, Key: location.prefix + key });
  await client.send(command).catch((error: unknown) => {
    if (error instanceof Error && LOCKED.test(`${error.name} ${error.message}`))
      throw locked(key, `kept by the server: ${error.message}`);
    return explained(`removing ${key}`, 's3:DeleteObject')(error);
  });
}
