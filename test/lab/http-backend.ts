// One run of `git http-backend`, git's own CGI program: a request goes in, its answer streams out.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gitEnvironment } from './git-environment.ts';

export interface BackendRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly gitProtocol?: string | undefined;
  readonly user?: string | undefined;
  readonly body: Buffer | Readable;
}

export interface BackendAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: AsyncIterable<Buffer>;
  /** Ends git and all that it started; does nothing once they are done. */
  stop(): void;
}

export interface Backend extends AsyncDisposable {
  run(request: BackendRequest): Promise<BackendAnswer>;
}

export interface BackendOptions {
  readonly root: string;
  readonly push?: boolean;
  /** git configuration that the serving git sees, such as `uploadpack.hideRefs`. */
  readonly config?: Readonly<Record<string, string>>;
}

/** Serves every repository below `root`. Disposing ends all runs and waits for them. */
export function httpBackend({ root, push, config }: BackendOptions): Backend {
  // Run directly, without the `git` wrapper: one process less for each request.
  const program = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const environment = gitEnvironment({
    'uploadpack.allowFilter': 'true',
    'uploadpack.allowAnySHA1InWant': 'true',
    'http.receivepack': push === true ? 'true' : 'false',
    ...config,
  });
  const running = new Map<ChildProcess, Promise<void>>();

  return {
    async run(request) {
      const child = spawn(program, [], {
        env: { ...environment, ...cgiVariables(root, request) },
        stdio: ['pipe', 'pipe', 'ignore'],
        detached: true, // a group of its own, so that upload-pack and pack-objects end with it
      });
      const exited = new Promise<void>((resolve) => {
        child.once('exit', () => resolve()).once('error', () => resolve());
      });
      running.set(child, exited);
      void exited.then(() => running.delete(child));
      sendBody(request.body, child).catch(() => undefined); // git may end before it has read everything
      const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const { status, headers, rest } = await readHeaders(chunks);
      return { status, headers, body: follow(rest, chunks), stop: () => stopGroup(child) };
    },
    async [Symbol.asyncDispose]() {
      for (const child of running.keys()) stopGroup(child);
      await Promise.all(running.values());
    },
  };
}

function cgiVariables(root: string, request: BackendRequest): Record<string, string> {
  const variables: Record<string, string> = {
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_ADDR: '127.0.0.1',
    REQUEST_METHOD: request.method,
    PATH_INFO: request.path,
    QUERY_STRING: request.query,
  };
  const optional = {
    CONTENT_TYPE: request.contentType,
    CONTENT_LENGTH: Buffer.isBuffer(request.body) ? String(request.body.length) : undefined,
    HTTP_CONTENT_ENCODING: request.contentEncoding,
    GIT_PROTOCOL: request.gitProtocol,
    REMOTE_USER: request.user,
  };
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) variables[name] = value;
  return variables;
}

async function sendBody(body: Buffer | Readable, child: ChildProcess): Promise<void> {
  const { stdin } = child;
  if (stdin === null) return;
  await pipeline(Buffer.isBuffer(body) ? Readable.from([body]) : body, stdin);
}

async function readHeaders(
  chunks: AsyncIterator<Buffer>,
): Promise<{ status: number; headers: Record<string, string>; rest: Buffer }> {
  let seen: Buffer = Buffer.alloc(0);
  for (;;) {
    const end = seen.indexOf('\r\n\r\n');
    if (end >= 0) return { ...parseHeaders(seen.toString('latin1', 0, end)), rest: seen.subarray(end + 4) };
    const next = await chunks.next();
    if (next.done === true) return { status: 500, headers: {}, rest: Buffer.from('git http-backend gave no answer\n') };
    seen = Buffer.concat([seen, next.value]);
  }
}

function parseHeaders(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { status = '200', ...others } = headers;
  return { status: Number.parseInt(status, 10), headers: others };
}

async function* follow(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
}

function stopGroup(child: ChildProcess): void {
  child.stdout?.destroy(); // bytes that nobody reads any more would keep the pipe open
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in this very moment.
  }
}
