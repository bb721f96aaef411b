// Peak memory while a large pack passes through, ours alone and not the git that indexes it.
import { access, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bench, Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { runPeak } from '../command.ts';
import { generateBlobs } from '../generate.ts';
import { formatBytes, judge } from '../line.ts';
import type { Line } from '../line.ts';
import { repositoriesFlag, storeFlag } from '../product.ts';
import { serve } from '../serve.ts';

const limitBytes = 200_000_000;
/** Two packs: the peak of the larger may not be more than this times that of the smaller. */
const growthLimit = 1.15;
const sizes = [500_000_000, 2_000_000_000];

/** Needs /proc: on another system than Linux it is skipped. */
export const memory: Row = {
  name: 'memory',
  async measure(bench) {
    const linux = await access('/proc/self/status').then(
      () => true,
      () => false,
    );
    if (!linux) return [memoryLine(0, undefined, undefined, 'no /proc here')];
    const lines: Line[] = [];
    const peaks: number[] = [];
    for (const size of sizes) {
      const [ours, peer] = await measurePack(bench, size);
      if (ours !== undefined) peaks.push(ours);
      lines.push(memoryLine(size, ours, peer, noProduct));
    }
    const [small, large] = peaks;
    if (small === undefined || large === undefined) return lines;
    const growth = large / small;
    return [
      ...lines,
      {
        work: 'memory: growth with the pack',
        repository: 'generated blobs',
        ours: `${formatBytes(small)} to ${formatBytes(large)}`,
        peer: '-',
        ratio: `${growth.toFixed(2)} x`,
        target: `${growthLimit} x`,
        reached: judge(growth, growthLimit),
      },
    ];
  },
};

async function measurePack(bench: Bench, size: number): Promise<readonly [number | undefined, number]> {
  const gitDir = await generateBlobs(size, bench.cache, bench.env);
  await using server = await serve(dirname(gitDir), bench.env);
  const address = server.url(basename(gitDir));
  const store = join(bench.scratch, 'memory-store');
  const ours = bench.product?.command('snapshot', repositoriesFlag({ name: 'bench/blobs', address }), storeFlag(store));
  const peak = ours === undefined ? undefined : (await runPeak(ours)).own;
  await rm(store, { recursive: true, force: true });
  const bundle = join(bench.scratch, 'memory.bundle');
  const { largest } = await runPeak({
    argv: ['git', '--git-dir', gitDir, 'bundle', 'create', '--quiet', bundle, '--all'],
    env: bench.env,
  });
  await rm(bundle);
  return [peak, largest];
}

function memoryLine(size: number, ours: number | undefined, peer: number | undefined, missing: string): Line {
  return {
    work: `memory, pack of ${formatBytes(size)}`,
    repository: 'generated blobs',
    ours: ours === undefined ? '-' : formatBytes(ours),
    peer: `git bundle create: ${peer === undefined ? '-' : formatBytes(peer)}`,
    ratio: ours === undefined || peer === undefined ? '-' : `${(ours / peer).toFixed(2)} x`,
    target: `at most ${formatBytes(limitBytes)}`,
    reached: ours === undefined ? `skipped: ${missing}` : judge(ours, limitBytes),
  };
}
