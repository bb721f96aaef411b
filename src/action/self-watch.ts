// What the Action notices about itself: a token that will die, a schedule that will stop. It warns before either happens.
import type { Report } from '../commands/report.ts';
import { CAPTURING } from '../commands/settings.ts';
import { summariseError } from '../domain/errors.ts';
import { scheduleCountdown, tokenCountdown } from '../domain/self-watch.ts';
import type { GitHub } from '../github/client.ts';
import { askBudget, enableWorkflow, lastPublicPush, parseWorkflow } from '../github/workflow.ts';
import type { Watch } from '../inputs/watch.ts';
import type { Log } from '../system/log.ts';
import { openOwnGitHub } from './own-github.ts';

export type SelfWatchInput = {
  watch: Watch;
  env: NodeJS.ProcessEnv;
  /** Where the run read the repositories. */
  reader: GitHub;
  /** Whether the run asked it with a token that somebody has to renew. */
  hasToken: boolean;
  report: Report;
  log: Log;
  now: Date;
};

/** Warnings of what will fail one day if nobody does anything. Never throws. */
export async function watchSelf(input: SelfWatchInput): Promise<string[]> {
  const { reader, hasToken, now } = input;
  const [schedule] = await Promise.all([watchSchedule(input), lookAtToken(input)]);
  const expires = hasToken ? reader.seen.tokenExpires : undefined;
  return [tokenCountdown(expires, now), schedule].flatMap((warning) => warning ?? []);
}

/** A run that asked nothing of the API has not seen when its token dies, nor what is left of the budget. */
async function lookAtToken({ reader, hasToken, report, env }: SelfWatchInput): Promise<void> {
  if (!hasToken || reader.seen.budget || !CAPTURING.includes(report.command)) return;
  const [first] = report.repositories;
  const [owner = ''] = (first?.repository ?? env['GITHUB_REPOSITORY'] ?? '').split('/');
  await reader.clientFor(owner).then(askBudget, () => undefined);
}

async function watchSchedule({ watch, env, log, now }: SelfWatchInput): Promise<string | undefined> {
  const workflow = parseWorkflow(env['GITHUB_WORKFLOW_REF']);
  const token = watch.workflowToken;
  if (env['GITHUB_EVENT_NAME'] !== 'schedule' || !workflow || !token) return undefined;
  try {
    const client = await openOwnGitHub(env, { token, input: 'workflow-token' }, log).clientFor(workflow.owner);
    if (!watch.keepalive) return scheduleCountdown(await lastPublicPush(client, workflow), now);
    await enableWorkflow(client, workflow);
    log.info(`the schedule of ${workflow.file} is kept alive`);
    return undefined;
  } catch (error) {
    const { message, hint } = summariseError(error);
    const problem = hint ? `${message}. ${hint}` : message;
    // Only who asked for it must hear that it failed.
    if (watch.keepalive) return problem;
    log.info(`whether the schedule is about to stop is not known: ${problem}`);
    return undefined;
  }
}
