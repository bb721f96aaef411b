// `status` over a long history in a directory: its cost must follow the number of snapshots, and be small.
import { copyFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../archivers.ts';
import { parseManifest, serialiseManifest } from '../../src/domain/manifest-text.ts';
import type { Manifest } from '../../src/domain/manifest.ts';
import { snapshotName } from '../../src/domain/names.ts';
import type { Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { interleave } from '../compare.ts';
import { generateHistory, small } from '../generate.ts';
import { formatCost, formatSeconds, judge } from '../line.ts';
import type { Line } from '../line.ts';
import { readManifests, repositoriesFlag, storeFlag } from '../product.ts';
import type { Product } from '../product.ts';

const limitSeconds = 0.001;
/** Twice the snapshots may cost at most so many times the CPU; wall clock would judge the other work of the machine. */
const linearLimit = 2.3;
const counts = [1, 1000, 2000] as const;
const repository = 'bench/small';

/** Stores of 1, 1,000 and 2,000 snapshots, made from one valid snapshot under other names. */
export const status: Row = {
  name: 'status',
  async measure({ cache, scratch, env, product, patience }) {
    const work = 'status, each snapshot';
    if (product === undefined)
      return [
        { work, repository: '-', ours: '-', peer: '-', ratio: '-', target: '-', reached: `skipped: ${noProduct}` },
      ];
    const origin = await generateHistory(small, cache, env);
    const contestants = await Promise.all(
      counts.map(async (count) => {
        const store = await makeFolder(scratch, `status-${count}`);
        await fillStore(product, origin, store, count);
        return {
          name: String(count),
          attempt: () => product.expect(['healthy'], 'status', storeFlag(store)),
        };
      }),
    );
    const medians = await interleave(contestants, patience);
    const [one, thousand, two] = counts.map(
      (count) => medians.get(String(count)) ?? { wall: Number.NaN, cpu: Number.NaN },
    );
    if (one === undefined || thousand === undefined || two === undefined) return [];
    const each = (two.wall - one.wall) / (2000 - 1);
    const growth = (two.cpu - one.cpu) / (thousand.cpu - one.cpu);
    const line = (name: string, ours: string, ratio: string, target: string, reached: Line['reached']): Line => ({
      work: name,
      repository: 'generated',
      ours,
      peer: '-',
      ratio,
      target,
      reached,
    });
    return [
      line(
        work,
        `1: ${formatCost(one)}, 1,000: ${formatCost(thousand)}, 2,000: ${formatCost(two)}`,
        `${formatSeconds(each)} each`,
        `under ${formatSeconds(limitSeconds)}`,
        judge(each, limitSeconds),
      ),
      line(
        'status, CPU of 2,000 against 1,000',
        '-',
        `${growth.toFixed(2)} x`,
        `linear, ${linearLimit} x`,
        judge(growth, linearLimit),
      ),
    ];
  },
};

async function fillStore(product: Product, origin: string, store: string, count: number): Promise<void> {
  await product.expect(
    ['stored'],
    'snapshot',
    repositoriesFlag({ name: repository, address: origin }),
    storeFlag(store),
  );
  const [first] = await readManifests(join(store, repository));
  if (first === undefined) throw new Error('the first snapshot is not in the store');
  const manifest = parseManifest(first.text, first.path);
  const folder = dirname(first.path);
  for (let index = 1; index < count; index += 1) {
    const at = new Date(Date.parse(manifest.timestamp) - index * 600_000);
    const name = snapshotName(at);
    await copyFile(join(folder, `${manifest.snapshot_name}.tar`), join(folder, `${name}.tar`));
    await writeFile(join(folder, `${name}.json`), serialiseManifest(renamed(manifest, name, at)));
  }
}

function renamed(manifest: Manifest, name: string, at: Date): Manifest {
  return {
    ...manifest,
    snapshot_name: name,
    timestamp: `${at.toISOString().slice(0, 19)}Z`,
    archives: manifest.archives.map((archive) => ({ ...archive, name: `${name}.tar` })),
    git: { ...manifest.git, chain: manifest.git.chain.map((link) => ({ ...link, snapshot: name })) },
  };
}
