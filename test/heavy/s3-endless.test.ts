// A server whose answers do not stop, or that lists a million objects: memory stays bounded, and it ends.
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAll } from '../contract/bodies.ts';
import { runCli } from '../lab/program.ts';
import { openS3, useCredentials } from '../lab/s3-world.ts';

const KEY = 'acme/app/snapshot-20261121-020000.json';
const MIB = 1024 * 1024;
const SECRETS = { accessKeyId: 'A', secretAccessKey: 'B' };
const ONCE = { env: { AWS_MAX_ATTEMPTS: '1' } };

let sent: number;
beforeEach(() => {
  sent = 0;
  useCredentials(SECRETS);
});

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sends until the client goes away, or it has taken more than any client should. */
async function pour(response: ServerResponse): Promise<void> {
  const chunk = Buffer.alloc(MIB, ' ');
  function* chunks() {
    for (; sent < 1024 * MIB; sent += MIB) yield chunk;
  }
  await pipeline(Readable.from(chunks()), response).catch(() => undefined);
}

test('an object that does not end is not read for ever', async () => {
  const url = await serve((_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-99/100', etag: '"x"' });
    void pour(response);
  });
  const store = await openS3('bucket', url, ONCE);
  await expect(readAll(store, KEY)).rejects.toMatchObject({ kind: 'unreachable' });
  expect(sent).toBeLessThan(256 * MIB);
});

test('a listing that does not end is not read for ever', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.write('<ListBucketResult><IsTruncated>false</IsTruncated>');
    void pour(response);
  });
  const store = await openS3('bucket', url, ONCE);
  await expect(store.list('')).rejects.toMatchObject({ kind: 'store' });
  expect(sent).toBeLessThan(256 * MIB);
});

test('an error that does not end is not read for ever', async () => {
  const url = await serve((_, response) => {
    response.writeHead(403, { 'content-type': 'application/xml' });
    void pour(response);
  });
  const store = await openS3('bucket', url, ONCE);
  await expect(store.list('')).rejects.toMatchObject({ kind: 'store' });
  expect(sent).toBeLessThan(256 * MIB);
});

test('a million objects are listed in 400 MB of heap', async () => {
  const url = await serve((request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://host').searchParams.get('continuation-token') ?? 0);
    const contents = Array.from(
      { length: 1000 },
      (_, index) => `<Contents><Key>x/y/${page * 1000 + index + 1_000_000}</Key><Size>1</Size></Contents>`,
    );
    const next = page < 999 ? `<NextContinuationToken>${page + 1}</NextContinuationToken>` : '';
    const head = `<Name>bucket</Name><KeyCount>1000</KeyCount><IsTruncated>${page < 999}</IsTruncated>`;
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(`<ListBucketResult>${head}${next}${contents.join('')}</ListBucketResult>`);
  });
  const { code, stderr } = await runCli(['verify', '--store', `s3://bucket?endpoint=${url}`], {
    env: { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' },
    nodeFlags: ['--max-old-space-size=400'],
  });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('holds no snapshot') as string });
});
