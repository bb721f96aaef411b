// What a real S3 server refuses, and what it locks, told plainly.
import { GetObjectRetentionCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { describe, expect, test, vi } from 'vitest';
import { bodyOf, keysOf, readAll } from '../contract/bodies.ts';
import { openS3, useCredentials } from '../lab/s3-world.ts';
import { isList, KEY, LARGE, MIB, random, refusal, setScene, told } from './scene.ts';

const scene = setScene();

describe('refusals are told plainly', () => {
  test('a wrong secret, an unknown key, a user without rights', async () => {
    const stranger = await scene.server.createUser('stranger');
    const { accessKeyId } = scene.server.credentials;
    for (const [credentials, says] of [
      [{ accessKeyId, secretAccessKey: 'guessed-secret' }, 'secret access key is wrong'],
      [{ accessKeyId: 'NOBODY', secretAccessKey: 'guessed-secret' }, 'does not know the access key'],
      [stranger, 'lack the permission'],
    ] as const) {
      useCredentials(credentials);
      const other = await scene.open('plain');
      for (const work of [
        () => other.list(''),
        () => other.put(KEY, bodyOf('x')),
        () => other.put(KEY, bodyOf(random(9 * MIB))),
        () => readAll(other, KEY),
        () => other.delete(KEY),
      ]) {
        const error = await told(work());
        expect(error).toMatchObject({ kind: 'denied', message: expect.stringContaining(says) as string });
        expect(JSON.stringify(error)).not.toContain(credentials.secretAccessKey);
      }
    }
  });

  test('a bucket that is not there is never an empty store', async () => {
    const other = await openS3('no-such-bucket/x', scene.server.url);
    for (const work of [() => other.list(''), () => other.put(KEY, bodyOf('x')), () => readAll(other, KEY)]) {
      expect(await told(work())).toMatchObject({
        kind: 'not-found',
        message: expect.stringContaining('no-such-bucket') as string,
      });
    }
  });

  test('a clock that is hours off is corrected, and told where that does not help', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 3_600_000 });
    try {
      await scene.store.put(KEY, bodyOf('x'));
      expect(await keysOf(scene.store)).toEqual([KEY]);
    } finally {
      vi.useRealTimers();
    }
    const ahead = await openS3(`plain/${scene.folder}`, scene.proxy.url);
    scene.proxy.next({ when: isList, times: Infinity, answer: refusal(403, 'RequestTimeTooSkewed') });
    expect(await told(ahead.list(''))).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('clock') as string,
    });
  });

  test('a quota that is used up is a full disk', async () => {
    await scene.server.admin('quota', 'set', '--quota-scope=user', '--uid=owner', '--max-size=1');
    await scene.server.admin('quota', 'enable', '--quota-scope=user', '--uid=owner');
    try {
      await expect
        .poll(async () => told(scene.store.put(`${KEY}-${Math.random().toString(36).slice(2)}`, bodyOf(random(MIB)))))
        .toMatchObject({ kind: 'disk-full' });
    } finally {
      await scene.server.admin('quota', 'disable', '--quota-scope=user', '--uid=owner');
    }
  });

  test('no server, an unknown host, and a server that is none of S3', async () => {
    for (const [endpoint, kind] of [
      ['http://127.0.0.1:1', 'unreachable'],
      ['http://nowhere.invalid', 'unreachable'],
    ] as const) {
      const other = await openS3(`plain/${scene.folder}`, endpoint, { env: { AWS_MAX_ATTEMPTS: '1' } });
      expect(await told(other.list(''))).toMatchObject({ kind });
    }
  });
});

describe('versions and locks', () => {
  test('in a bucket with versions a removed object is gone from the listing, and its key is free', async () => {
    const versioned = await scene.open('versioned');
    await versioned.put(KEY, bodyOf('one'));
    await expect(versioned.put(KEY, bodyOf('two'))).rejects.toMatchObject({ kind: 'exists' });
    await versioned.delete(KEY);
    expect(await keysOf(versioned)).toEqual([]);
    await versioned.put(KEY, bodyOf('three'));
    expect((await readAll(versioned, KEY)).toString()).toBe('three');
  });

  test.each([1000, LARGE])(
    'an object of %i bytes is locked on request, and is not removed before its time',
    async (size) => {
      const more = '&object-lock-days=3&object-lock-mode=governance';
      const locking = await scene.open('locked', { more });
      const before = Date.now();
      await locking.put(KEY, bodyOf(random(size)));
      const { Retention } = await scene.client.send(
        new GetObjectRetentionCommand({ Bucket: 'locked', Key: `${scene.folder}/${KEY}` }),
      );
      expect(Retention?.Mode).toBe('GOVERNANCE');
      const days = ((Retention?.RetainUntilDate?.getTime() ?? 0) - before) / 86_400_000;
      expect(days).toBeGreaterThan(2.99);
      expect(days).toBeLessThan(3.01);
      await expect(locking.delete(KEY)).rejects.toMatchObject({
        kind: 'locked',
        message: expect.stringMatching(/locked until 20\d\d-/) as string,
      });
      expect(await keysOf(locking)).toEqual([KEY]);
      const inTime = await scene.open('locked', { now: () => new Date(Date.now() + 4 * 86_400_000) });
      await inTime.delete(KEY);
      expect(await keysOf(inTime)).toEqual([]);
      const { Versions = [] } = await scene.client.send(
        new ListObjectVersionsCommand({ Bucket: 'locked', Prefix: scene.folder }),
      );
      expect(Versions).toHaveLength(1);
    },
  );

  test('a lock that the bucket cannot give is an error, and nothing is stored unlocked', async () => {
    const locking = await scene.open('plain', { more: '&object-lock-days=3' });
    for (const size of [10, LARGE]) {
      await expect(locking.put(KEY, bodyOf(random(size)))).rejects.toMatchObject({ kind: 'unsupported' });
    }
    expect(await keysOf(locking)).toEqual([]);
  });
});
