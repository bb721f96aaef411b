// The contract of a store against a real S3 server, in buckets of every kind.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { storeContract } from '../contract/store.ts';
import { startRadosgw, type Radosgw } from '../lab/radosgw.ts';
import { createBucket, openS3, plainClient, useCredentials } from '../lab/s3-world.ts';

let server: Radosgw;
beforeAll(async () => {
  server = await startRadosgw();
  const client = plainClient(server);
  await createBucket(client, 'plain');
  await createBucket(client, 'versioned', 'versioned');
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => useCredentials(server.credentials));

let folders = 0;
for (const bucket of ['plain', 'versioned']) {
  storeContract(`a ${bucket} bucket of radosgw`, async () => {
    const path = `${bucket}/test-${(folders += 1)}`;
    const reopen = () => openS3(path, server.url);
    return { store: await reopen(), reopen, [Symbol.asyncDispose]: async () => undefined };
  });
}
