// Answers that the S3 store must not believe, and refusals that it must tell plainly; the server answers what it is told to.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BackupError } from '../../src/domain/errors.ts';
import { openStore } from '../../src/stores/index.ts';
import type { Store } from '../../src/stores/store.ts';
import { bodyOf, readAll } from '../contract/bodies.ts';
import { startFaultProxy, type FaultProxy, type Passing } from '../lab/fault-proxy.ts';
import { ACCESS_KEY, BUCKET, startS3Server, type S3Server } from '../lab/s3-server.ts';
import { openS3, useCredentials } from '../lab/s3-world.ts';
import { temporaryFolder } from '../lab/temp.ts';
import { storeWorld } from '../lab/no-github.ts';

const KEY = 'acme/app/snapshot-20261121-020000.tar';
const MIB = 1024 * 1024;
const SECRET = 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY';
const REGION = '&region=eu-central-1';

let server: S3Server;
let proxy: FaultProxy;
let store: Store;
beforeEach(async () => {
  useCredentials({ accessKeyId: ACCESS_KEY, secretAccessKey: SECRET });
  server = await startS3Server();
  proxy = await startFaultProxy(server.url);
  store = await openS3(BUCKET, proxy.url, { more: REGION });
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const said = (work: Promise<unknown>) => work.catch((error: unknown) => error);

test.each([5, -5])('with a clock that is %i hours off nothing is asked ten times', async (hours) => {
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + hours * 3_600_000);
  await store.put(KEY, bodyOf('x'));
  await expect(readAll(store, `${KEY}-none`)).rejects.toMatchObject({ kind: 'not-found' });
  const asked = proxy.passed.map(({ method, path }) => `${method} ${path}`);
  expect(asked.filter((one) => one.startsWith('HEAD') || one.endsWith('-none'))).toHaveLength(2);
});

describe('answers that are not believed', () => {
  const isList = ({ query }: Passing) => query.has('list-type');
  const isPut = ({ method }: Passing) => method === 'PUT';
  const listing = (inner: string) => `<ListBucketResult><Name>${BUCKET}</Name>${inner}</ListBucketResult>`;

  test.each([
    ['a web page', '<!doctype html><title>Please accept the terms</title>'],
    ['nothing at all', ''],
    ['a listing without its end', listing('<KeyCount>0</KeyCount>')],
    [
      'a listing of another bucket',
      '<ListBucketResult><Name>other</Name><IsTruncated>false</IsTruncated></ListBucketResult>',
    ],
    [
      'fewer objects than it says',
      listing('<KeyCount>2</KeyCount><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents>'),
    ],
    ['an object without a size', listing('<IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents>')],
    [
      'a page that promises more and does not say where',
      listing('<IsTruncated>true</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents>'),
    ],
    [
      'the same page for ever',
      listing('<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>'),
    ],
    ['half a document', '<?xml version="1.0"?><ListBucketResult><Name>backups</Na'],
  ])('%s in place of a listing is an error, never an empty store', async (_, body) => {
    proxy.next({ when: isList, times: Infinity, answer: { status: 200, body } });
    expect(await said(store.list(''))).toMatchObject({ kind: 'store' });
  });

  test('objects of another folder in a listing are an error', async () => {
    const contents = '<IsTruncated>false</IsTruncated><Contents><Key>b/c/d</Key><Size>1</Size></Contents>';
    proxy.next({ when: isList, answer: { status: 200, body: listing(contents) } });
    expect(await said(store.list('acme/app/'))).toMatchObject({ kind: 'store' });
  });

  test('a put that the server confirms with another digest is taken back', async () => {
    proxy.next({ when: isPut, answer: { status: 200, headers: { etag: `"${'0'.repeat(32)}"` } } });
    expect(await said(store.put(KEY, bodyOf('x')))).toMatchObject({ kind: 'corrupt' });
    expect(server.requests.at(-1)?.method).toBe('DELETE');
  });

  test('an ETag that is no MD5 says nothing, and is no error', async () => {
    const headers = { etag: '"not-md5"' };
    proxy.next({ when: isPut, answer: { status: 200, headers } });
    expect((await store.put(KEY, bodyOf('x'))).size).toBe(1);
  });

  test.each([
    ['begins elsewhere', 'bytes 1-10/1000'],
    ['has no place in the object', ''],
  ])('a part of an object that %s is an error', async (_, range) => {
    const headers = { 'content-range': range, 'content-length': '10' };
    proxy.next({ when: ({ method }) => method === 'GET', answer: { status: 206, headers, body: '0123456789' } });
    expect(await said(readAll(store, KEY, { start: 0, length: 10 }))).toMatchObject({ kind: 'store' });
  });

  test('an object that is replaced while it is read is an error, never a mixture', async () => {
    const attributes = {};
    server.objects.set(KEY, { bytes: Buffer.alloc(48 * MIB, 1), etag: '1'.repeat(32), sha256: undefined, attributes });
    const read = async () => {
      for await (const chunk of await store.get(KEY)) {
        const replaced = server.objects.get(KEY)?.etag !== '1'.repeat(32);
        if (replaced || chunk.length === 0) continue;
        server.objects.set(KEY, {
          bytes: Buffer.alloc(48 * MIB, 2),
          etag: '2'.repeat(32),
          sha256: undefined,
          attributes,
        });
      }
    };
    expect(await said(read())).toMatchObject({ kind: 'corrupt' });
  });
});

describe('refusals', () => {
  const error = (Code: string) => `<Error><Code>${Code}</Code><Message>words of the server</Message></Error>`;
  const refuseAll = (status: number, code: string) =>
    proxy.next({ when: () => true, times: Infinity, answer: { status, body: error(code) } });

  test.each([
    [403, 'AccessDenied', 'denied', 's3:ListBucket'],
    [403, 'InvalidAccessKeyId', 'denied', 'AWS_ACCESS_KEY_ID'],
    [403, 'SignatureDoesNotMatch', 'denied', 'AWS_SECRET_ACCESS_KEY'],
    [400, 'ExpiredToken', 'denied', 'Log in again'],
    [403, 'RequestTimeTooSkewed', 'denied', 'clock'],
    [404, 'NoSuchBucket', 'not-found', 'Check the name'],
    [301, 'PermanentRedirect', 'not-found', 'region='],
    [503, 'SlowDown', 'unreachable', 'later'],
    [429, 'TooManyRequests', 'unreachable', 'later'],
    [500, 'InternalError', 'unreachable', 'later'],
    [507, 'XMinioStorageFull', 'disk-full', 'quota'],
    [418, 'Teapot', 'store', 'server’s'],
  ])('%i %s is %s', async (status, code, kind, hint) => {
    refuseAll(status, code);
    const other = await openS3(BUCKET, proxy.url, { more: REGION, env: { AWS_MAX_ATTEMPTS: '1' } });
    const told = await said(other.list(''));
    expect(told).toMatchObject({ kind, hint: expect.stringContaining(hint) as string });
    expect(told).toBeInstanceOf(BackupError);
    expect((told as BackupError).message).toContain(`listing the store in s3://${BUCKET}/`);
  });

  test('an object in an archive class, and one that a rule of the bucket keeps', async () => {
    await store.put(KEY, bodyOf('x'));
    proxy.next({ when: ({ method }) => method === 'GET', answer: { status: 403, body: error('InvalidObjectState') } });
    expect(await said(readAll(store, KEY))).toMatchObject({ kind: 'unsupported' });
    proxy.next({
      when: ({ method }) => method === 'DELETE',
      answer: { status: 409, body: error('ObjectLockedByBucketPolicy') },
    });
    expect(await said(store.delete(KEY))).toMatchObject({ kind: 'locked' });
    expect(server.objects.size).toBe(1);
  });

  test('no credentials anywhere', async () => {
    await using folder = await temporaryFolder();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', folder.path);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const other = await openS3(BUCKET, proxy.url, { more: REGION });
    expect(await said(other.list(''))).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('there are no credentials') as string,
    });
    expect(server.requests).toEqual([]);
  });

  test('no region: the line to write is told', async () => {
    await using folder = await temporaryFolder();
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', folder.path);
    const other = await openStore(`s3://${BUCKET}`, { ...storeWorld, create: true });
    expect(await said(other.list(''))).toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('region=') as string,
    });
  });

  test('no error of any kind repeats the secret', async () => {
    refuseAll(403, 'SignatureDoesNotMatch');
    const told = (await said(store.list(''))) as BackupError;
    expect(`${told.message} ${told.hint}`).not.toContain(SECRET);
  });
});
