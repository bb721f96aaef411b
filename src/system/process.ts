// Child processes: started without a shell, read by streams, and ended when their owner is done with them.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { BackupError, systemCode } from '../domain/errors.ts';
import { undoAtExit } from './undo.ts';

/** What to start. `env` is the child's whole environment: nothing is inherited. */
export type Command = { program: string; args: string[]; env: NodeJS.ProcessEnv; cwd?: string };

/** How a child ended. `code` is null where `signal` ended it, 127 where the program does not exist. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null; stderr: string };

/** A running child. Disposing it ends it if it still runs. */
export type Child = AsyncDisposable & {
  stdin: Writable;
  stdout: Readable;
  /** Settles when the child has ended and its output is closed; never rejects. */
  ended: Promise<Exit>;
};

/** Only the end of a child's messages is kept: enough for an error, bounded for a chatty program. Characters. */
const STDERR_KEPT = 8192;

/** Starts a child. `onStderr` sees its messages as they come. */
export function start(command: Command, onStderr?: (text: string) => void): Child {
  const child = spawn(command.program, command.args, {
    env: command.env,
    cwd: command.cwd,
    stdio: 'pipe',
    windowsHide: true,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
    onStderr?.(text);
  });
  // A child that ends early closes its input: its exit tells why, the broken pipe does not.
  child.stdin.on('error', () => undefined);
  // Not SIGKILL: on SIGTERM git removes its temporary files and ends its own children.
  const end = () => void child.kill('SIGTERM');
  const running = undoAtExit(end);
  const ended = exitOf(child).then((exit) => {
    running[Symbol.dispose]();
    return { ...exit, stderr };
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    ended,
    async [Symbol.asyncDispose]() {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      end();
      await ended;
    },
  };
}

async function exitOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<Omit<Exit, 'stderr'>> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal };
  } catch (error) {
    return { code: systemCode(error) === 'ENOENT' ? 127 : 126, signal: null };
  }
}

/** Bytes that a child may say: the refs of a repository that has as many as can be backed up, with what their tags lead to. */
const LONGEST_OUTPUT = 160_000_000;

/** Runs a child to its end, with `input` on its stdin, and gives all of its stdout. @throws `unsupported` above `longest` bytes */
export async function run(
  command: Command,
  input?: string | Buffer,
  longest = LONGEST_OUTPUT,
): Promise<Exit & { stdout: Buffer }> {
  await using child = start(command);
  child.stdin.end(input);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > longest) throw new BackupError('unsupported', `${command.program} said more than ${longest} bytes`);
  }
  return { ...(await child.ended), stdout: Buffer.concat(chunks) };
}

/** Writes to a child and waits while its pipe is full. False once the child no longer reads. */
export async function feed(child: Child, data: Buffer): Promise<boolean> {
  if (child.stdin.destroyed) return false;
  if (child.stdin.write(data)) return true;
  await new Promise<void>((resolve) => {
    const done = () => {
      child.stdin.off('drain', done).off('close', done);
      resolve();
    };
    child.stdin.once('drain', done).once('close', done);
  });
  return !child.stdin.destroyed;
}
