// Child processes run to their end, with every byte that they wrote.
import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Readable } from 'node:stream';

export type Environment = Record<string, string | undefined>;

export interface Finished {
  /** Exit code; null if a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface ProcessOptions {
  readonly env?: Environment;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array | Iterable<string | Uint8Array>;
}

export interface StartedProcess {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts a program with exactly the environment given. `finished` rejects only if it cannot be started. */
export function startProcess(command: string, args: readonly string[], options: ProcessOptions = {}): StartedProcess {
  const stdin = options.stdin === undefined ? 'ignore' : 'pipe';
  const settings: SpawnOptions = { env: options.env ?? {}, stdio: [stdin, 'pipe', 'pipe'] };
  if (options.cwd !== undefined) settings.cwd = options.cwd;
  const child = spawn(command, args, settings);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    });
  });
  if (options.stdin !== undefined) feed(child, options.stdin).catch(() => undefined);
  return { child, finished };
}

/** Runs a program to its end; a non-zero exit code is a result, not an error. */
export function runProcess(command: string, args: readonly string[], options?: ProcessOptions): Promise<Finished> {
  return startProcess(command, args, options).finished;
}

function collect(stream: Readable | null): Buffer[] {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}

async function feed(child: ChildProcess, input: NonNullable<ProcessOptions['stdin']>): Promise<void> {
  const { stdin } = child;
  if (stdin === null) return;
  stdin.on('error', () => undefined); // the process may end before it has read everything
  const pieces = typeof input === 'string' || input instanceof Uint8Array ? [input] : input;
  for (const batch of batches(pieces)) {
    if (stdin.destroyed) return;
    if (!stdin.write(batch)) await drained(stdin);
  }
  stdin.end();
}

/** Small pieces together: a write for each line of a long stream is what would take the time. */
function* batches(pieces: Iterable<string | Uint8Array>): Generator<Buffer> {
  let batch: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    batch.push(bytes);
    size += bytes.length;
    if (size < 65_536) continue;
    yield Buffer.concat(batch);
    batch = [];
    size = 0;
  }
  yield Buffer.concat(batch);
}

function drained(stream: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
