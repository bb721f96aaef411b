// A TCP proxy between a client and a server, for the faults of a network: slow, late, cut, reset. It knows nothing of HTTP.
//
//   await using proxy = await startTcpProxy({ target: server.url, bytesPerSecond: 100_000 });
//   proxy.url          the same as the target's, with the proxy's port
//   proxy.network      may be changed at any time
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface Network {
  /** Speed of what comes from the server; undefined is as fast as it goes. */
  bytesPerSecond: number | undefined;
  /** Delay before the first byte of the server's passes, once a connection. */
  latencyMs: number;
  /** Each connection breaks after so many bytes from the server. */
  cutAfter: number | undefined;
  /** A cut is a reset (RST) instead of an orderly end (FIN). */
  reset: boolean;
  /** New connections are refused by ending them at once. */
  down: boolean;
}

export interface TcpProxy extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly network: Network;
  /** Connections accepted so far, and bytes that the server sent through them. */
  readonly seen: { connections: number; bytes: number };
}

export interface TcpProxyOptions extends Partial<Network> {
  /** URL of the server behind it. */
  readonly target: string;
}

/** Starts the proxy on a free port of 127.0.0.1. Disposing ends every connection. */
export async function startTcpProxy({ target, ...options }: TcpProxyOptions): Promise<TcpProxy> {
  const address = new URL(target);
  const defaultPort = address.protocol === 'https:' ? '443' : '80';
  const network: Network = {
    bytesPerSecond: undefined,
    latencyMs: 0,
    cutAfter: undefined,
    reset: false,
    down: false,
    ...options,
  };
  const seen = { connections: 0, bytes: 0 };
  const sockets = new Set<Socket>();
  const stop = new AbortController();
  const server = createServer((client) => {
    seen.connections += 1;
    if (network.down) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(address.port || defaultPort), address.hostname);
    for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .once('close', () => {
          sockets.delete(socket);
          other.destroySoon();
        });
    }
    client.pipe(upstream);
    passDown(upstream, client, { network, seen, signal: stop.signal }).catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${address.protocol}//${address.hostname}:${port}`,
    port,
    network,
    seen,
    async [Symbol.asyncDispose]() {
      stop.abort();
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface Passage {
  readonly network: Network;
  readonly seen: TcpProxy['seen'];
  readonly signal: AbortSignal;
}

async function passDown(upstream: Socket, client: Socket, { network, seen, signal }: Passage): Promise<void> {
  let passed = 0;
  for await (const chunk of upstream as AsyncIterable<Buffer>) {
    if (passed === 0 && network.latencyMs > 0) await wait(network.latencyMs, undefined, { signal });
    for (const piece of pieces(chunk, network)) {
      const left = (network.cutAfter ?? Infinity) - passed;
      passed += piece.length;
      seen.bytes += piece.length;
      const flushed = write(client, left < piece.length ? piece.subarray(0, left) : piece);
      if (passed >= (network.cutAfter ?? Infinity)) {
        await flushed;
        if (network.reset) client.resetAndDestroy();
        else client.destroySoon();
        return;
      }
      await flushed;
      if (network.bytesPerSecond !== undefined) {
        await wait((piece.length / network.bytesPerSecond) * 1000, undefined, { signal });
      }
    }
  }
  client.end();
}

/** At a limited speed, bytes pass in portions of a twentieth of a second, so that the stream is slow and not only late. */
function* pieces(chunk: Buffer, { bytesPerSecond }: Network): Generator<Buffer> {
  const size = bytesPerSecond === undefined ? chunk.length : Math.max(1, Math.floor(bytesPerSecond / 20));
  for (let start = 0; start < chunk.length; start += size) yield chunk.subarray(start, start + size);
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
