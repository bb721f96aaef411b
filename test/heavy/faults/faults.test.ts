// Each fault, at each request of a run, on a real S3 server: afterwards nothing is lost, all that is listed restores, and the
// next run succeeds. `npm run test:faults` runs this alone and prints the count of cases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';
import { runCli } from '../../lab/program.ts';
import type { Passed, Trouble } from '../../lab/fault-proxy.ts';
import { mapConcurrently } from '../../../src/system/concurrency.ts';
import { useCredentials } from '../../lab/s3-world.ts';
import { examine } from './examine.ts';
import { KINDS, type Kind } from './kinds.ts';
import { doRun, RUNS, type Run } from './runs.ts';
import { openWorld, type Folder, type World } from './world.ts';

let world: World;
/** Of a kind of fault, and of all. */
const counts = { cases: 0, held: 0 };
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  console.log(`${counts.cases} cases, ${counts.held} held${EVERY > 1 ? `, of every ${EVERY}th request` : ''}`);
  await world[Symbol.asyncDispose]();
});

/** The requests of a run that nothing disturbs. */
async function record(run: Run): Promise<Passed[]> {
  await using folder = await world.folder(run.bucket);
  const report = await doRun(world, run, await folder.open({ proxied: true, part: run.part }));
  const done =
    run.command === 'copy' ? { copied: [expect.anything()] } : { removed: [expect.anything(), expect.anything()] };
  expect(report).toMatchObject({ verdict: 'ok', repositories: [done] });
  const inParts = folder.proxy.passed.some(({ query }) => query.get('partNumber') === '3');
  expect(inParts).toBe(run.part !== undefined);
  return folder.proxy.passed;
}

/** `FAULTS_EVERY=6` takes every sixth request of a run: a sample, for where minutes count. */
const EVERY = Number(process.env['FAULTS_EVERY'] ?? 1);

/** Cases at once: most of their time they wait. */
const PARALLEL = 6;

/** Runs a case for each request, and gives what did not hold. */
async function atEach(
  requests: readonly Passed[],
  run: Run,
  strike: (folder: Folder, seen: Passed, at: number) => Promise<LedgerEntry | string[] | 'passed over' | undefined>,
): Promise<string[]> {
  const sample = [...requests.entries()].filter(([at]) => at % EVERY === 0);
  const failures = await mapConcurrently(sample, PARALLEL, async ([at, seen]) => {
    await using folder = await world.folder(run.bucket);
    const before = await folder.etags();
    const outcome = await strike(folder, seen, at);
    if (outcome === 'passed over') return [];
    counts.cases += 1;
    const wrong = Array.isArray(outcome) ? outcome : await examine(world, { run, folder, before, entry: outcome });
    if (wrong.length === 0) counts.held += 1;
    const { method, path } = seen;
    return wrong.map((what) => `${at} ${method} ${path.replace(/^.*\/case-\d+\//, '')}: ${what}`);
  });
  return failures.flat();
}

const one = (at: number, befall: Partial<Trouble>): Trouble => ({ when: () => true, skip: at, ...befall });

describe.each(RUNS)('$command on a $bucket bucket', (run) => {
  const { command, flags } = run;
  let requests: Passed[];
  /** Those of the built program, which has parts of the usual size. */
  let asBuilt: Passed[];
  beforeAll(async () => {
    requests = await record(run);
    asBuilt = await record({ ...run, part: undefined });
  });

  async function disturbed(folder: Folder, seen: Passed, at: number, { befall, lasts }: Kind) {
    const trouble = befall(seen);
    if (!trouble) return 'passed over';
    folder.proxy.next(one(at, { ...trouble, ...(lasts ? { times: Infinity } : {}) }));
    const store = await folder.open({ proxied: true, attempts: lasts ? 2 : 3, part: run.part });
    try {
      const report = await doRun(world, run, store);
      const [entry] = report.repositories as LedgerEntry[];
      // Of a prune the record may be all that is missing; a backup is not even then called good.
      const lies = lasts && trouble.answer !== undefined && command === 'sync' && report.verdict === 'ok';
      return lies ? ['the run was called good'] : entry;
    } catch {
      // The run told that it failed as a whole.
      return undefined;
    }
  }

  test.each(KINDS)('$name', async (kind) => {
    expect(requests.length).toBeGreaterThan(10);
    const failures = await atEach(requests, run, (folder, seen, at) => disturbed(folder, seen, at, kind));
    expect(failures).toEqual([]);
  });

  async function killed(folder: Folder, at: number, moment: 'hold' | 'keep') {
    let kill = (): void => undefined;
    const strike = () => {
      kill();
      return new Promise(() => undefined);
    };
    folder.proxy.next(one(at, { [moment]: strike }));
    const { accessKeyId, secretAccessKey } = world.server.credentials;
    const { place } = world.history;
    const { signal } = await runCli([command, ...flags(world, folder.address)], {
      cwd: place.folder.path,
      env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
      started: (child) => void (kill = () => void child.kill('SIGKILL')),
    });
    return signal === 'SIGKILL' ? undefined : ['it was not killed'];
  }

  test.each([
    ['before the server saw it', 'hold'],
    ['after the server did it', 'keep'],
  ] as const)('a process that is killed %s', async (_, moment) => {
    useCredentials(world.server.credentials);
    const failures = await atEach(asBuilt, run, async (folder, { method }, at) =>
      // What only reads leaves what the request before it left.
      /^(GET|HEAD)$/.test(method) ? 'passed over' : killed(folder, at, moment),
    );
    expect(failures).toEqual([]);
  });
});
