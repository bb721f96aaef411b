// The same file through our stores and through the programs of their services, on the same server.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startArtifacts } from '../../test/lab/github/artifact-world.ts';
import { runtimeToken } from '../../test/lab/github/artifact-state.ts';
import { startRadosgw } from '../../test/lab/radosgw.ts';
import { makeFolder } from '../archivers.ts';
import type { Bench, Row } from '../bench.ts';
import { bundle } from '../bundle.ts';
import { run, runPeak, runTimed } from '../command.ts';
import type { Command } from '../command.ts';
import { interleave, median } from '../compare.ts';
import { compareWall, formatBytes, judge } from '../line.ts';
import type { Line } from '../line.ts';
import { writeRandom } from '../random.ts';
import type { Transfer } from '../transfer.ts';

const MIB = 1024 * 1024;
const size = 256 * MIB;
/** At least 0.8 x their speed. */
const limit = 1 / 0.8;
/** With the smaller one all buffers are in use already: what grows from there on would grow without end. */
const peakSizes = [512 * MIB, 2048 * MIB] as const;
/** The peak with the larger of them against that with the smaller. */
const growthLimit = 1.15;
const rounds = 3;
const directions = ['upload', 'download'] as const;
type Direction = (typeof directions)[number];

/** A service that both sides use. `peer` is its own program, and puts and gets a file of that name. */
type Service = {
  readonly name: string;
  readonly ours: (what: Direction, file: string, to: string) => Command;
  readonly peerName: string;
  readonly peer: (what: Direction, file: string, to: string) => Command;
};

export const transfer: Row = {
  name: 'transfer',
  async measure(bench) {
    const script = await bundle(bench, 'transfer');
    return [...(await measureArtifacts(bench, script)), ...(await measureS3(bench, script))];
  },
};

async function measureArtifacts(bench: Bench, script: string): Promise<readonly Line[]> {
  await using world = await startArtifacts();
  const env = {
    ...bench.env,
    ACTIONS_RUNTIME_TOKEN: runtimeToken(1),
    ACTIONS_RESULTS_URL: world.url,
    GITHUB_REPOSITORY: 'acme/backups',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RETENTION_DAYS: '90',
    RUNNER_TEMP: bench.scratch,
    GITHUB_WORKSPACE: bench.scratch,
  };
  const job = (side: Transfer['side']) => (what: Direction, file: string, to: string) =>
    command(script, { side, what, store: 'artifact:', file, to, apiUrl: world.url }, env);
  return await measureService(bench, {
    name: 'artifacts',
    ours: job('ours'),
    peerName: '@actions/artifact',
    peer: job('client'),
  });
}

async function measureS3(bench: Bench, script: string): Promise<readonly Line[]> {
  const aws = await run({ argv: ['aws', '--version'], env: bench.env }).then(
    () => undefined,
    () => 'the AWS command line is not installed',
  );
  if (aws !== undefined) return [skippedLine('S3', aws)];
  const opened = await startRadosgw({ memory: 12 * 1024 * MIB }).catch((error: unknown) => String(error));
  if (typeof opened === 'string') return [skippedLine('S3', opened)];
  await using server = opened;
  const env = {
    ...bench.env,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  const aws3 = ['aws', '--endpoint-url', server.url, 's3'];
  await run({ argv: [...aws3, 'mb', 's3://bench'], env });
  const store = `s3://bench/backups?endpoint=${server.url}`;
  return await measureService(bench, {
    name: 'S3',
    ours: (what, file, to) => command(script, { side: 'ours', what, store, file, to, apiUrl: server.url }, env),
    peerName: 'aws s3 cp',
    peer(what, file, to) {
      const name = file.split('/').at(-1);
      const [from, into] =
        what === 'upload' ? [file, `s3://bench/aws/${name}`] : [`s3://bench/aws/${name}`, `${to}/${name}`];
      return { argv: [...aws3, 'cp', '--only-show-errors', from, into], env };
    },
  });
}

function command(script: string, job: Transfer, env: NodeJS.ProcessEnv): Command {
  return { argv: [process.execPath, script, JSON.stringify(job)], env };
}

async function measureService(bench: Bench, service: Service): Promise<readonly Line[]> {
  const folder = await makeFolder(bench.scratch, `transfer-${service.name}`);
  const lines: Line[] = [];
  const names = new Set<string>();
  for (const what of directions) {
    const side = (name: 'ours' | 'peer') => ({
      name,
      async attempt(round: number) {
        // What goes up in a round comes down in the same round of the other direction.
        const file = join(folder, `${name}-${round}.tar`);
        if (!names.has(file)) await writeRandom(file, size);
        names.add(file);
        const to = join(folder, `${name}-${round}-to`);
        const cost = await runTimed(service[name](what, file, to));
        await rm(to, { recursive: true, force: true });
        return cost;
      },
    });
    const medians = await interleave([side('ours'), side('peer')], { rounds, seconds: Number.POSITIVE_INFINITY });
    lines.push(
      compareWall({
        work: `${service.name}: ${what} of ${formatBytes(size)}`,
        repository: '-',
        ours: medians.get('ours'),
        peer: medians.get('peer'),
        peerName: service.peerName,
        limit,
      }),
    );
  }
  lines.push(...(await measurePeaks(service, folder)));
  await rm(folder, { recursive: true });
  return lines;
}

async function measurePeaks({ name, ours }: Service, folder: string): Promise<readonly Line[]> {
  const peaks: Record<Direction, number[][]> = { upload: [], download: [] };
  for (const bytes of peakSizes) {
    for (const what of directions) peaks[what].push([]);
    for (let round = 0; round < rounds; round += 1) {
      const file = join(folder, `peak-${bytes}-${round}.tar`);
      await writeRandom(file, bytes);
      const to = join(folder, `peak-${bytes}-${round}`);
      for (const what of directions) peaks[what].at(-1)?.push((await runPeak(ours(what, file, to))).own);
      await rm(file);
      await rm(to, { recursive: true, force: true });
    }
  }
  return directions.map((what): Line => {
    const [small = Number.NaN, large = Number.NaN] = peaks[what].map(median);
    return {
      work: `${name}: memory of ${what}s of ${peakSizes.map(formatBytes).join(' and ')}`,
      repository: '-',
      ours: `${formatBytes(small)} and ${formatBytes(large)}`,
      peer: '-',
      ratio: `${(large / small).toFixed(2)} x`,
      target: `${growthLimit} x`,
      reached: judge(large / small, growthLimit),
    };
  });
}

function skippedLine(name: string, why: string): Line {
  return {
    work: `${name}: transfer`,
    repository: '-',
    ours: '-',
    peer: '-',
    ratio: '-',
    target: '-',
    reached: `skipped: ${why}`,
  };
}
