// Uploads in parts that other runs began: one that died is no obstacle for ever, and of two that live exactly one wins.
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Body, Store } from '../../src/stores/store.ts';
import { bodyOf, keysOf, readAll } from '../contract/bodies.ts';
import { ACCESS_KEY, BUCKET, startS3Server, type S3Server } from '../lab/s3-server.ts';
import { openS3, plainClient, useCredentials } from '../lab/s3-world.ts';

const KEY = 'acme/app/snapshot-20261121-020000.tar';
const MIB = 1024 * 1024;
const START = Date.parse('2026-11-21T02:00:00Z');
const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY' };

let server: S3Server;
let store: Store;
let minutes = 0;
const clock = () => new Date(START + minutes * 60_000);
const open = () => openS3(BUCKET, server.url, { more: '&region=eu-central-1', now: clock });
beforeEach(async () => {
  useCredentials(credentials);
  minutes = 0;
  // Without conditions, as B2, Google and buckets with versions are: there every object goes in parts.
  server = await startS3Server({ conditions: 'refused', now: clock });
  store = await open();
});
afterEach(() => server[Symbol.asyncDispose]());

/** What a run that dies leaves: an upload with its first part. Gives what sends the next one. */
async function beginUpload(): Promise<() => Promise<unknown>> {
  const client = plainClient({ url: server.url, credentials, region: 'eu-central-1' });
  const target = { Bucket: BUCKET, Key: KEY };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  let number = 0;
  const send = () =>
    client.send(new UploadPartCommand({ ...target, UploadId, PartNumber: (number += 1), Body: 'half of it' }));
  await send();
  return send;
}

/** Parts that the store itself has sent. */
const partsSent = () =>
  server.requests.filter(
    ({ query, headers }) => query.has('partNumber') && headers['user-agent']?.includes('repo-backup'),
  );

describe.each([
  ['of one part', 1000],
  ['of several parts', 20 * MIB],
])('an object %s', (_, size) => {
  const bytes = Buffer.alloc(size, 7);

  test('whose upload died is stored a quarter of an hour later, and nothing is left of the dead one', async () => {
    await beginUpload();
    minutes = 15;
    await store.put(KEY, bodyOf(bytes));
    expect((await readAll(store, KEY)).equals(bytes)).toBe(true);
    expect(server.uploads.size).toBe(0);
  });

  test('whose upload died a moment ago is refused, with the hour from which on it is not', async () => {
    await beginUpload();
    minutes = 14;
    await expect(store.put(KEY, bodyOf(bytes))).rejects.toMatchObject({
      kind: 'exists',
      message: expect.stringMatching(/ by another run since 2026-11-21T02:00:00Z, or by one that died/) as string,
      hint: expect.stringContaining('after 2026-11-21T02:15:00Z') as string,
    });
    expect([...server.uploads.values()].map(({ parts }) => parts.size)).toEqual([1]);
  });

  test('that another run is still sending is left to it, however long ago that began', async () => {
    const sendNext = await beginUpload();
    minutes = 100;
    await sendNext();
    minutes = 110;
    await expect(store.put(KEY, bodyOf(bytes))).rejects.toMatchObject({ kind: 'exists' });
    expect(await keysOf(store)).toEqual([]);
    await sendNext();
  });
});

test('what another run is sending is not sent beside it for hours, to be thrown away then', async () => {
  await beginUpload();
  minutes = 1;
  await expect(store.put(KEY, bodyOf(Buffer.alloc(20 * MIB)))).rejects.toMatchObject({ kind: 'exists' });
  expect(partsSent()).toEqual([]);
});

/** A body that waits in its middle. */
function waitingBody(bytes: Buffer, reached: () => void, goOn: Promise<void>): Body {
  return {
    size: bytes.length,
    async *open() {
      yield bytes.subarray(0, bytes.length >> 1);
      reached();
      await goOn;
      yield bytes.subarray(bytes.length >> 1);
    },
  };
}

test.each([
  ['one part', 1000],
  ['several parts', 20 * MIB],
])('a writer of %s that was only slow does not take the object of another for its own', async (_, size) => {
  let [reach, go] = [(): void => undefined, (): void => undefined];
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const goOn = new Promise<void>((resolve) => (go = resolve));
  // The first put of a store finds out that there are no conditions.
  await store.put('runs/first', bodyOf(''));
  const slow = store
    .put(
      KEY,
      waitingBody(Buffer.alloc(size, 1), () => reach(), goOn),
    )
    .catch((error: unknown) => error);
  await reached;
  const landed = () => [...server.uploads.values()][0]?.parts.size;
  await expect.poll(landed).toBe(Math.floor(size / 2 / (8 * MIB)));
  minutes = 20;
  const other = await open();
  await other.put(KEY, bodyOf(Buffer.alloc(size, 2)));
  go();
  expect(await slow).toMatchObject({
    kind: 'store',
    message: expect.stringContaining('ended before it was whole') as string,
  });
  expect((await readAll(store, KEY)).equals(Buffer.alloc(size, 2))).toBe(true);
  expect(server.uploads.size).toBe(0);
});

test('an upload that takes longer than a day, and goes on, is not tidied away by the next run', async () => {
  const sendNext = await beginUpload();
  minutes = 25 * 60;
  await sendNext();
  await store.put('runs/next', bodyOf(''));
  expect(server.uploads.size).toBe(1);
  await sendNext();
});
