// A real Pushgateway (apt-get install prometheus-pushgateway) on loopback, for metrics that must be what it takes.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startProcess } from './processes.ts';

export interface Gateway extends AsyncDisposable {
  readonly url: string;
  /** What Prometheus would scrape of it. */
  metrics(): Promise<string>;
}

/** Starts it on a free port, and gives it once it is ready. */
export async function startPushgateway(): Promise<Gateway> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { child, finished } = startProcess('prometheus-pushgateway', [`--web.listen-address=127.0.0.1:${port}`]);
  const ended = finished.then(
    ({ code, stderr }) => `it ended with ${code}: ${stderr.toString()}`,
    (error: Error) => `${error.message}: apt-get install --no-install-recommends prometheus-pushgateway`,
  );
  const ready = async (): Promise<undefined> => {
    for (;;) {
      const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
      if (answer?.ok) return undefined;
      await new Promise((resolve) => void setImmediate(resolve));
    }
  };
  const problem = await Promise.race([ended, ready()]);
  if (problem !== undefined) throw new Error(`There is no Pushgateway: ${problem}`);
  return {
    url,
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}
