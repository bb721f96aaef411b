// A whole organisation on GitHub, as a workflow backs it up: how many requests a night takes, and how many seconds.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsOf } from '../../test/lab/github/artifact-routes.ts';
import type { LabRepository } from '../../test/lab/github/catalog.ts';
import { startGitHub, type LabGitHub } from '../../test/lab/github/github.ts';
import { runActionOn } from '../../test/lab/github/run-action.ts';
import { makeFolder } from '../archivers.ts';
import type { Bench, Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { run } from '../command.ts';
import { median } from '../compare.ts';
import { generateHistory, small } from '../generate.ts';
import { formatSeconds } from '../line.ts';
import type { Line } from '../line.ts';
import { fillArtifacts, fillDirectory } from '../twins.ts';

const counts = [1, 100, 1000];
/** Milliseconds that GitHub takes for each answer. */
const latency = 50;
const changedShare = 0.03;
/** Rounds of nights without a change; a thousand repositories are their own median. */
const rounds = (count: number): number => (count < 1000 ? 3 : 1);
/** Requests for each unchanged repository, and seconds for a thousand of them. */
const limits = { git: 1, api: 0.1, seconds: 60 };

/** The Action over `acme/*`, with each of these stores. */
const stores = { artifacts: 'artifact:', directory: './backups' } as const;

/** What one run asked of GitHub: git, the API (REST and GraphQL), the services of runs with their storage. */
type Night = { seconds: number; git: number; api: number; services: number };

export const github: Row = {
  name: 'github',
  async measure(bench) {
    if (bench.product === undefined) return [skipped];
    const lines: Line[] = [];
    for (const count of counts) lines.push(...(await measureCount(bench, count)));
    return lines;
  },
};

async function measureCount(bench: Bench, count: number): Promise<readonly Line[]> {
  const origin = await packedCopy(bench, await generateHistory(small, bench.cache, bench.env));
  await using lab = await startGitHub({ budget: { limit: 1e6, remaining: 1e6, resetAt: new Date(Date.now() + 36e5) } });
  await lab.addRepository('acme/backups', { private: true });
  const repositories: LabRepository[] = [];
  for (let index = 0; index < count; index += 1)
    repositories.push(await lab.addRepository(`acme/r${index}`, { private: true, copyOf: origin }));
  const workspace = await makeFolder(bench.scratch, `github-${count}`);
  // The path is part of what the cache is found by: on GitHub's runners it is the same every night.
  const temp = await makeFolder(bench.scratch, `github-${count}-temp`);
  const night = nightOf(lab, { workspace, temp }, bench.log);
  const [first, ...others] = repositories;
  if (first === undefined) return [];
  await night(Object.values(stores).join('\n'), { stored: 1, only: first.fullName });
  await fillDirectory(join(workspace, stores.directory), first, others);
  await fillArtifacts(artifactsOf(lab.state, 'acme/backups'), first, others);
  const lines: Line[] = [];
  for (const [name, store] of Object.entries(stores)) {
    // What the store before has been shown, this one has yet to see; and the cache has to see all.
    await night(store);
    lab.settings.latencyMs = latency;
    const line = lineOf(`${count} ${count === 1 ? 'repository' : 'repositories'} on GitHub, ${name}`);
    const unchanged: Night[] = [];
    for (let round = 0; round < rounds(count); round += 1) unchanged.push(await night(store, { stored: 0 }));
    lines.push(line('unchanged', medianNight(unchanged), count));
    const some = repositories.slice(0, Math.ceil(count * changedShare));
    for (const { git } of some) await git.commit();
    lines.push(line(`${some.length} changed`, await night(store, { stored: some.length }), undefined));
    lab.settings.latencyMs = 0;
  }
  return lines;
}

/** With packed refs, as a server has them: a thousand copies of each loose one would take minutes. */
async function packedCopy({ scratch, env }: Bench, origin: string): Promise<string> {
  const copy = join(await makeFolder(scratch, 'github-origin'), 'origin.git');
  await rm(copy, { recursive: true, force: true });
  await run({ argv: ['git', 'clone', '--quiet', '--mirror', origin, copy], env });
  await run({ argv: ['git', '--git-dir', copy, 'pack-refs', '--all'], env });
  await rm(join(copy, 'hooks'), { recursive: true, force: true });
  return copy;
}

/** How many repositories must be stored then; the only one to back up. */
type Asked = { stored?: number; only?: string };

function nightOf(lab: LabGitHub, { workspace, temp }: { workspace: string; temp: string }, log: Bench['log']) {
  let runs = 1_000_000;
  return async (store: string, { stored: expected, only }: Asked = {}): Promise<Night> => {
    const before = lab.requests.length;
    const start = performance.now();
    const inputs = { repositories: only ?? 'acme/*\n!acme/backups', store };
    const step = await runActionOn(lab, inputs, { workspace, run: (runs += 1), env: { RUNNER_TEMP: temp } });
    const seconds = (performance.now() - start) / 1000;
    const stored = Number(step.outputs['stored']);
    if (step.conclusion !== 'success' || stored !== (expected ?? stored))
      throw new Error(`expected ${expected} stored, not ${stored} (${step.conclusion}):\n${step.log.slice(-3000)}`);
    const count = (...places: string[]) =>
      lab.requests.slice(before).filter(({ place }) => places.includes(place)).length;
    const found: Night = {
      seconds,
      git: count('git'),
      api: count('rest', 'graphql', 'uploads'),
      services: count('server', 'downloads'),
    };
    log(`${store.replace('\n', ' and ')}: ${stored} stored, ${JSON.stringify(found)}`);
    return found;
  };
}

function medianNight(nights: readonly Night[]): Night {
  const of = (field: keyof Night) => median(nights.map((one) => one[field]));
  return { seconds: of('seconds'), git: of('git'), api: of('api'), services: of('services') };
}

const skipped: Line = {
  work: 'repositories on GitHub',
  repository: '-',
  ours: '-',
  peer: '-',
  ratio: '-',
  target: '-',
  reached: `skipped: ${noProduct}`,
};

/** Lines of one size and store. Without a count of unchanged repositories the line only informs. */
function lineOf(work: string): (what: string, night: Night, unchanged: number | undefined) => Line {
  return (what, { seconds, git, api, services }, unchanged) => ({
    work: `${work}: ${what}`,
    repository: `generated, ${latency} ms an answer`,
    ours: formatSeconds(seconds),
    peer: `${git} git, ${api} API, ${services} other requests`,
    ratio:
      unchanged === undefined ? '-' : `${(git / unchanged).toFixed(2)} git, ${(api / unchanged).toFixed(2)} API each`,
    target: unchanged === 1000 ? `${limits.git}, ${limits.api}; ${limits.seconds} s` : '-',
    reached: unchanged === 1000 ? judgeNight({ seconds, git, api }, unchanged) : '-',
  });
}

function judgeNight({ seconds, git, api }: Omit<Night, 'services'>, unchanged: number): 'yes' | 'no' {
  const reached = git <= limits.git * unchanged && api <= limits.api * unchanged && seconds <= limits.seconds;
  return reached ? 'yes' : 'no';
}
