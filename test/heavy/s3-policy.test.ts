// The policy of docs/stores.md is enough: a user who may do nothing else backs up, prunes, locks and restores; one who may not remove is told.
import { readFileSync } from 'node:fs';
import { CreateMultipartUploadCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { parseS3Address } from '../../src/stores/s3/address.ts';
import { openS3Store } from '../../src/stores/s3.ts';
import { bodyOf, keysOf, readAll } from '../contract/bodies.ts';
import { blocksOf } from '../doors/readme.ts';
import type { Credentials } from '../lab/radosgw.ts';
import { createBucket, openS3, useCredentials } from '../lab/s3-world.ts';
import { KEY, LARGE, random, setScene, told } from './scene.ts';

type Statement = { Effect: string; Action: string[]; Resource: string };

const page = readFileSync(new URL('../../docs/stores.md', import.meta.url), 'utf8');
const [text = ''] = blocksOf(page)
  .filter(({ heading, language }) => heading === 'What it may do' && language === 'json')
  .map(({ text: block }) => block);
const policy = JSON.parse(text) as { Version: string; Statement: Statement[] };

const scene = setScene();
let backup: Credentials;
beforeAll(async () => {
  backup = await scene.server.createUser('backup');
});

/** Makes a bucket of the owner's in which `backup` may do what these statements allow. */
async function bucketWith(name: string, statements: Statement[], kind?: 'versioned' | 'locked'): Promise<string> {
  await createBucket(scene.client, name, kind);
  const Principal = { AWS: ['arn:aws:iam:::user/backup'] };
  const Statement = statements.map((one) => ({
    ...one,
    Principal,
    Resource: one.Resource.replace(':::bucket', `:::${name}`),
  }));
  const Policy = JSON.stringify({ ...policy, Statement });
  await scene.client.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
  useCredentials(backup);
  return name;
}

const denied = (permission: string) => ({ kind: 'denied', hint: expect.stringContaining(permission) as string });

test('without Object Lock the first three statements are enough, small or in parts, with versions or without', async () => {
  for (const kind of [undefined, 'versioned'] as const) {
    const name = await bucketWith(`least-${kind ?? 'plain'}`, policy.Statement.slice(0, 3), kind);
    const store = await openS3(`${name}/backups`, scene.server.url);
    for (const bytes of [random(1000), random(LARGE)]) {
      await store.put(KEY, bodyOf(bytes));
      await expect(store.put(KEY, bodyOf(bytes))).rejects.toMatchObject({ kind: 'exists' });
      expect(await keysOf(store)).toEqual([KEY]);
      expect((await readAll(store, KEY)).equals(bytes)).toBe(true);
      await store.delete(KEY);
      expect(await keysOf(store)).toEqual([]);
    }
    const elsewhere = await openS3(`${name}/other`, scene.server.url);
    expect(await told(elsewhere.put(KEY, bodyOf('x')))).toMatchObject(denied(':::'));
  }
});

test('they are enough, too, to take an upload out of the way that a dead run left; what they must hold for that is named', async () => {
  const allowed = policy.Statement.slice(0, 3);
  const name = await bucketWith('least-dead', allowed);
  const Key = `backups/${KEY}`;
  await scene.client.send(new CreateMultipartUploadCommand({ Bucket: name, Key }));
  const location = parseS3Address(`s3://${name}/backups?endpoint=${scene.server.url}`);
  const store = await openS3Store(location, { env: {}, now: () => new Date(), patience: 0 });
  await store.put(KEY, bodyOf(random(LARGE)));
  expect(await keysOf(store)).toEqual([KEY]);
  await store.delete(KEY);

  const fewer = allowed.map((one) => ({
    ...one,
    Action: one.Action.filter((action) => !action.endsWith('UploadParts')),
  }));
  const other = await bucketWith('least-blind', fewer);
  await scene.client.send(new CreateMultipartUploadCommand({ Bucket: other, Key }));
  const blind = await openS3(`${other}/backups`, scene.server.url);
  expect(await told(blind.put(KEY, bodyOf(random(LARGE))))).toMatchObject(
    denied('s3:ListMultipartUploadParts for arn:aws:s3:::least-blind/backups/*'),
  );
});

test('with Object Lock all four are enough: what is written is locked, and what is locked is not removed', async () => {
  const name = await bucketWith('least-locked', policy.Statement, 'locked');
  const store = await openS3(`${name}/backups`, scene.server.url, { more: '&object-lock-days=3' });
  for (const [key, size] of [
    [KEY, 1000],
    [`${KEY}.age`, LARGE],
  ] as const) {
    await store.put(key, bodyOf(random(size)));
    await expect(store.delete(key)).rejects.toMatchObject({ kind: 'locked' });
  }
  expect(await keysOf(store)).toHaveLength(2);
});

test('without the third, what is stored stays, and the missing permission is named', async () => {
  const name = await bucketWith('least-keeping', policy.Statement.slice(0, 2));
  const store = await openS3(`${name}/backups`, scene.server.url);
  await store.put(KEY, bodyOf('one'));
  expect(await told(store.delete(KEY))).toMatchObject(denied('s3:DeleteObject'));
  expect((await readAll(store, KEY)).toString()).toBe('one');
});

test('to read alone, s3:ListBucket and s3:GetObject are enough', async () => {
  const only = (action: string) =>
    policy.Statement.flatMap((one) => (one.Action.includes(action) ? [{ ...one, Action: [action] }] : []));
  const name = await bucketWith('least-reading', [...only('s3:ListBucket'), ...only('s3:GetObject')]);
  useCredentials(scene.server.credentials);
  await (await openS3(`${name}/backups`, scene.server.url)).put(KEY, bodyOf('one'));
  useCredentials(backup);
  const store = await openS3(`${name}/backups`, scene.server.url);
  expect(await keysOf(store)).toEqual([KEY]);
  expect((await readAll(store, KEY)).toString()).toBe('one');
  expect(await told(store.put(KEY.replace('0.tar', '1.tar'), bodyOf('x')))).toMatchObject(denied('s3:PutObject'));
});
