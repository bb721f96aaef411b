// The Action: the one place that knows the runner. Inputs in, log groups, outputs and a summary out, red on failure.
import * as core from '@actions/core';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Report } from '../commands/report.ts';
import type { Context, Settings } from '../commands/settings.ts';
import { summariseError, type ErrorSummary } from '../domain/errors.ts';
import { plain } from '../domain/plain.ts';
import { VERSION } from '../domain/version.ts';
import { openSides } from '../github/open.ts';
import { declaredInputs } from '../inputs/declared.ts';
import { parseRun } from '../inputs/matrix.ts';
import { reader, type RawInputs } from '../inputs/parse.ts';
import { collectProblems } from '../inputs/problems.ts';
import { VARIABLES } from '../inputs/reads.ts';
import { readWatch, type Watch } from '../inputs/watch.ts';
import { remarkLine, remarksOn } from '../report/remarks.ts';
import { shortLivedLines } from '../report/short-lived.ts';
import { reportText, verdictLine } from '../report/text.ts';
import { unlessStopped } from '../system/stop.ts';
import { undoAtExit } from '../system/undo.ts';
import { inert, stepLog } from './log.ts';
import { NO_OUTPUTS, outputsOf } from './outputs.ts';
import { ownOn } from './own-github.ts';
import { listenForStop } from './stop.ts';
import { failureMarkdown, summaryMarkdown, type About } from './summary.ts';

/** GitHub shows ten annotations of a level for a step. The last error is the verdict. */
const ANNOTATIONS = 9;

/** Where a workflow that names no store keeps its snapshots: the one place that each has without setting anything up. */
const OWN_STORE = 'artifact:';

/** Runs the Action once. Never throws: what fails is told and turns the step red. */
export async function runAction(env: NodeJS.ProcessEnv): Promise<void> {
  const { stopped, late } = listenForStop();
  const raw = Object.fromEntries(declaredInputs.map(({ name }) => [name, core.getInput(name)]));
  const secrets = maskSecrets(raw, env);
  const started = new Date();
  const cwd = env['GITHUB_WORKSPACE'] || process.cwd();
  const declared = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
  const defaults = { ...declared, store: OWN_STORE };
  // Wrong inputs are what may have to be told: here they count as not given.
  const watch = readWatch(reader(raw, defaults, collectProblems('action')), collectProblems('action'));
  const watching = { raw, watch, env, secrets, started, stopped };
  const kept = watch.logArtifact ? (await import('./kept-log.ts')).keepLog(env, secrets) : undefined;
  try {
    const settings = await parseRun(raw, { door: 'action', defaults, cwd, env });
    // What captures and stores is loaded once the inputs are known to be good.
    const { runAndTell } = await import('../alarms/run.ts');
    const { withWarm } = await import('./warm.ts');
    core.startGroup(`repo-backup ${VERSION}: ${settings.command}`);
    const created = createContext(env, cwd, { settings, workflowToken: watch.workflowToken, secrets });
    const context: Context = { ...created, stopped };
    const { command } = settings;
    context.stoppedSince = async () =>
      (await import('./issue.ts')).stoppedSince({ watch, command, env, log: context.log });
    const report = await unlessStopped(late, () =>
      withWarm(context, { settings, token: watch.workflowToken }, (warmed) => runAndTell(warmed, settings)),
    ).finally(() => core.endGroup());
    await tell(report, await lookAhead(watching, context, { settings, report }), env);
    const unfinished = stopped.aborted && report.verdict !== 'ok';
    await watchOver(watching, unfinished ? summariseError(stopped.reason) : report);
  } catch (error) {
    const failure = summariseError(error);
    const { message, hint } = failure;
    setOutputs(NO_OUTPUTS);
    await writeSummary(failureMarkdown(raw['command'] || 'sync', failure), env);
    core.setFailed(plain(hint ? `${message}\n${hint}` : message));
    await watchOver(watching, failure);
  }
  const lost = await kept?.keep(stepLog(core.info, () => new Date()));
  if (lost) core.warning(inert(lost));
  // What was left to itself would hold the program up.
  if (stopped.aborted) process.exit();
}

type Watching = {
  raw: RawInputs;
  watch: Watch;
  env: NodeJS.ProcessEnv;
  /** Grows while tokens are made. */
  secrets: readonly string[];
  started: Date;
  stopped: AbortSignal;
};

type Ran = { settings: Settings; report: Report };

/** What will fail one day if nobody does anything, and what is left of GitHub's patience. */
async function lookAhead(
  { watch, env }: Watching,
  { reader, log, stopped }: Context,
  { settings, report }: Ran,
): Promise<About> {
  const now = new Date();
  if (stopped?.aborted) return { now, warnings: [], budget: reader.seen.budget };
  const { watchSelf } = await import('./self-watch.ts');
  // Those of an App live for an hour, and are renewed.
  const hasToken = settings.token !== undefined && settings.app === undefined;
  return {
    now,
    warnings: await watchSelf({ watch, env, reader, hasToken, report, log, now }),
    budget: reader.seen.budget,
  };
}

/** Tells people who do not look at the run. What goes wrong there is a warning, and hides nothing of what was told before. */
async function watchOver(watching: Watching, result: Report | ErrorSummary) {
  const { raw, watch, env, secrets, started, stopped } = watching;
  // It takes GitHub's client with it, which the work before may not have needed.
  const { tellIssue } = await import('./issue.ts');
  const { url, problem } = await tellIssue({
    watch,
    command: raw['command'] || 'sync',
    dryRun: ['dry-run', 'history'].some((input) => raw[input]?.toLowerCase() === 'true'),
    started,
    result,
    env,
    log: stepLog(core.info, () => new Date()),
    secrets,
    stopped,
  });
  core.setOutput('issue', url);
  if (url) core.info(`failure issue: ${url}`);
  if (problem) core.warning(inert(problem));
}

/** Variables that hold secrets. A workflow may have them from elsewhere than its secrets, and then no runner knows them. */
const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/**
 * Secrets, and the form in which the token goes over the wire: should any ever reach the log, the runner hides it. Gives
 * them, for what no runner masks.
 */
function maskSecrets(
  {
    token,
    passphrase,
    identity,
    'issue-token': issue,
    'workflow-token': workflow,
    'app-private-key': pem,
    ...others
  }: RawInputs,
  env: NodeJS.ProcessEnv,
): string[] {
  // The runner looks for a secret within one line. What stands around a key in a PEM file is no secret.
  const lines = (pem ?? '').split(/\n|\\n/).map((line) => line.trim());
  const keys = [
    ...(identity?.match(/AGE-SECRET-KEY-\S+/gi) ?? []),
    ...lines.filter((line) => line !== '' && !line.startsWith('-----')),
  ];
  const wire = token ? overTheWire(token) : '';
  const addresses = Object.keys(VARIABLES).map((input) => others[input]);
  const all = [
    token,
    wire,
    passphrase,
    issue,
    workflow,
    ...keys,
    ...addresses,
    ...SECRET_VARIABLES.map((name) => env[name]),
  ];
  const secrets = [...new Set(all)].flatMap((secret) => secret || []);
  for (const secret of secrets) core.setSecret(secret);
  return secrets;
}

/** A token as git sends it. */
function overTheWire(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}

type Given = { settings: Settings; workflowToken: string | undefined; secrets: string[] };

/** Tokens that are made on the way become secrets as well. */
function createContext(
  env: NodeJS.ProcessEnv,
  cwd: string,
  { settings: { serverUrl, apiUrl, token, app }, workflowToken, secrets }: Given,
): Context {
  const hide = (made: string) => {
    for (const secret of [made, overTheWire(made)]) {
      core.setSecret(secret);
      secrets.push(secret);
    }
  };
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: run,
    GITHUB_RUN_ATTEMPT: attempt,
  } = env;
  const now = () => new Date();
  const log = stepLog(core.info, now);
  return {
    now,
    wait: (ms) => setTimeout(ms),
    env,
    cwd,
    scratch: openScratch(env['RUNNER_TEMP'] || tmpdir()),
    log,
    createdBy: {
      name: 'repo-backup',
      version: VERSION,
      run_url: run ? `${server}/${repository}/actions/runs/${run}` : null,
    },
    // Jobs of a matrix have one name, and machines of their own with the same process ids.
    runId: `${run ?? 'local'}.${attempt ?? '1'}-${env['GITHUB_JOB'] ?? '0'}-${randomBytes(4).toString('hex')}`.replace(
      /[^A-Za-z0-9_.-]/g,
      '_',
    ),
    cores: availableParallelism(),
    ...openSides({ serverUrl, apiUrl, token, app, own: ownOn(apiUrl, env, workflowToken), hide, now, log }),
  };
}

/** A folder for everything that is not yet stored; it goes when the step ends, also when it is told to stop. */
function openScratch(parent: string): string {
  const scratch = mkdtempSync(join(parent, 'repo-backup-'));
  undoAtExit(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));
  return scratch;
}

async function tell(report: Report, about: About, env: NodeJS.ProcessEnv): Promise<void> {
  core.info(inert(reportText(report)));
  setOutputs(outputsOf(report));
  await writeSummary(summaryMarkdown(report, about), env);
  const { errors, warnings } = remarksOn(report);
  const standing = [...about.warnings, ...shortLivedLines(report)];
  for (const line of [...standing, ...warnings.map(remarkLine)].slice(0, ANNOTATIONS)) core.warning(plain(line));
  for (const remark of errors.slice(0, ANNOTATIONS)) core.error(plain(remarkLine(remark)));
  if (report.verdict !== 'ok') core.setFailed(verdictLine(report));
}

function setOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

async function writeSummary(markdown: string, env: NodeJS.ProcessEnv): Promise<void> {
  // Outside of the runner there is no summary file, and then none is written.
  if (env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(markdown).write();
}
