// The Action: the one place that knows the runner. Inputs in, log groups, outputs and a summary out, red on failure.
import * as core from '@actions/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runCommand } from '../commands/run.ts';
import type { Report } from '../commands/report.ts';
import type { Context } from '../commands/settings.ts';
import { summariseError } from '../domain/errors.ts';
import { VERSION } from '../domain/version.ts';
import { declaredInputs } from '../inputs/declared.ts';
import { parseInputs } from '../inputs/parse.ts';
import { reportText, verdictLine } from '../report/text.ts';
import { outputsOf } from './outputs.ts';
import { summaryMarkdown } from './summary.ts';

/** Milliseconds between two lines of progress in a log that cannot be rewritten. */
const PACE = 10_000;

/** Runs the Action once. Never throws: what fails is told and turns the step red. */
export async function runAction(env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const raw = Object.fromEntries(declaredInputs.map(({ name }) => [name, core.getInput(name)]));
    maskSecrets(raw['token']);
    const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
    const context = createContext(env);
    const settings = parseInputs(raw, { door: 'action', defaults, cwd: context.cwd, env });
    core.startGroup(`repo-backup ${VERSION}: ${settings.command}`);
    const report = await runCommand(context, settings).finally(() => core.endGroup());
    await tell(report);
  } catch (error) {
    const { message, hint } = summariseError(error);
    core.setOutput('verdict', 'failed');
    core.setFailed(hint ? `${message}\n${hint}` : message);
  }
}

/** The token, and the form in which it goes over the wire: should either ever reach the log, the runner hides it. */
function maskSecrets(token: string | undefined): void {
  if (!token) return;
  core.setSecret(token);
  core.setSecret(Buffer.from(`x-access-token:${token}`).toString('base64'));
}

function createContext(env: NodeJS.ProcessEnv): Context {
  const scratch = mkdtempSync(join(env['RUNNER_TEMP'] || tmpdir(), 'repo-backup-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  // A cancelled job: SIGINT first, and 7.5 seconds later SIGTERM. Nothing half stored is ever listed, so stop at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: run,
    GITHUB_RUN_ATTEMPT: attempt,
  } = env;
  let next = 0;
  return {
    now: () => new Date(),
    wait: (ms) => setTimeout(ms),
    env,
    cwd: env['GITHUB_WORKSPACE'] || process.cwd(),
    scratch,
    log: {
      info: (line) => core.info(line),
      warn: (line) => core.info(`warning: ${line}`),
      progress(line) {
        if (Date.now() < next) return;
        next = Date.now() + PACE;
        core.info(line);
      },
    },
    createdBy: {
      name: 'repo-backup',
      version: VERSION,
      run_url: run ? `${server}/${repository}/actions/runs/${run}` : null,
    },
    runId: `${run ?? 'local'}.${attempt ?? '1'}-${env['GITHUB_JOB'] ?? '0'}-${process.pid}`.replace(
      /[^A-Za-z0-9_.-]/g,
      '_',
    ),
    cores: availableParallelism(),
  };
}

async function tell(report: Report): Promise<void> {
  core.info(reportText(report));
  for (const [name, value] of Object.entries(outputsOf(report))) core.setOutput(name, value);
  // Outside of the runner there is no summary file, and then none is written.
  if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(summaryMarkdown(report)).write();
  for (const entry of report.repositories) {
    if ('healthy' in entry) {
      if (!entry.healthy) core.error(`${entry.repository}: ${entry.problems.join('; ')}`);
      continue;
    }
    for (const warning of entry.warnings ?? []) core.warning(`${entry.repository}: ${warning}`);
    if (entry.error)
      core.error(`${entry.repository}: ${entry.error.message}${entry.error.hint ? `\n${entry.error.hint}` : ''}`);
  }
  if (report.verdict !== 'ok') core.setFailed(verdictLine(report));
}
