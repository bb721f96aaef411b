// A reverse proxy in front of a real HTTP server that misbehaves on demand; signed requests stay good, as nothing of them changes.
//
//   await using proxy = await startFaultProxy(server.url);
//   proxy.next({ when: ({ method }) => method === 'PUT', times: 2, answer: { status: 503, body: '...' } });
//   proxy.next({ when: isList, alter: endAfter(100, 'cut') });
import { createServer, request as sendRequest } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Alteration } from './body-faults.ts';
import { sendSteps } from './responses.ts';

export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** A request as it passed; the status is undefined where no answer was given. */
export interface Passed extends Passing {
  status: number | undefined;
  /** Bytes of the answer's body that went out. */
  answered: number;
}

export interface Trouble {
  readonly when: (request: Passing) => boolean;
  /** Matching requests that pass before the first is hit. Default 0. */
  readonly skip?: number;
  /** How many are hit. Default 1. */
  readonly times?: number;
  /** In place of the server's answer; the server does not see the request. */
  readonly answer?: { status: number; headers?: Record<string, string>; body?: string } | 'hang-up';
  /** The server does what it is asked, and its answer is lost. */
  readonly lose?: true;
  /** Changes the bytes of the request on their way. */
  readonly change?: (body: Buffer) => Buffer;
  /** The server gets the first half of the request's body, and then both connections break. */
  readonly halve?: true;
  /** Changes the body of the answer on its way; the headers stay. */
  readonly alter?: Alteration;
  /** The altered body is sent in chunks, without its length: where it ends early, that is a proper end. */
  readonly unmeasured?: true;
  /** The request waits for this before it goes on. */
  readonly hold?: Promise<unknown> | (() => Promise<unknown>);
  /** The server has done it; its answer waits for this. */
  readonly keep?: () => Promise<unknown>;
}

export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** Every request, in the order in which they came. */
  readonly passed: Passed[];
  next(trouble: Trouble): void;
}

/** Starts the proxy on a free port of 127.0.0.1. Disposing ends every connection. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const passed: Passed[] = [];
  const troubles: { trouble: Trouble; skip: number; times: number }[] = [];
  const sockets = new Set<Socket>();
  const take = (request: Passing): Partial<Trouble> => {
    const found = troubles.find(({ trouble, times }) => times > 0 && trouble.when(request));
    if (!found) return {};
    if (found.skip > 0) {
      found.skip -= 1;
      return {};
    }
    found.times -= 1;
    return found.trouble;
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', target);
    const { method = '', headers } = request;
    const record: Passed = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      status: undefined,
      answered: 0,
    };
    passed.push(record);
    pass(target, request, response, record, take(record)).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    next: (trouble) => void troubles.push({ trouble, skip: trouble.skip ?? 0, times: trouble.times ?? 1 }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  record: Passed,
  { answer, lose, change, halve, alter, unmeasured, hold, keep }: Partial<Trouble>,
): Promise<void> {
  await (typeof hold === 'function' ? hold() : hold);
  if (answer !== undefined) {
    request.resume();
    if (answer === 'hang-up') return void request.socket.destroy();
    record.status = answer.status;
    response.writeHead(answer.status, { 'content-type': 'application/xml', ...answer.headers });
    return void response.end(answer.body ?? '');
  }
  if (halve) return sendHalf(target, request);
  const answered = await forward(target, request, change);
  await keep?.();
  if (lose) {
    answered.resume();
    return void request.socket.destroy();
  }
  record.status = answered.statusCode;
  response.writeHead(answered.statusCode ?? 502, unmeasured ? withoutLength(answered.rawHeaders) : answered.rawHeaders);
  const sent = { status: undefined, responseBytes: 0 };
  const body = alter ? alter(answered as AsyncIterable<Buffer>) : (answered as AsyncIterable<Buffer>);
  await sendSteps(response, sent, body).finally(() => (record.answered = sent.responseBytes));
}

/** Headers as they came, name and value by turns. */
function withoutLength(headers: readonly string[]): string[] {
  return headers.filter((_, at) => headers[at - (at % 2)]?.toLowerCase() !== 'content-length');
}

async function sendHalf(target: string, request: IncomingMessage): Promise<void> {
  const body = await buffer(request);
  const onward = ask(target, request);
  onward.on('error', () => undefined);
  await new Promise((resolve) => onward.write(body.subarray(0, body.length >> 1), resolve));
  onward.destroy();
  request.socket.destroy();
}

async function forward(target: string, request: IncomingMessage, change: Trouble['change']): Promise<IncomingMessage> {
  const changed = change && change(await buffer(request));
  return new Promise((resolve, reject) => {
    const onward = ask(target, request, resolve);
    onward.on('error', reject);
    // A client that goes away in the middle of a request takes the server's connection with it.
    request.on('close', () => {
      if (!request.complete) onward.destroy();
    });
    if (changed) onward.end(changed);
    else request.pipe(onward);
  });
}

function ask(
  target: string,
  { method, rawHeaders, url = '/' }: IncomingMessage,
  answered?: (response: IncomingMessage) => void,
): ClientRequest {
  const { hostname, port } = new URL(target);
  // The Host header is part of the signature: it goes on as the client wrote it.
  return sendRequest({ hostname, port, method, path: url, headers: rawHeaders, setHost: false }, answered);
}
