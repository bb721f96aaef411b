// Smart HTTP (gitprotocol-http): requests over one pool of kept connections, proxies and redirects included.
import { Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import * as http from 'node:http';
import * as https from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BackupError, systemCode } from '../domain/errors.ts';
import { readPackets, type Packet } from './pkt-line.ts';
import { readCapabilities, type Capabilities, type Exchange } from './wire.ts';

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
  return {
    agentFor(url) {
      const found = agents.get(url.origin) ?? createAgent(url);
      agents.set(url.origin, found);
      return found;
    },
    [Symbol.dispose]() {
      for (const agent of agents.values()) void agent.then((one) => one.destroy()).catch(() => undefined);
    },
  };
}

async function createAgent(url: URL): Promise<Agent> {
  const options = { keepAlive: true, maxSockets: CONNECTIONS_PER_HOST };
  const { getProxyForUrl } = await import('proxy-from-env');
  const proxy = getProxyForUrl(url.href);
  if (proxy && url.protocol === 'https:')
    return new (await import('https-proxy-agent')).HttpsProxyAgent(proxy, options);
  if (proxy) return new (await import('http-proxy-agent')).HttpProxyAgent(proxy, options);
  return url.protocol === 'https:' ? new https.Agent(options) : new Agent(options);
}

/** How to reach one repository over HTTP. `authorization` is a whole header value; it is sent to this origin only. */
export type HttpRemote = { url: string; authorization: string | undefined; pool: HttpPool; silence?: number };

/** A repository that answered: what it can do, how to ask it, and where it is now if it has moved. */
export type HttpConnection = { capabilities: Capabilities; exchange: Exchange; movedTo: string | undefined };

/**
 * First contact: asks for the capabilities and follows one redirect.
 *
 * @throws `denied`, `not-found` or `unreachable` by the status, `protocol` where there is no protocol v2.
 */
export async function connectHttp(remote: HttpRemote): Promise<HttpConnection> {
  const ask = (at: HttpRemote) => send(at, 'info/refs?service=git-upload-pack', undefined);
  let current = remote;
  let response = await ask(remote);
  const moved = redirectTarget(remote, response);
  if (moved) {
    response.resume();
    const sameOrigin = new URL(moved).origin === new URL(remote.url).origin;
    current = { ...remote, url: moved, authorization: sameOrigin ? remote.authorization : undefined };
    response = await ask(current);
  }
  await expectType(current, response, 'application/x-git-upload-pack-advertisement');
  const capabilities = await readCapabilities(readPackets(bodyOf(current, response)));
  return { capabilities, exchange: exchangeOver(current), movedTo: moved };
}

/** Asks without first contact, with capabilities known from an earlier run. */
export function exchangeOver(remote: HttpRemote): Exchange {
  return async function* exchange(request: Buffer): AsyncGenerator<Packet, void, undefined> {
    const response = await send(remote, 'git-upload-pack', request);
    await expectType(remote, response, 'application/x-git-upload-pack-result');
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
    ...(remote.authorization ? { authorization: remote.authorization } : {}),
    ...(payload ? { 'content-type': 'application/x-git-upload-pack-request', 'content-length': payload.length } : {}),
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
  };
  const agent = await remote.pool.agentFor(url);
  return sendOnce(remote, url, { agent, headers, method: body ? 'POST' : 'GET' }, payload, true);
}

function sendOnce(
  remote: HttpRemote,
  url: URL,
  options: http.RequestOptions,
  payload: Buffer | undefined,
  first: boolean,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, options, resolve);
    request.setTimeout(remote.silence ?? SILENCE, () =>
      request.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })),
    );
    request.on('error', (cause) => {
      // A kept connection that the server closed meanwhile is no failure: the same request on a new one is.
      if (first && request.reusedSocket && systemCode(cause) === 'ECONNRESET') {
        sendOnce(remote, url, options, payload, false).then(resolve, reject);
      } else reject(unreachable(remote, cause));
    });
    request.end(payload);
  });
}

function redirectTarget(remote: HttpRemote, response: IncomingMessage): string | undefined {
  const status = response.statusCode ?? 0;
  const location = response.headers.location;
  if (![301, 302, 303, 307, 308].includes(status) || !location) return undefined;
  const target = new URL(location, `${remote.url}/`);
  const base = `${target.origin}${target.pathname}`.replace(/\/info\/refs$/, '');
  if (!target.pathname.endsWith('/info/refs') || (remote.url.startsWith('https:') && target.protocol !== 'https:')) {
    throw new BackupError('protocol', `${remote.url} redirects to ${base}, which is not a git repository over HTTPS`);
  }
  return base;
}

async function expectType(remote: HttpRemote, response: IncomingMessage, type: string): Promise<void> {
  const status = response.statusCode ?? 0;
  const got = response.headers['content-type'] ?? 'nothing';
  if (status === 200 && got === type) return;
  response.resume();
  if (status !== 200) throw statusError(remote, status, response.headers);
  throw new BackupError('protocol', `${remote.url} answered with ${got} instead of ${type}`, {
    hint: 'Check the address. A login page or a proxy may have answered in place of the git server.',
  });
}

function statusError(remote: HttpRemote, status: number, headers: IncomingHttpHeaders): BackupError {
  const said = `${remote.url} answered HTTP ${status}`;
  const tokenHint = remote.authorization
    ? 'Check that the token has not expired and may read this repository (fine-grained: Contents: read).'
    : 'If it is private, give a token that may read it (`token`; command line: REPO_BACKUP_TOKEN).';
  if (status === 401) {
    const why = remote.authorization ? 'the token was refused' : 'the repository is private or does not exist';
    return new BackupError('denied', `${said}: ${why}`, { hint: tokenHint });
  }
  if (status === 403) return new BackupError('denied', `${said}: access is forbidden`, { hint: tokenHint });
  if (status === 404) {
    return new BackupError(
      'not-found',
      `${said}: the repository does not exist, or it is private and the token cannot see it`,
      {
        hint: `Check the name. ${tokenHint}`,
      },
    );
  }
  if (status === 451) return new BackupError('denied', `${said}: the repository is blocked for legal reasons`);
  if (status === 429 || status >= 500) {
    const seconds = Number(headers['retry-after']);
    return new BackupError('unreachable', `${said}: the server is busy or broken`, {
      hint: 'Run it again later.',
      ...(seconds > 0 ? { retryAfter: seconds * 1000 } : {}),
    });
  }
  return new BackupError('protocol', said);
}

async function* bodyOf(remote: HttpRemote, response: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const chunk of response) yield chunk as Buffer;
  } catch (cause) {
    throw unreachable(remote, cause);
  }
}

const REASONS: Record<string, string> = {
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'the server fell silent',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
};

function unreachable(remote: HttpRemote, cause: unknown): BackupError {
  if (cause instanceof BackupError) return cause;
  const code = systemCode(cause) ?? '';
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new BackupError('unreachable', `${remote.url} cannot be reached: ${reason}`, {
    hint: /CERT|SSL|TLS/.test(code)
      ? 'For a private certificate authority set NODE_EXTRA_CA_CERTS to its file.'
      : 'Check the address and the network (HTTPS_PROXY and NO_PROXY are obeyed).',
    cause,
  });
}
