// A git server for the bench, in a process of its own, so that it does not share an event loop with the measuring.
// Arguments: the folder of bare repositories, and optionally "remember": equal requests are then answered from memory,
// so that what is measured is the client and not how long the server takes to start its processes.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { httpBackend } from '../test/lab/http-backend.ts';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const [root = '.', mode] = process.argv.slice(2);
const backend = httpBackend({ root });
const memory = new Map<string, Answer>();

const server = createServer((request, response) => {
  const answered = mode === 'remember' ? answerFromMemory(request, response) : answer(request, response);
  answered.catch(() => response.destroy());
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.resume().once('end', () => void backend[Symbol.asyncDispose]().then(() => process.exit(0)));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = await ask(request, request);
  response.once('close', () => asked.stop());
  response.writeHead(asked.status, asked.headers);
  await pipeline(Readable.from(asked.body, { objectMode: false }), response);
}

async function answerFromMemory(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const hash = createHash('sha256').update(body).digest('hex');
  const key = [request.method, request.url, request.headers['git-protocol'], hash].join(' ');
  const known = memory.get(key) ?? (await askWhole(request, body));
  memory.set(key, known);
  response.writeHead(known.status, { ...known.headers, 'content-length': known.body.length });
  response.end(known.body);
}

async function askWhole(request: IncomingMessage, sent: Buffer): Promise<Answer> {
  const { status, headers, body } = await ask(request, sent);
  return { status, headers, body: await buffer(body) };
}

function ask(request: IncomingMessage, body: Buffer | IncomingMessage): ReturnType<typeof backend.run> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return backend.run({
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.search.slice(1),
    contentType: request.headers['content-type'],
    contentEncoding: request.headers['content-encoding'],
    gitProtocol: request.headers['git-protocol']?.toString(),
    body,
  });
}
