// Runs the built command line as a person's shell would: a child process with nothing in its environment by accident.
//
//   const result = await runCli(['status', '--store', './backups', '--json'], { cwd: folder.path });
//   result.code, result.json()
import { fileURLToPath } from 'node:url';
import { startProcess } from './processes.ts';
import type { Environment, ProcessOptions, StartedProcess } from './processes.ts';
import { temporaryFolder } from './temp.ts';

export interface CliOptions extends Pick<ProcessOptions, 'cwd' | 'stdin'> {
  /** Added to PATH and HOME, or in place of them; HOME is an empty folder of its own. */
  readonly env?: Environment;
  /** The program to run. Default dist/cli.js. */
  readonly cli?: string;
  /** The node that runs it. Default: the one that runs the tests. */
  readonly node?: string;
  readonly nodeFlags?: readonly string[];
  /** Called with the started process, for tests that signal or kill it. */
  readonly started?: (child: StartedProcess['child']) => void;
}

export interface CliResult {
  /** null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON document on stdout; throws with both outputs if it is not one. */
  json(): unknown;
}

const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Runs the command line to its end; an exit code other than 0 is a result, not an error. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { cli = cliPath, node = process.execPath, nodeFlags = [], env = {}, started, ...rest } = options;
  const home = await temporaryFolder('repo-backup-home-');
  try {
    const environment = { PATH: process.env['PATH'], HOME: home.path, ...env };
    const { child, finished } = startProcess(node, [...nodeFlags, cli, ...args], { ...rest, env: environment });
    started?.(child);
    const { code, signal, stdout, stderr } = await finished;
    const texts = { stdout: stdout.toString(), stderr: stderr.toString() };
    return { code, signal, ...texts, json: () => parseDocument(code, texts) };
  } finally {
    await home[Symbol.asyncDispose]();
  }
}

function parseDocument(code: number | null, { stdout, stderr }: Pick<CliResult, 'stdout' | 'stderr'>): unknown {
  try {
    return JSON.parse(stdout) as unknown;
  } catch (cause) {
    const outputs = `stdout:\n${stdout}\nstderr:\n${stderr}`;
    throw new Error(`The program ended with ${code} and stdout is not one JSON document.\n${outputs}`, { cause });
  }
}
