// What tests of the S3 store share: buckets made with the server's own keys, and stores opened as a run would open them.
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { vi } from 'vitest';
import { openStore } from '../../src/stores/index.ts';
import type { Store } from '../../src/stores/store.ts';
import type { Credentials } from './radosgw.ts';
import { storeWorld } from './no-github.ts';

/** Gives this process the credentials, where the SDK looks for them first, to the end of the test. */
export function useCredentials({ accessKeyId, secretAccessKey }: Credentials): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
}

/** A plain client of the server, for what the store itself never does. */
export function plainClient({
  url,
  credentials,
  region = 'us-east-1',
}: {
  url: string;
  credentials: Credentials;
  region?: string;
}): S3Client {
  return new S3Client({
    endpoint: url,
    region,
    forcePathStyle: true,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

export async function createBucket(client: S3Client, name: string, kind?: 'versioned' | 'locked'): Promise<string> {
  await client.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: kind === 'locked' }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  if (kind === 'versioned')
    await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
  return name;
}

/** Opens `s3://<path>` at an endpoint; `more` are further parameters, `env` what the environment says. */
export function openS3(
  path: string,
  endpoint: string,
  { more = '', env = {}, now = () => new Date() }: { more?: string; env?: NodeJS.ProcessEnv; now?: () => Date } = {},
): Promise<Store> {
  return openStore(`s3://${path}?endpoint=${endpoint}${more}`, { ...storeWorld, create: true, env, now });
}
