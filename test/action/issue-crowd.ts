// Jobs of a matrix that all tell one issue, at a GitHub as slow as the real one, in a time that runs as fast as they do.
import { tellIssue, type IssueResult } from '../../src/action/issue.ts';
import type { ErrorSummary } from '../../src/domain/errors.ts';
import type { Report } from '../../src/commands/report.ts';
import { startFaultProxy } from '../lab/fault-proxy.ts';
import { failed, report, stored } from '../report/reports.ts';
import { openIssueWorld, WORKFLOW, type IssueWorld } from './issue-world.ts';

/** Octokit lets one process send so many requests at once. Here all jobs are one: what is more waits without a word. */
const AT_ONCE = 10;
/** Milliseconds that a request takes on its way, and its answer on the way back. */
const WAY = 100;

export interface CrowdJob {
  readonly index: number;
  readonly jobs: number;
  readonly run: number;
  readonly result: Report | ErrorSummary;
  /** The step's `id`. Default: it has none. */
  readonly step?: string;
  /** When it ends, in milliseconds. */
  readonly ends?: number;
}

export interface IssueCrowd extends AsyncDisposable {
  readonly world: IssueWorld;
  /** Lets all of them tell what they came to, and gives what became of it. */
  readonly tell: (jobs: readonly CrowdJob[]) => Promise<IssueResult[]>;
}

/** One that failed on one repository. */
export const lost = (repository: string) => report([failed(repository, 'not found')], { verdict: 'failed' });
/** One that went well. */
export const well = (repository: string) => report([stored(repository)]);
/** One that came to no report. */
export const stopped: ErrorSummary = { kind: 'denied', message: 'the token was refused' };

/** The same numbers every time, between 0 and 1. */
export function numbers(seed: number): () => number {
  let last = seed;
  return () => (last = (last * 48_271) % 2_147_483_647) / 2_147_483_647;
}

export async function openIssueCrowd(): Promise<IssueCrowd> {
  const world = await openIssueWorld();
  const proxy = await startFaultProxy(world.github.url);
  const time = openTime();
  const way = () => time.wait(WAY, 'on its way');
  proxy.next({ when: () => true, times: Infinity, hold: way, keep: way });
  const env = {
    GITHUB_REPOSITORY: 'acme/backups',
    GITHUB_SERVER_URL: world.github.url,
    GITHUB_API_URL: world.github.apiUrl.replace(world.github.url, proxy.url),
    GITHUB_WORKFLOW_REF: 'acme/backups/.github/workflows/backup.yml@refs/heads/main',
  };
  const one = async ({
    index,
    jobs,
    run: runId,
    result,
    step = '__self',
    ends = 0,
  }: CrowdJob): Promise<IssueResult> => {
    await time.wait(ends);
    const [job, action, workflow, eventName] = ['backup', step, 'Backup', 'schedule'];
    const run = { job, action, workflow, eventName, runId, runAttempt: 1, serverUrl: world.github.url };
    return tellIssue({
      watch: { ...WATCH, shard: String(index), jobs },
      command: 'sync',
      dryRun: false,
      started: new Date(Date.UTC(2026, 10, 1) + runId * 86_400_000),
      result,
      env,
      log: { info: () => undefined, progress: () => undefined, warn: () => undefined },
      secrets: [],
      machine: { wait: time.wait, random: numbers(index + 1), readRun: async () => run },
    });
  };
  return {
    world,
    tell: (jobs) => time.run(jobs.map((job) => () => one(job))),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

const WATCH = {
  failureIssue: true,
  issueRepository: undefined,
  issueLabels: [],
  issueToken: WORKFLOW,
  workflowToken: undefined,
  keepalive: false,
  logArtifact: false,
};

/** A time in which nothing passes but what is waited for: it goes on when each of those at work waits. */
function openTime() {
  const waiting: { until: number; what: string; wake: () => void }[] = [];
  let now = 0;
  let working = 0;
  const goOn = () => {
    const sent = waiting.filter(({ what }) => what === 'on its way').length;
    if (working === 0 || (waiting.length < working && sent < AT_ONCE)) return;
    waiting.sort((a, b) => a.until - b.until);
    const next = waiting.shift();
    now = next?.until ?? now;
    next?.wake();
    // Whoever waits behind ten others does not say so.
    if (sent >= AT_ONCE) setImmediate(goOn);
  };
  return {
    wait: (ms: number, what = 'a job') =>
      new Promise<void>((resolve) => {
        waiting.push({ until: now + ms, what, wake: resolve });
        goOn();
      }),
    run: async <R>(works: readonly (() => Promise<R>)[]): Promise<R[]> => {
      working = works.length;
      return Promise.all(
        works.map((work) =>
          work().finally(() => {
            working -= 1;
            goOn();
          }),
        ),
      );
    },
  };
}
