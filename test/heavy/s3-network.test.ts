// The S3 store on a network that fails: what flickers is ridden out, what stays is an error, and nothing is stored twice or wrong.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { bodyOf, keysOf, readAll } from '../contract/bodies.ts';
import { endAfter } from '../lab/body-faults.ts';
import type { Passing } from '../lab/fault-proxy.ts';
import { openS3 } from '../lab/s3-world.ts';
import { isComplete, isGet, isList, isPart, isPut, KEY, LARGE, MIB, random, refusal, setScene } from './scene.ts';

const scene = setScene();

test('503 SlowDown, 429 and cut connections are ridden out, and nothing is stored twice', async () => {
  scene.proxy.next({ when: isPart, times: 3, answer: refusal(503, 'SlowDown') });
  scene.proxy.next({ when: isPart, times: 2, answer: refusal(429, 'TooManyRequests') });
  scene.proxy.next({ when: isPart, times: 1, answer: 'hang-up' });
  scene.proxy.next({ when: isList, times: 1, answer: refusal(500, 'InternalError') });
  const bytes = random(LARGE);
  await scene.store.put(KEY, bodyOf(bytes));
  expect(await keysOf(scene.store)).toEqual([KEY]);
  expect((await readAll(scene.store, KEY)).equals(bytes)).toBe(true);
});

test.each([
  ['of a small object', 1000, isPut],
  ['of completing a large one', LARGE, isComplete],
])('an answer %s that is lost: the second attempt knows its own work', async (_, size, when) => {
  scene.proxy.next({ when, lose: true });
  const bytes = random(size);
  expect((await scene.store.put(KEY, bodyOf(bytes))).size).toBe(size);
  expect((await readAll(scene.store, KEY)).equals(bytes)).toBe(true);
  await expect(scene.store.put(KEY, bodyOf(bytes))).rejects.toMatchObject({ kind: 'exists' });
});

test.each([
  ['small', 1000, isPut],
  ['large', LARGE, isPart],
])('a bit that flips on the way to the server is found, and nothing is stored (%s)', async (_, size, when) => {
  const flip = (body: Buffer) => {
    const copy = Buffer.from(body);
    copy.writeUInt8(copy.readUInt8(100) ^ 1, 100);
    return copy;
  };
  scene.proxy.next({ when, times: Infinity, change: flip });
  await expect(scene.store.put(KEY, bodyOf(random(size)))).rejects.toMatchObject({ kind: 'corrupt' });
  expect(await keysOf(scene.store)).toEqual([]);
  expect(await scene.uploads('plain')).toEqual([]);
});

test('a body that ends early is asked for again; if it always does, that is an error and never the end', async () => {
  const bytes = random(LARGE);
  await scene.store.put(KEY, bodyOf(bytes));
  scene.proxy.next({ when: isGet, times: 3, alter: endAfter(1_000_000, 'cut') });
  expect((await readAll(scene.store, KEY)).equals(bytes)).toBe(true);
  scene.proxy.next({ when: isGet, skip: 1, times: Infinity, alter: endAfter(1_000_000, 'reset') });
  await expect(readAll(scene.store, KEY)).rejects.toMatchObject({ kind: 'unreachable' });
});

test('a reader that leaves in the middle leaves no request behind', async () => {
  await scene.store.put(KEY, bodyOf(random(48 * MIB)));
  for await (const chunk of await scene.store.get(KEY)) if (chunk.length > 0) break;
  const asked = scene.proxy.passed.filter(isGet).length;
  expect(asked).toBeLessThan(6);
});

test('10,000 objects are listed, all of them, in order; a listing whose second page breaks off throws', async () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `acme/app-${index % 100}/object-${index}`);
  const queue = keys.values();
  const put = async () => {
    for (const key of queue)
      await scene.client.send(new PutObjectCommand({ Bucket: 'plain', Key: `${scene.folder}/${key}`, Body: 'x' }));
  };
  await Promise.all(Array.from({ length: 32 }, put));
  expect(await keysOf(scene.store)).toEqual(keys.toSorted());
  expect(await keysOf(scene.store, 'acme/app-7/')).toHaveLength(100);
  expect(scene.proxy.passed.filter(isList).length).toBeGreaterThanOrEqual(11);
  const isSecond = (request: Passing) => isList(request) && request.query.has('continuation-token');
  scene.proxy.next({ when: isSecond, times: Infinity, alter: endAfter(2000, 'cut') });
  await expect(
    (await openS3(`plain/${scene.folder}`, scene.proxy.url, { env: { AWS_MAX_ATTEMPTS: '1' } })).list(''),
  ).rejects.toMatchObject({
    kind: 'unreachable',
  });
});

test('what others keep in the bucket is passed over', async () => {
  for (const key of ['', 'My Notes.txt', 'acme/app/deeper/still/file', 'acme/ünï', '../x', KEY])
    await scene.client.send(new PutObjectCommand({ Bucket: 'plain', Key: `${scene.folder}/${key}`, Body: 'x' }));
  expect(await keysOf(scene.store)).toEqual([KEY]);
});
