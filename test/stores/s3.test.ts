// The S3 store against S3 as AWS describes it: the contract, what is sent and compared, and answers that must not be believed.
// What depends on a real server is proven in test/heavy.
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStore } from '../../src/stores/index.ts';
import type { Store } from '../../src/stores/store.ts';
import { bodyOf, keysOf, readAll } from '../contract/bodies.ts';
import { storeContract } from '../contract/store.ts';
import { startHttpProxy } from '../lab/http-proxy.ts';
import { ACCESS_KEY, BUCKET, startS3Server, type S3Server } from '../lab/s3-server.ts';
import { openS3, useCredentials } from '../lab/s3-world.ts';
import { temporaryFolder } from '../lab/temp.ts';
import { createAuthority, hasOpenssl } from '../lab/tls.ts';
import { storeWorld } from '../lab/no-github.ts';

const KEY = 'acme/app/snapshot-20261121-020000.tar';
const MIB = 1024 * 1024;
const SECRET = 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY';
const REGION = '&region=eu-central-1';

beforeEach(() => {
  useCredentials({ accessKeyId: ACCESS_KEY, secretAccessKey: SECRET });
  // What the machine has set would lead elsewhere.
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'])
    vi.stubEnv(name, '');
});

storeContract('a bucket of S3', async () => {
  const server = await startS3Server();
  const reopen = () => openS3(BUCKET, server.url, { more: REGION });
  return { store: await reopen(), reopen, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
});

storeContract('a folder in a bucket of a server that knows no conditions', async () => {
  const server = await startS3Server({ conditions: 'refused', pageSize: 3 });
  const reopen = () => openS3(`${BUCKET}/a/b`, server.url, { more: REGION });
  const store = await reopen();
  // The first put finds out, and reads its body twice.
  await store.put('runs/first', bodyOf(''));
  await store.delete('runs/first');
  return { store, reopen, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
});

let server: S3Server;
beforeEach(async () => {
  server = await startS3Server();
});
afterEach(() => server[Symbol.asyncDispose]());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const said = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('at AWS', () => {
  /** A store in a bucket of AWS: its host names lead to the lab by way of a proxy. */
  async function openAtAws(more = ''): Promise<{ store: Store } & AsyncDisposable> {
    const hosts = { 's3.eu-central-1.amazonaws.com:80': `127.0.0.1:${server.port}` };
    const forward = await startHttpProxy({ hosts });
    vi.stubEnv('HTTP_PROXY', forward.url);
    const aws = await openS3(BUCKET, 'http://s3.eu-central-1.amazonaws.com', { more: `${REGION}${more}` });
    return { store: aws, [Symbol.asyncDispose]: () => forward[Symbol.asyncDispose]() };
  }

  test('what is stored is sent with its SHA-256, in parts with that of each, and only where nothing is', async () => {
    await using aws = await openAtAws();
    const [small, large] = [randomBytes(1000), randomBytes(9 * MIB)];
    await aws.store.put('acme/app/small', bodyOf(small));
    await aws.store.put(KEY, bodyOf(large));
    expect(server.objects.get('acme/app/small')?.sha256).toBe(sha256(small).toString('base64'));
    expect(server.objects.get(KEY)?.sha256).toMatch(/=-2$/);
    expect((await readAll(aws.store, KEY)).equals(large)).toBe(true);
    for (const key of ['acme/app/small', KEY])
      await expect(aws.store.put(key, bodyOf(small))).rejects.toMatchObject({ kind: 'exists' });
    expect(server.requests.some(({ headers }) => headers['content-md5'])).toBe(false);
    expect(server.requests.filter(({ headers }) => headers['if-none-match'] === '*').length).toBeGreaterThan(1);
    expect(server.uploads.size).toBe(0);
  });

  test('two large writers of one key: the server’s condition lets one win', async () => {
    await using aws = await openAtAws();
    const bodies = [1, 2].map((value) => Buffer.alloc(9 * MIB, value));
    const results = await Promise.allSettled(bodies.map((bytes) => aws.store.put(KEY, bodyOf(bytes))));
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(server.uploads.size).toBe(0);
  });

  test('class and lock are asked for; what is too small to gain by a class has none', async () => {
    await using aws = await openAtAws('&storage-class=STANDARD_IA&object-lock-days=10&object-lock-mode=compliance');
    await aws.store.put('acme/app/small', bodyOf('x'));
    await aws.store.put('acme/app/large', bodyOf(randomBytes(200_000)));
    await aws.store.put('acme/app/parts', bodyOf(randomBytes(9 * MIB)));
    const attributes = [...server.objects.values()].map((object) => object.attributes);
    expect(attributes.map((one) => one['x-amz-storage-class'])).toEqual([undefined, 'STANDARD_IA', 'STANDARD_IA']);
    expect(attributes.map((one) => one['x-amz-object-lock-mode'])).toEqual(['COMPLIANCE', 'COMPLIANCE', 'COMPLIANCE']);
    const until = Date.parse(attributes[0]?.['x-amz-object-lock-retain-until-date'] ?? '');
    expect(Math.abs(until - Date.now() - 10 * 86_400_000)).toBeLessThan(60_000);
    await expect(aws.store.delete('acme/app/small')).rejects.toMatchObject({ kind: 'locked' });
  });

  test('a wrong region is told, with the right one', async () => {
    await using aws = await openAtAws();
    const wrong = await openStore(`s3://${BUCKET}?region=us-west-2&endpoint=http://s3.eu-central-1.amazonaws.com`, {
      ...storeWorld,
      create: true,
    });
    expect(await said(wrong.list(''))).toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('not in the region us-west-2 but in eu-central-1') as string,
      hint: 'Write region=eu-central-1 in the address of the store.',
    });
    expect(await keysOf(aws.store)).toEqual([]);
  });

  test.skipIf(!hasOpenssl())(
    'the address that AWS itself has, over TLS, through a proxy, with an authority of AWS_CA_BUNDLE',
    async () => {
      await using folder = await temporaryFolder();
      const host = `${BUCKET}.s3.eu-central-1.amazonaws.com`;
      const authority = await createAuthority(folder.join('ca'), [host]);
      await using secure = await startS3Server({ tls: authority.server });
      await using forward = await startHttpProxy({ hosts: { [`${host}:443`]: `127.0.0.1:${secure.port}` } });
      vi.stubEnv('HTTPS_PROXY', forward.url);
      const world = { ...storeWorld, create: true };
      const address = `s3://${BUCKET}/x?region=eu-central-1`;
      const trusting = await openStore(address, { ...world, env: { AWS_CA_BUNDLE: authority.path } });
      await trusting.put(KEY, bodyOf('x'));
      expect([...secure.objects.keys()]).toEqual([`x/${KEY}`]);
      expect(forward.forwarded.length).toBeGreaterThan(0);
      const other = await openStore(address, { ...world, env: { AWS_MAX_ATTEMPTS: '1' } });
      expect(await said(other.list(''))).toMatchObject({
        kind: 'unreachable',
        hint: expect.stringContaining('AWS_CA_BUNDLE') as string,
      });
      await expect(openStore(address, { ...world, env: { AWS_CA_BUNDLE: folder.join('none') } })).rejects.toMatchObject(
        { kind: 'usage' },
      );
    },
  );
});
