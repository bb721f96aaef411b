// Runs the built Action as GitHub's runner does: INPUT_* and GITHUB_* variables, command files, masking, limits, cancelling.
//
//   const step = await runAction({ repositories: url, store: './backups' }, { workspace: folder.path, token: 'secret' });
//   step.conclusion, step.outputs.verdict, step.log, step.summary, step.annotations
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { actionInputs } from './action-inputs.ts';
import type { Context } from './action-inputs.ts';
import type { Environment } from './processes.ts';
import { defaultContext, runnerVariables } from './runner-variables.ts';
import { stepLog } from './runner-commands.ts';
import type { Annotation, StepLog } from './runner-commands.ts';
import { createRunnerFiles, readRunnerFiles, summaryLimit } from './runner-files.ts';
import type { RunnerFiles } from './runner-files.ts';
import { temporaryFolder } from './temp.ts';

export interface Cancellation {
  /** Cancels when a line of the raw output matches, or when the signal aborts. */
  readonly when: RegExp | AbortSignal;
  /** The runner sends SIGINT, waits 7.5 s, sends SIGTERM, waits 2.5 s, sends SIGKILL to all processes of the step. */
  readonly termAfterMs?: number;
  readonly killAfterMs?: number;
  /** The machine is gone: all processes of the step end at once, and nobody has told them. */
  readonly powerCut?: true;
}

export interface ActionOptions {
  /** GITHUB_WORKSPACE and the working directory. Default: an empty folder that is removed afterwards. */
  readonly workspace?: string;
  /** The workflow's own token: `github.token`, masked from the start. */
  readonly token?: string;
  /** Further values that are masked from the start, as the workflow's secrets are. */
  readonly secrets?: readonly string[];
  /** Added to the runner's variables, or in place of them. */
  readonly env?: Environment;
  /** `github.*` and other names for expressions in action.yml; GITHUB_* variables follow the ones of `github.`. */
  readonly context?: Context;
  readonly cancel?: Cancellation;
  /** The program to run. Default dist/main.js. */
  readonly main?: string;
  /** Default: the action.yml of this project. */
  readonly actionFile?: string;
}

export interface ActionResult {
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  readonly env: Record<string, string>;
  readonly paths: string[];
  /** Masked; empty if it was over the limit, and then an error annotation says so. */
  readonly summary: string;
  /** The log as a reader sees it: commands obeyed, secrets masked. */
  readonly log: string;
  readonly annotations: Annotation[];
  readonly masks: string[];
  readonly debug: string[];
  /** Everything as the step wrote it, to search for what must not be there. */
  readonly raw: { readonly output: string; readonly summary: string; readonly outputs: Record<string, string> };
  /** What the step left in RUNNER_TEMP. */
  readonly leftovers: string[];
}

const projectFile = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Runs the Action to its end and gives what the runner would show and pass on. */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  options: ActionOptions = {},
): Promise<ActionResult> {
  const {
    main = projectFile('dist/main.js'),
    actionFile = projectFile('action.yml'),
    token = 'ghs_labtoken',
  } = options;
  const home = await temporaryFolder('repo-backup-runner-');
  try {
    const folders = {
      workspace: options.workspace ?? home.join('workspace'),
      temp: home.join('temp'),
      commands: home.join('commands'),
    };
    await Promise.all(Object.values(folders).map((path) => mkdir(path, { recursive: true })));
    const context: Context = { ...defaultContext, 'github.token': token, ...options.context };
    const { variables, unexpected } = await actionInputs(actionFile, inputs, context);
    const files = await createRunnerFiles(folders.commands);
    const event = home.join('event.json');
    await writeFile(event, '{}');

    const log = stepLog([context['github.token'] ?? '', ...(options.secrets ?? [])]);
    if (unexpected.length > 0) log.write(`::warning::Unexpected input(s) '${unexpected.join("', '")}'`);
    const own = {
      HOME: home.path,
      GITHUB_EVENT_PATH: event,
      GITHUB_WORKSPACE: folders.workspace,
      RUNNER_TEMP: folders.temp,
    };
    const env = {
      PATH: process.env['PATH'],
      ...runnerVariables(context),
      ...own,
      ...files,
      ...variables,
      ...options.env,
    };
    const child = spawn(process.execPath, [main], {
      cwd: folders.workspace,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const ended = await follow(child, log, options.cancel);
    return conclude(ended, log, { written: await readFiles(files, log), leftovers: await readdir(folders.temp) });
  } finally {
    await home[Symbol.asyncDispose]();
  }
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly cancelled: boolean;
  readonly output: string;
}

async function follow(child: ChildProcess, log: StepLog, cancel: Cancellation | undefined): Promise<Ended> {
  const output: string[] = [];
  const timers: NodeJS.Timeout[] = [];
  let cancelled = false;
  const stop = () => {
    if (cancelled || cancel === undefined) return;
    cancelled = true;
    const { termAfterMs = 7500, killAfterMs = 2500, powerCut } = cancel;
    if (powerCut) return killAll(child);
    child.kill('SIGINT');
    timers.push(
      setTimeout(() => child.kill('SIGTERM'), termAfterMs),
      setTimeout(() => killAll(child), termAfterMs + killAfterMs),
    );
  };
  const { when } = cancel ?? {};
  if (when instanceof AbortSignal) {
    if (when.aborted) stop();
    else when.addEventListener('abort', stop, { once: true });
  }
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      output.push(line);
      log.write(line);
      if (when instanceof RegExp && when.test(line)) stop();
    });
  }
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject).once('close', (...end: [number | null, NodeJS.Signals | null]) => resolve(end));
  });
  for (const timer of timers) clearTimeout(timer);
  return { code, signal, cancelled, output: output.join('\n') };
}

function killAll(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
    process.kill(-child.pid, 'SIGKILL');
}

type Written = RunnerFiles & { readonly refused: boolean };

/** A file that the runner cannot read fails the step, also if the program ended well. */
async function readFiles(files: Parameters<typeof readRunnerFiles>[0], log: StepLog): Promise<Written> {
  try {
    return { ...(await readRunnerFiles(files)), refused: false };
  } catch (error) {
    log.write(`::error::Unable to process file command successfully: ${String(error)}`);
    return { outputs: {}, state: {}, env: {}, paths: [], summary: '', refused: true };
  }
}

function conclude(
  ended: Ended,
  log: StepLog,
  { written, leftovers }: { written: Written; leftovers: string[] },
): ActionResult {
  const { outputs, state, env, paths, summary, refused } = written;
  const size = Buffer.byteLength(summary);
  const dropped = size > summaryLimit;
  if (dropped) {
    log.write(
      `::error::$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(size / 1024)}k.`,
    );
  }
  const { code, signal, cancelled, output } = ended;
  return {
    conclusion: cancelled ? 'cancelled' : code === 0 && !refused ? 'success' : 'failure',
    code,
    signal,
    outputs,
    state,
    env,
    paths,
    summary: dropped ? '' : log.mask(summary),
    log: log.lines.join('\n'),
    annotations: log.annotations,
    masks: log.masks,
    debug: log.debug,
    raw: { output, summary, outputs },
    leftovers,
  };
}
