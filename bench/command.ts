// Runs a command as a child process and says what it cost: the one place where time, CPU and memory are read.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A command line with the whole of its environment. */
export interface Command {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string | undefined;
  /** Text for its standard input. */
  readonly input?: string | undefined;
}

/** Seconds of wall clock and of CPU (user and system, of the process and of all children that it waited for). */
export type Cost = { readonly wall: number; readonly cpu: number };

/** Peak resident bytes: of the process itself, and of the largest process among it and its descendants. */
export type Peak = { readonly own: number; readonly largest: number };

type Finished = { readonly stdout: string; readonly times: string };

/** A command that hangs must not hang the bench. */
const limitMs = 15 * 60_000;
const peakSampleMs = 20;

/** bash's `time` reads getrusage(RUSAGE_CHILDREN), which Node does not offer; it goes to file descriptor 3. */
const timing = `TIMEFORMAT='%3R %3U %3S'; { time "$@" 2>&4 3>&- 4>&-; } 4>&2 2>&3`;

/**
 * Runs a command to its end.
 * @throws when it exits with another code than 0, with the end of what it said.
 */
export async function run(command: Command): Promise<string> {
  return (await finish(command, command.argv)).stdout;
}

/**
 * Runs a command to its end and measures it.
 * @throws when it exits with another code than 0, with the end of what it said.
 */
export async function runTimed(command: Command): Promise<Cost & { readonly stdout: string }> {
  const finished = await finish(command, ['bash', '-c', timing, 'timing', ...command.argv]);
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = finished.times.trim().split(' ').map(Number);
  return { wall, cpu: user + system, stdout: finished.stdout };
}

/**
 * Runs a command to its end and watches its memory. The kernel keeps the high-water mark, so that sampling misses
 * only what grows in the last moment before an exit.
 * @throws when it exits with another code than 0, with the end of what it said.
 */
export async function runPeak(command: Command): Promise<Peak> {
  const marks = new Map<number, number>();
  let own = 0;
  await finish(command, command.argv, (pid) => {
    own = pid;
    const timer = setInterval(() => void markTree(pid, marks), peakSampleMs);
    return () => clearInterval(timer);
  });
  return { own: marks.get(own) ?? Number.NaN, largest: Math.max(...marks.values()) };
}

async function markTree(pid: number, marks: Map<number, number>): Promise<void> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const mark = /^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1];
    if (mark !== undefined) marks.set(pid, Math.max(marks.get(pid) ?? 0, Number(mark) * 1024));
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    await Promise.all(
      children
        .split(' ')
        .filter(Boolean)
        .map((child) => markTree(Number(child), marks)),
    );
  } catch {
    // It ended between two samples: its last mark stands.
  }
}

function finish(command: Command, argv: readonly string[], watch?: (pid: number) => () => void): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    const pid = child.pid;
    const stop = pid === undefined ? undefined : watch?.(pid);
    const timer = setTimeout(() => pid !== undefined && process.kill(-pid, 'SIGKILL'), limitMs);
    const said = [child.stdout, child.stderr, child.stdio[3]].map((stream) => {
      const chunks: Buffer[] = [];
      stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString();
    });
    const [stdout = String, stderr = String, times = String] = said;
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(command.input ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      stop?.();
      if (code === 0) resolve({ stdout: stdout(), times: times() });
      else
        reject(
          new Error(
            `${command.argv.join(' ').slice(0, 300)}: exit ${code ?? signal}\n${tail(stderr())}${tail(stdout())}`,
          ),
        );
    });
  });
}

const tail = (text: string): string => text.slice(-2000);
