// A server that hears alarms: it keeps every request, and answers what the test says, or nothing at all.
//
//   await using listener = await startListener();
//   listener.answer('/hook', 500);       // from now on; 'silence' never answers, 'hang-up' closes the connection
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = number | 'silence' | 'hang-up' | { status: number; headers: Record<string, string> };

export interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Every request, oldest first. */
  readonly heard: Heard[];
  /** What paths that begin like this (the longest counts) are answered with: each answer once, the last one for ever. */
  answer(path: string, ...answers: Answer[]): void;
  /** The bodies that came to a path, and it forgets all that it has heard. */
  take(path: string): string[];
}

export async function startListener(): Promise<Listener> {
  const heard: Heard[] = [];
  const answers = new Map<string, Answer[]>();
  const next = (path: string): Answer => {
    const fitting = [...answers].filter(([begin]) => path.startsWith(begin));
    const [, list = []] = fitting.toSorted(([a], [b]) => b.length - a.length)[0] ?? [];
    return (list.length > 1 ? list.shift() : list[0]) ?? 200;
  };
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      heard.push({ method, path, headers, body });
      reply(response, next(path));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    heard,
    answer: (path, ...list) => void answers.set(path, list),
    take(path) {
      const bodies = heard.filter((one) => one.path.startsWith(path)).map(({ body }) => body);
      heard.length = 0;
      return bodies;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'silence') return;
  if (answer === 'hang-up') response.destroy();
  else if (typeof answer === 'number') response.writeHead(answer).end('ok');
  else response.writeHead(answer.status, answer.headers).end();
}
