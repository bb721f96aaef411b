// The failure issue of this step: filed with the workflow's own token, so that it comes also when the other one is dead.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { CAPTURING, COMMANDS, STORING } from '../commands/settings.ts';
import { type ErrorSummary, summariseError } from '../domain/errors.ts';
import { countFailures, noFailures, isWhole, type Failure, type Origin } from '../domain/failures.ts';
import { isForgotten, mergeOutcome, type Outcome } from '../domain/failures-merge.ts';
import { compareFailures, isSameList } from '../domain/failures-news.ts';
import { findState } from '../domain/failures-text.ts';
import type { Report } from '../commands/report.ts';
import { WHOLE_STORE } from '../domain/ledger.ts';
import { isoSecond } from '../domain/names.ts';
import { isMoreOpen, type Visibility } from '../domain/visibility.ts';
import type { Octokit } from '../github/client.ts';
import type { Crowd } from '../github/crowd.ts';
import { readVisibility } from '../github/visibility.ts';
import { findIssue, keepIssue, type Draft, type Issue, type IssuePlace } from '../github/issue.ts';
import type { Watch } from '../inputs/watch.ts';
import { readWorkflowRun, type WorkflowRun } from './workflow-run.ts';
import { issueBody, issueTitle, type IssueFacts } from '../report/issue.ts';
import { changeComment, recoveryComment } from '../report/issue-comments.ts';
import { resultsOf } from '../report/results.ts';
import type { Log } from '../system/log.ts';
import { openOwnGitHub } from './own-github.ts';

/** The label that every failure issue has. */
const LABEL = 'repo-backup';
/** Commands that the issue tells of; the others are run by a person who looks at the result. */
const TOLD: readonly string[] = [...STORING, 'verify', 'drill', 'status', 'prune', 'plan', 'report'];

/** The step as far as the issue tells it from others. */
export type Step = {
  watch: Watch;
  /** As the user wrote it: it may be wrong. */
  command: string;
  env: NodeJS.ProcessEnv;
  log: Log;
};

export type IssueInput = Step & {
  /** Nothing is done for good, so nothing is told. */
  dryRun: boolean;
  started: Date;
  /** What the run came to: its report, or what stopped it. */
  result: Report | ErrorSummary;
  /** Values that must stand in no issue. */
  secrets: readonly string[];
  /** When it aborts, or has, no more time is left for waiting. */
  stopped?: AbortSignal;
  /** Default: the machine itself. */
  machine?: Machine;
};

/** What the machine gives, and tests replace. */
type Machine = Pick<Crowd, 'wait' | 'random'> & { readRun: () => Promise<WorkflowRun> };

function machineOf({ stopped: signal }: IssueInput): Machine {
  const wait = (ms: number) => setTimeout(ms, undefined, signal && { signal }).catch(() => undefined);
  return { wait, random: Math.random, readRun: readWorkflowRun };
}

/** What became of the issue: its address, if there is one, and what a person must hear if it could not be written. */
export type IssueResult = { url: string; problem?: string };

/** Files, updates or closes the failure issue. Never throws: that it could not be written hides nothing of what failed. */
export async function tellIssue(input: IssueInput): Promise<IssueResult> {
  const { watch, command, dryRun, env, result, log } = input;
  const known = COMMANDS.some((one) => one === command);
  if (!watch.failureIssue || dryRun || (known && !TOLD.includes(command)) || !env['GITHUB_REPOSITORY'])
    return { url: '' };
  try {
    return { url: (await writeIssue(input, env['GITHUB_REPOSITORY']))?.url ?? '' };
  } catch (error) {
    const { message, hint } = summariseError(error);
    const problem = hint ? `${message}\n${hint}` : message;
    // A run in which all is well has nothing to file: there it is no warning.
    if ('verdict' in result && result.verdict === 'ok') log.info(`the failure issue was not looked for: ${problem}`);
    return 'verdict' in result && result.verdict === 'ok' ? { url: '' } : { url: '', problem };
  }
}

/** Since when the runs of this step were stopped as a whole, as the failure issue tells; undefined where nobody knows. Never throws. */
export async function stoppedSince(input: Step): Promise<string | undefined> {
  const { watch, env, log } = input;
  if (!watch.failureIssue || !env['GITHUB_REPOSITORY']) return undefined;
  try {
    const { step, shard, task } = originOf(input, await readWorkflowRun());
    const issue = await findIssue(await openPlace(input, env['GITHUB_REPOSITORY']));
    const open = (issue && findState(issue.body)?.open) ?? [];
    // Wrong inputs raise no alarm, so their end is none either.
    return open.find(
      (one) => isWhole(one) && one.kind !== 'usage' && one.step === step && one.shard === shard && one.task === task,
    )?.since;
  } catch (error) {
    log.info(`whether the run before was stopped is not known: ${summariseError(error).message}`);
    return undefined;
  }
}

async function openPlace({ watch, env, log }: Step, own: string): Promise<IssuePlace> {
  const [owner = '', repo = ''] = (watch.issueRepository ?? own).split('/');
  const client = await openOwnGitHub(env, { token: watch.issueToken, input: 'issue-token' }, log).clientFor(owner);
  const path = (env['GITHUB_WORKFLOW_REF'] ?? '').replace(/@.*$/s, '');
  return {
    client,
    owner,
    repo,
    marker: markerOf(path, own, `${owner}/${repo}`),
    labels: [LABEL, ...watch.issueLabels],
  };
}

async function writeIssue(input: IssueInput, own: string): Promise<Issue | undefined> {
  const { wait, random, readRun } = input.machine ?? machineOf(input);
  const run = await readRun();
  const place = await openPlace(input, own);
  const found = await findIssue(place);
  const outcome = outcomeOf(input, run);
  if (!found && outcome.failed.length === 0) return undefined;
  const facts = await gatherFacts(input, { place, own, run });
  const { shard, jobs } = input.watch;
  return keepIssue(place, {
    title: issueTitle(facts.workflow),
    draft: draftOf(told(outcome, facts, input), facts, input),
    found,
    crowd: { index: Number(shard) || 0, jobs, wait, random },
  });
}

/** One workflow, one mark. Elsewhere than in its own repository the path would tell that repository's name. */
function markerOf(path: string, own: string, where: string): string {
  const inside = path.startsWith(`${own}/`) ? path.slice(own.length + 1) : path;
  const key =
    where.toLowerCase() === own.toLowerCase() ? inside : createHash('sha256').update(path).digest('hex').slice(0, 16);
  return `<!-- repo-backup failure issue of ${key.replace(/-{2,}/g, '-')} -->`;
}

function originOf({ watch, command }: Step, run: WorkflowRun): Origin {
  const step = createHash('sha256').update(`${run.job}\n${run.action}`).digest('hex').slice(0, 8);
  const task = COMMANDS.some((one) => one === command) ? command : '';
  return { step, shard: watch.shard, task: CAPTURING.some((one) => one === task) ? 'backup' : task };
}

function outcomeOf(input: IssueInput, run: WorkflowRun): Outcome {
  const { watch, started, result } = input;
  const origin = originOf(input, run);
  const reported = 'verdict' in result;
  // A run by hand may look at less than the nightly one.
  const whole = !/^(workflow|repository)_dispatch$/.test(run.eventName);
  const results = reported ? resultsOf(result) : { failed: [{ ...result }], good: [] };
  return { origin, run: String(run.runId), jobs: watch.jobs, at: isoSecond(started), reported, whole, ...results };
}

type Facts = IssueFacts & {
  run: string;
  isNamed: (repository: string) => boolean;
  visibility: Visibility;
  own: string;
};

async function gatherFacts(
  { started, result }: IssueInput,
  { place, own, run }: { place: IssuePlace; own: string; run: WorkflowRun },
): Promise<Facts> {
  const where = `${place.owner}/${place.repo}`;
  const visibility = await visibilityOf(place.client, where, 'public');
  const isOwn = where.toLowerCase() === own.toLowerCase();
  const ownVisibility =
    isOwn || visibility === 'private' ? visibility : await visibilityOf(place.client, own, 'private');
  const known = new Map(visibilitiesOf(result));
  known.set(own.toLowerCase(), ownVisibility);
  const isNamed = (repository: string) =>
    repository === WHOLE_STORE || !isMoreOpen(visibility, known.get(repository.toLowerCase()) ?? 'private');
  const page = `${run.serverUrl}/${own}/actions/runs/${run.runId}`;
  return {
    marker: place.marker,
    workflow: isNamed(own) ? run.workflow || undefined : undefined,
    runUrl: isNamed(own) ? page : undefined,
    at: isoSecond(started),
    run: `${run.runId}.${run.runAttempt}`,
    isNamed,
    visibility,
    own,
  };
}

/** What the run was told of the repositories that it looked at. Of all others nobody knows, so they count as private. */
function visibilitiesOf(result: IssueInput['result']): [string, Visibility][] {
  if (!('verdict' in result)) return [];
  return result.repositories.flatMap((entry): [string, Visibility][] =>
    'status' in entry && entry.visibility ? [[entry.repository.toLowerCase(), entry.visibility]] : [],
  );
}

/** Who may read a repository; `unknown` where GitHub does not say. */
async function visibilityOf(client: Octokit, repository: string, unknown: Visibility): Promise<Visibility> {
  const [owner = '', repo = ''] = repository.split('/');
  return readVisibility(client, owner, repo).catch(() => unknown);
}

/** What may be told: no secret ever, and in public no name of what is not public. */
function told(outcome: Outcome, facts: Facts, { secrets }: IssueInput): Outcome {
  const clean = (text: string | undefined) =>
    text && secrets.reduce((all, secret) => all.replaceAll(secret, '***'), text);
  const failed = outcome.failed.map(({ repository, kind, message, hint }): Failure => {
    const tells =
      !isWhole({ repository }) || facts.visibility === 'private' || !namesOthers(`${message} ${hint}`, facts);
    return { repository, kind, ...(tells ? { message: clean(message), hint: clean(hint) } : {}) };
  });
  return { ...outcome, url: facts.runUrl, failed };
}

/** Whether a text may tell the name of a repository that must not be named. `owner/name` is what our own hints say. */
function namesOthers(text: string, { isNamed }: Facts): boolean {
  const names = text.match(/[\w.-]+\/[\w.-]+/g) ?? [];
  return names.some((name) => name !== 'owner/name' && !isNamed(name.replace(/\.git$|\.$/, '')));
}

function draftOf(outcome: Outcome, facts: Facts, { log }: IssueInput): (issue: Issue | undefined) => Draft | undefined {
  const salt = randomBytes(9).toString('base64url');
  return (issue) => {
    const stored = issue && findState(issue.body);
    if (issue && !stored) log.warn('the failure issue no longer tells what had failed: its list begins anew');
    const before = stored ?? noFailures(salt);
    const merged = mergeOutcome(before, outcome, facts.isNamed);
    const open = countFailures(merged) > 0;
    if (!issue)
      return open ? { body: issueBody({ ...merged, told: facts.run }, facts), open, comment: undefined } : undefined;
    const body = issueBody(merged, facts);
    // As far as it fits: what had no room before and has none now is no news.
    const kept = findState(body) ?? merged;
    if (issue.open === open && stored && isSameList(kept, stored)) return undefined;
    const change = compareFailures(before, kept, (one) => isForgotten(one, outcome));
    const isSilent = open && before.told === facts.run;
    const comment = isSilent ? undefined : open ? changeComment(change, facts) : recoveryComment(change, facts);
    return { body: comment ? issueBody({ ...merged, told: facts.run }, facts) : body, open, comment };
  };
}
