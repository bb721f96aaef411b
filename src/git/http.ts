// Smart HTTP (gitprotocol-http): requests over one pool of kept connections, proxies and redirects included.
import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BackupError, systemCode } from '../domain/errors.ts';
import { expectAnswer, unreachable } from './http-answer.ts';
import { readPackets, type Packet } from './pkt-line.ts';
import { readCapabilities, type Capabilities, type Exchange } from './wire.ts';

// Not imported: an import reads every export, and one of these loads all of fetch, which costs 55 ms of CPU on Node 24.
// Nor loaded before it is asked for: TLS costs another 20 ms.
const http = () => process.getBuiltinModule('node:http');
const https = () => process.getBuiltinModule('node:https');

/** One pool of connections, shared by all repositories of a run. Dispose it to close them. */
export type HttpPool = Disposable & { agentFor: (url: URL) => Promise<Agent> };

/** How long a connection may be silent, in milliseconds. There is no limit on the whole: a large pack takes its time. */
const SILENCE = 120_000;
/** git compresses request bodies above this size in bytes (remote-curl.c). */
const COMPRESS_ABOVE = 1024;
const CONNECTIONS_PER_HOST = 32;

/** Opens a pool. `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are obeyed. */
export function openHttpPool(): HttpPool {
  const agents = new Map<string, Promise<Agent>>();
  // An agent knows nothing of a tunnel that its proxy never granted: the signal ends that socket too.
  const closing = new AbortController();
  return {
    agentFor(url) {
      const found = agents.get(url.origin) ?? createAgent(url, closing.signal);
      agents.set(url.origin, found);
      return found;
    },
    [Symbol.dispose]() {
      closing.abort();
      for (const agent of agents.values()) void agent.then((one) => one.destroy()).catch(() => undefined);
    },
  };
}

async function createAgent(url: URL, signal: AbortSignal): Promise<Agent> {
  const options = { keepAlive: true, maxSockets: CONNECTIONS_PER_HOST };
  const { getProxyForUrl } = await import('proxy-from-env');
  const proxy = proxyUrl(withScheme(getProxyForUrl(url.href)));
  if (proxy && url.protocol === 'https:')
    return new (await import('https-proxy-agent')).HttpsProxyAgent(proxy, { ...options, signal });
  if (proxy) return new (await import('http-proxy-agent')).HttpProxyAgent(proxy, { ...options, signal });
  const { Agent } = url.protocol === 'https:' ? https() : http();
  return new Agent(options);
}

/** To curl and git a proxy without a scheme is an HTTP one; proxy-from-env gives it that of the address. */
function withScheme(proxy: string): string {
  const bare = proxy.slice('https://'.length);
  const written = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].map((name) => process.env[name]);
  return proxy.startsWith('https://') && written.includes(bare) ? `http://${bare}` : proxy;
}

function proxyUrl(text: string): URL | undefined {
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  // The text may hold a password: it is not repeated.
  throw new BackupError('usage', 'the proxy in the environment is not an http:// or https:// URL', {
    hint: 'Write HTTPS_PROXY as http://host:port, or take it out of the environment.',
  });
}

/** Gives the whole `Authorization` header. It is asked at each request: a token may be renewed between two of them. */
export type Authorize = () => Promise<string>;

/** How to reach one repository over HTTP. What `authorization` gives is sent to this origin only. */
export type HttpRemote = { url: string; authorization: Authorize | undefined; pool: HttpPool; silence?: number };

/** A repository that answered: what it can do, how to ask it, and where it is now if it has moved. */
export type HttpConnection = { capabilities: Capabilities; exchange: Exchange; movedTo: string | undefined };

/**
 * First contact: asks for the capabilities and follows one redirect.
 *
 * @throws `denied`, `not-found` or `unreachable` by the status, `protocol` where there is no protocol v2.
 */
export async function connectHttp(remote: HttpRemote): Promise<HttpConnection> {
  const { at, response, movedTo } = await contact(remote);
  const capabilities = await readCapabilities(readPackets(bodyOf(at, response)));
  return { capabilities, exchange: exchangeOver(at), movedTo };
}

/**
 * First contact on behalf of stock git, which would follow any number of redirects, to anywhere, with the token, and
 * which takes a page of plain text for the listing of an empty repository.
 *
 * @throws as `connectHttp`; any version of the protocol will do.
 */
export async function locateHttp(remote: HttpRemote): Promise<{ at: HttpRemote; movedTo: string | undefined }> {
  const { at, response, movedTo } = await contact(remote);
  response.destroy();
  return { at, movedTo };
}

type Contact = { at: HttpRemote; response: IncomingMessage; movedTo: string | undefined };

async function contact(remote: HttpRemote): Promise<Contact> {
  const ask = (at: HttpRemote) => send(at, 'info/refs?service=git-upload-pack', undefined);
  const response = await ask(remote);
  const movedTo = redirectTarget(remote, response);
  if (!movedTo) return expectGreeting({ at: remote, response, movedTo });
  response.resume();
  const sameOrigin = new URL(movedTo).origin === new URL(remote.url).origin;
  const at = { ...remote, url: movedTo, authorization: sameOrigin ? remote.authorization : undefined };
  return expectGreeting({ at, response: await ask(at), movedTo });
}

function expectGreeting(found: Contact): Contact {
  expectAnswer(found.at, found.response, 'application/x-git-upload-pack-advertisement');
  return found;
}

/** Asks without first contact, with capabilities known from an earlier run. */
export function exchangeOver(remote: HttpRemote): Exchange {
  return async function* exchange(request: Buffer): AsyncGenerator<Packet, void, undefined> {
    const response = await send(remote, 'git-upload-pack', request);
    expectAnswer(remote, response, 'application/x-git-upload-pack-result');
    yield* readPackets(bodyOf(remote, response));
  };
}

async function send(remote: HttpRemote, path: string, body: Buffer | undefined): Promise<IncomingMessage> {
  const url = new URL(`${remote.url}/${path}`);
  const compressed = body && body.length > COMPRESS_ABOVE ? await promisify(gzip)(body) : undefined;
  const payload = compressed ?? body;
  const headers = {
    'user-agent': 'git/repo-backup',
    accept: body ? 'application/x-git-upload-pack-result' : '*/*',
    'git-protocol': 'version=2',
    ...(remote.authorization ? { authorization: await remote.authorization() } : {}),
    ...(payload ? { 'content-type': 'application/x-git-upload-pack-request', 'content-length': payload.length } : {}),
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
  };
  const agent = await remote.pool.agentFor(url);
  return sendOnce(remote, url, { agent, headers, method: body ? 'POST' : 'GET' }, payload);
}

function sendOnce(
  remote: HttpRemote,
  url: URL,
  options: RequestOptions,
  payload: Buffer | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let response: IncomingMessage | undefined;
    const request = (url.protocol === 'https:' ? https() : http()).request(url, options, (answer) => {
      response = answer;
      resolve(answer);
    });
    const fallSilent = () => {
      const cause = Object.assign(new Error('silence'), { code: 'ETIMEDOUT' });
      (response ?? request).destroy(cause);
      reject(unreachable(remote, cause));
    };
    request.setTimeout(remote.silence ?? SILENCE, fallSilent);
    // The timeout above is the socket's, and a request has none while its proxy does not answer.
    const unconnected = setTimeout(fallSilent, remote.silence ?? SILENCE);
    request.once('socket', () => clearTimeout(unconnected));
    request.on('error', (cause) => {
      clearTimeout(unconnected);
      // A kept connection that the server closed meanwhile is no failure: the same request on another one is.
      const wasClosed = request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(systemCode(cause) ?? '');
      if (wasClosed && !response) sendOnce(remote, url, options, payload).then(resolve, reject);
      else reject(unreachable(remote, cause));
    });
    request.end(payload);
  });
}

function redirectTarget(remote: HttpRemote, response: IncomingMessage): string | undefined {
  const status = response.statusCode ?? 0;
  const location = response.headers.location;
  if (![301, 302, 303, 307, 308].includes(status) || !location) return undefined;
  const target = URL.canParse(location, `${remote.url}/`) ? new URL(location, `${remote.url}/`) : undefined;
  const base = target && `${target.origin}${target.pathname}`.replace(/\/info\/refs$/, '');
  const safe = target?.protocol === 'https:' || (target?.protocol === 'http:' && remote.url.startsWith('http:'));
  if (base && safe && target.pathname.endsWith('/info/refs')) return base;
  response.resume();
  const where = safe ? base : 'an address without HTTPS';
  throw new BackupError('not-found', `${remote.url} redirects to ${where}, which is not taken for a git repository`, {
    hint: 'Check the address. If it is private, the server may have sent us to its login page: give a token.',
  });
}

async function* bodyOf(remote: HttpRemote, response: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of response) yield chunk as Buffer;
  } catch (cause) {
    throw unreachable(remote, cause);
  }
}
