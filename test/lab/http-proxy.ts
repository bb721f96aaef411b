// A forward proxy as HTTPS_PROXY and HTTP_PROXY name it: CONNECT tunnels and requests with a full URL, each recorded.
//
//   await using proxy = await startHttpProxy({ hosts: { "git.example:443": `127.0.0.1:${server.port}` } });
//   HTTPS_PROXY=proxy.url
import { createServer, request as sendRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface ForwardedRequest {
  /** CONNECT, or the method of a request with a full URL. */
  readonly method: string;
  /** `host:port` of a tunnel, or the full URL. */
  readonly target: string;
  /** The Proxy-Authorization header. */
  readonly proxyAuthorization: string | undefined;
  /** Headers of a request with a full URL; of a tunnel, those of CONNECT: it must not hold the server's token. */
  readonly headers: IncomingMessage['headers'];
  readonly status: number;
}

export interface HttpProxy extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly forwarded: ForwardedRequest[];
}

export interface HttpProxyOptions {
  /** `user:password` that it demands; others are answered with 407. */
  readonly credentials?: string;
  /** Where names lead: `host:port` to `host:port`. Everything else but loopback is refused with 403: nothing leaves the machine. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** Starts the proxy on a free port of 127.0.0.1. Disposing ends its tunnels. */
export async function startHttpProxy({ credentials, hosts = {} }: HttpProxyOptions = {}): Promise<HttpProxy> {
  const forwarded: ForwardedRequest[] = [];
  const sockets = new Set<Socket>();
  const judge = (request: IncomingMessage, host: string): { status: number; address: string } => {
    const proxyAuthorization = request.headers['proxy-authorization'];
    const address = hosts[host] ?? host;
    const expected = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    const denied = expected !== undefined && proxyAuthorization !== expected;
    const status = denied ? 407 : isLoopback(address) ? 200 : 403;
    const { method = '', url: target = '', headers } = request;
    forwarded.push({ method, target, proxyAuthorization, headers, status });
    return { status, address };
  };

  const server = createServer((request, response) => {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    const { status, address } = judge(request, url === undefined ? '' : `${url.hostname}:${url.port || '80'}`);
    if (url === undefined || status !== 200) refuse(response, url === undefined ? 400 : status);
    else forward(request, response, url, address);
  });
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const { status, address } = judge(request, request.url ?? '');
    if (status === 200) tunnel(client, address, head, sockets);
    else
      client.end(
        `HTTP/1.1 ${status} Refused\r\n${status === 407 ? 'Proxy-Authenticate: Basic realm="lab"\r\n' : ''}\r\n`,
      );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    forwarded,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+$/.test(address);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 407 ? { 'proxy-authenticate': 'Basic realm="lab"' } : {}).end();
}

function forward(request: IncomingMessage, response: ServerResponse, url: URL, address: string): void {
  const [host, port] = splitAddress(address);
  const { 'proxy-authorization': _own, 'proxy-connection': _hop, ...headers } = request.headers;
  const { method } = request;
  const onward = sendRequest(
    { host, port, method, path: url.pathname + url.search, headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy()).pipe(response);
    },
  );
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.once('close', () => onward.destroy());
  request.pipe(onward);
}

function tunnel(client: Socket, address: string, head: Buffer, sockets: Set<Socket>): void {
  const [host, port] = splitAddress(address);
  const upstream = connect(Number(port), host, () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
  for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
    sockets.add(socket);
    socket
      .on('error', () => undefined)
      .once('close', () => {
        sockets.delete(socket);
        other.destroySoon();
      });
  }
}

function splitAddress(address: string): [string, string] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon).replace(/^\[|\]$/g, ''), address.slice(colon + 1)];
}
