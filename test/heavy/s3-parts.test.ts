// Large objects on a real S3 server: sent in parts, whole or not at all, and nothing left behind.
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { isKind } from '../../src/domain/errors.ts';
import type { Body } from '../../src/stores/store.ts';
import { bodyOf, brokenBody, keysOf, readAll } from '../contract/bodies.ts';
import { openS3 } from '../lab/s3-world.ts';
import { isComplete, isPart, KEY, LARGE, MIB, random, refusal, setScene, told } from './scene.ts';

const scene = setScene();

/** A body that calls `look` in its middle. */
function watchedBody(bytes: Buffer, look: () => Promise<void>): Body {
  const half = Math.floor(bytes.length / 2);
  return {
    size: bytes.length,
    async *open() {
      yield bytes.subarray(0, half);
      await look();
      yield bytes.subarray(half);
    },
  };
}

test('a large object is stored in parts that pass side by side, and comes back to the byte', async () => {
  const bytes = random(LARGE);
  const stored = await scene.store.put(KEY, bodyOf(bytes));
  expect(stored.size).toBe(LARGE);
  expect(scene.proxy.passed.filter(isPart)).toHaveLength(4);
  expect((await readAll(scene.store, KEY)).equals(bytes)).toBe(true);
  const [start, length] = [5 * MIB, 14 * MIB];
  expect((await readAll(scene.store, KEY, { start, length })).equals(bytes.subarray(start, start + length))).toBe(true);
  expect(await scene.uploads('plain')).toEqual([]);
});

test.each([8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB])(
  '%i bytes, at the edge of a part, are stored whole',
  async (size) => {
    const bytes = random(size);
    await scene.store.put(KEY, bodyOf(bytes));
    expect((await readAll(scene.store, KEY)).equals(bytes)).toBe(true);
  },
);

test.each(['plain', 'versioned'] as const)(
  'of four writers of one large key exactly one wins (%s bucket)',
  async (bucket) => {
    const bodies = [1, 2, 3, 4].map((value) => Buffer.alloc(9 * MIB, value));
    const results = await Promise.allSettled(
      bodies.map(async (bytes) => (await scene.open(bucket)).put(KEY, bodyOf(bytes))),
    );
    const losers = results.filter((result) => result.status === 'rejected');
    expect(losers).toHaveLength(3);
    expect(losers.every(({ reason }) => isKind(reason, 'exists'))).toBe(true);
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    const reader = await scene.open(bucket);
    expect((await readAll(reader, KEY)).equals(bodies[winner] ?? Buffer.alloc(0))).toBe(true);
    expect(await scene.uploads(bucket)).toEqual([]);
  },
);

test.each(['plain', 'versioned'] as const)(
  'a writer that comes while another is just about to complete does not believe to have won as well (%s bucket)',
  async (bucket) => {
    let go = (): void => undefined;
    const goOn = new Promise<void>((resolve) => (go = resolve));
    scene.proxy.next({ when: isComplete, hold: goOn });
    const proxied = await openS3(`${bucket}/${scene.folder}`, scene.proxy.url);
    const first = proxied.put(KEY, bodyOf(Buffer.alloc(9 * MIB, 1)));
    await expect.poll(() => scene.proxy.passed.some(isComplete), { timeout: 60_000 }).toBe(true);
    const second = told((await scene.open(bucket)).put(KEY, bodyOf(Buffer.alloc(9 * MIB, 2))));
    expect(await second).toMatchObject({ kind: 'exists' });
    go();
    await first;
    expect((await readAll(await scene.open(bucket), KEY)).equals(Buffer.alloc(9 * MIB, 1))).toBe(true);
  },
);

test('a body that breaks in its third part leaves neither an object nor parts', async () => {
  const reason = new Error('the wire was cut');
  await expect(scene.store.put(KEY, brokenBody(LARGE, 20 * MIB, reason))).rejects.toBe(reason);
  expect(await keysOf(scene.store)).toEqual([]);
  expect(await scene.uploads('plain')).toEqual([]);
});

test('a part that the server refuses stops the others, leaves nothing, and says why', async () => {
  scene.proxy.next({ when: isPart, skip: 1, times: Infinity, answer: refusal(403, 'AccessDenied') });
  await expect(scene.store.put(KEY, bodyOf(random(LARGE)))).rejects.toMatchObject({ kind: 'denied' });
  expect(await keysOf(scene.store)).toEqual([]);
  expect(await scene.uploads('plain')).toEqual([]);
});

test('what is being uploaded is not listed', async () => {
  const seen: string[][] = [];
  const look = async () => {
    await expect.poll(() => scene.proxy.passed.filter(isPart).length).toBeGreaterThan(0);
    seen.push(await keysOf(scene.store));
  };
  await scene.store.put(KEY, watchedBody(random(LARGE), look));
  expect(seen).toEqual([[]]);
  expect(await keysOf(scene.store)).toEqual([KEY]);
});

test('an upload that a dead run left is removed when it is a day old, others never', async () => {
  const begin = async (key: string) => {
    const target = { Bucket: 'plain', Key: `${scene.folder}/${key}` };
    const { UploadId } = await scene.client.send(new CreateMultipartUploadCommand(target));
    await scene.client.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: 'half' }));
  };
  await begin(KEY);
  await begin('somebody/elses/film.mkv');
  await scene.store.put('acme/app/snapshot-20261122-020000.tar', bodyOf('x'));
  expect(await scene.uploads('plain')).toEqual([KEY, 'somebody/elses/film.mkv']);
  const tomorrow = () => new Date(Date.now() + 25 * 3_600_000);
  const later = await scene.open('plain', { now: tomorrow });
  await later.put('acme/app/snapshot-20261122-030000.tar', bodyOf('x'));
  expect(await scene.uploads('plain')).toEqual(['somebody/elses/film.mkv']);
});
