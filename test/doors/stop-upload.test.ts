// A program that is told to stop in the middle of an upload in parts takes the parts away: they cost money and are never listed.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFaultProxy, type FaultProxy, type Passing } from '../lab/fault-proxy.ts';
import type { StartedProcess } from '../lab/processes.ts';
import { randomRepository } from '../lab/repository-shapes.ts';
import { runAction } from '../lab/runner.ts';
import { ACCESS_KEY, BUCKET, startS3Server, type S3Server } from '../lab/s3-server.ts';
import { openScene, type Scene } from './scene.ts';

const env = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY' };

let scene: Scene;
let server: S3Server;
let proxy: FaultProxy;
let large: string;
beforeAll(async () => {
  scene = await openScene();
  large = `acme/large=${(await randomRepository(scene.path('large.git'), 20)).path}`;
  await scene.run(['sync', '--repositories', large, '--store', scene.store]);
});
afterAll(() => scene[Symbol.asyncDispose]());
beforeEach(async () => {
  server = await startS3Server();
  proxy = await startFaultProxy(server.url);
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const never = new Promise(() => undefined);
const isPart = ({ method, query }: Passing) => method === 'PUT' && query.has('partNumber');
const isCreation = ({ method, query }: Passing) => method === 'POST' && query.has('uploads');
const isCompletion = ({ method, query }: Passing) => method === 'POST' && query.has('uploadId');
const isAbort = ({ method, query }: Passing) => method === 'DELETE' && query.has('uploadId');
const seen = (is: (request: Passing) => boolean) => proxy.passed.some(is);

/** Starts a command with the bucket in the place of `BUCKET`, and gives its process and its end. */
function start(args: readonly string[]) {
  const address = `s3://${BUCKET}?region=eu-central-1&endpoint=${proxy.url}`;
  let child: StartedProcess['child'] | undefined;
  let heard = '';
  const ended = scene.run(
    args.map((arg) => (arg === 'BUCKET' ? address : arg)),
    {
      env,
      started(one) {
        child = one;
        one.stderr?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      },
    },
  );
  /** Ends when the program has heard the signal. */
  const stop = async (signal: NodeJS.Signals, times = 1) => {
    child?.kill(signal);
    await expect.poll(() => heard.split(`stopped by ${signal}`).length - 1).toBeGreaterThanOrEqual(times);
  };
  return { ended, stop };
}

const sync = () => ['sync', '--repositories', large, '--store', 'BUCKET'];
const copy = () => ['copy', '--store', scene.store, '--copy-to', 'BUCKET'];

test.each([
  ['sync', 'SIGINT', sync],
  ['copy', 'SIGTERM', copy],
] as const)('%s that gets %s leaves no part behind, and says nothing more', async (_, signal, args) => {
  proxy.next({ when: isPart, skip: 2, times: Infinity, hold: never });
  const { ended, stop } = start(args());
  await expect.poll(() => [...server.uploads.values()][0]?.parts.size, { timeout: 30_000 }).toBe(2);
  await stop(signal);
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim().split('\n').at(-1)).toContain(`stopped by ${signal}`);
  expect(server.uploads.size).toBe(0);
  expect(server.objects.size).toBe(0);
});

test('a job that is cancelled, or over its time limit, leaves no part behind either', async () => {
  const limit = new AbortController();
  const holdAndCancel = () => {
    limit.abort();
    return never;
  };
  proxy.next({ when: isPart, skip: 2, times: Infinity, hold: holdAndCancel });
  const store = `s3://${BUCKET}?region=eu-central-1&endpoint=${proxy.url}`;
  const inputs = { repositories: large, store, 'failure-issue': 'false' };
  const step = await runAction(inputs, { env, cancel: { when: limit.signal } });
  expect(step).toMatchObject({ conclusion: 'cancelled', code: 1, leftovers: [] });
  expect(server.uploads.size).toBe(0);
  expect([...server.objects.keys()].every((key) => key.startsWith('runs/'))).toBe(true);
});

test('an upload that was just being begun is gone too', async () => {
  let go = (): void => undefined;
  const answered = new Promise<void>((resolve) => (go = resolve));
  proxy.next({ when: isCreation, keep: () => answered });
  const { ended, stop } = start(copy());
  await expect.poll(() => server.uploads.size, { timeout: 30_000 }).toBe(1);
  await stop('SIGTERM');
  go();
  expect((await ended).code).toBe(1);
  expect(server.uploads.size).toBe(0);
});

test('one that was just being completed is whole, never half of it', async () => {
  let go = (): void => undefined;
  const answered = new Promise<void>((resolve) => (go = resolve));
  proxy.next({ when: isCompletion, hold: answered });
  const { ended, stop } = start(copy());
  await expect.poll(() => seen(isCompletion), { timeout: 30_000 }).toBe(true);
  await stop('SIGTERM');
  go();
  expect((await ended).code).toBe(1);
  expect([server.uploads.size, server.objects.size, seen(isAbort)]).toEqual([0, 1, false]);
});

test('a server that does not answer keeps nobody waiting who asks twice', async () => {
  proxy.next({ when: isPart, skip: 2, times: Infinity, hold: never });
  proxy.next({ when: isAbort, times: Infinity, hold: never });
  const { ended, stop } = start(copy());
  await expect.poll(() => proxy.passed.filter(isPart).length, { timeout: 30_000 }).toBeGreaterThan(2);
  await stop('SIGINT');
  await expect.poll(() => seen(isAbort)).toBe(true);
  await stop('SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(1);
  expect(stderr.match(/stopped by SIGINT/g)).toHaveLength(2);
});
