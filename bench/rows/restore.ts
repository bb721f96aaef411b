// The worst day: a repository back from its full snapshot and all increments.
import { cp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../archivers.ts';
import type { Bench, Row, Subject } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { run, runTimed } from '../command.ts';
import type { Command } from '../command.ts';
import { interleave } from '../compare.ts';
import type { Contestant } from '../compare.ts';
import { dropIndexes } from '../drop-indexes.ts';
import { compareWall } from '../line.ts';
import type { Line } from '../line.ts';
import { expectRefs } from '../refs.ts';
import { storeFlag } from '../product.ts';
import type { Product } from '../product.ts';

const limits = { tar: 0.35, restic: 0.25, borg: undefined, connectivity: 0.35, unindexed: 1.3 };

/** SHA-256 only against tar, restic and borg; with connectivity and without the kept indexes against a clone. */
export const restore: Row = {
  name: 'restore',
  async measure(bench) {
    const lines: Line[] = [];
    for (const subject of await bench.subjects()) lines.push(...(await measureSubject(bench, subject)));
    return lines;
  },
};

async function measureSubject(bench: Bench, subject: Subject): Promise<readonly Line[]> {
  const { env, product, programs } = bench;
  const { store, mirror, archivers } = await subject.replay();
  const archive = join(bench.scratch, 'mirror.tar.gz');
  await run({ argv: ['tar', 'czf', archive, '-C', mirror, '.'], env });
  const to = join(bench.scratch, 'restored');
  const peer = (name: string, command: (to: string) => Command): Contestant => ({
    name,
    async attempt() {
      if (name !== 'clone') await makeFolder(to);
      const cost = await runTimed(command(to));
      await rm(to, { recursive: true });
      return cost;
    },
  });
  const contestants = [
    peer('tar', () => ({ argv: ['tar', 'xzf', archive, '-C', to], env })),
    ...archivers.map((archiver) => peer(archiver.name, archiver.restore)),
    peer('clone', () => ({ argv: ['git', 'clone', '--quiet', '--mirror', subject.address, to], env })),
  ];
  if (product !== undefined) contestants.unshift(...(await ourContestants(product, subject, store, to, bench)));
  const medians = await interleave(contestants, bench.patience);
  await rm(archive);
  const line = (
    work: string,
    ours: string,
    name: string,
    peerName: string,
    limit: number | undefined,
    missing: string,
  ): Line =>
    compareWall({
      work,
      repository: subject.name,
      ours: medians.get(ours),
      peer: medians.get(name),
      peerName,
      limit,
      missing,
    });
  return [
    line('restore, SHA-256 checked', 'hashes', 'tar', 'tar xzf of a mirror', limits.tar, noProduct),
    line(
      'restore, SHA-256 checked',
      'hashes',
      'restic',
      'restic restore',
      limits.restic,
      programs.restic === undefined ? 'restic is not installed' : noProduct,
    ),
    line(
      'restore, SHA-256 checked',
      'hashes',
      'borg',
      'borg extract',
      limits.borg,
      programs.borg === undefined ? 'borg is not installed' : noProduct,
    ),
    line('restore, connectivity proven', 'connectivity', 'clone', 'git clone --mirror', limits.connectivity, noProduct),
    line('restore without kept indexes', 'unindexed', 'clone', 'git clone --mirror', limits.unindexed, noProduct),
  ];
}

async function ourContestants(
  product: Product,
  subject: Subject,
  store: string,
  to: string,
  bench: Bench,
): Promise<readonly Contestant[]> {
  const unindexed = join(bench.scratch, 'unindexed');
  await rm(unindexed, { recursive: true, force: true });
  await cp(store, unindexed, { recursive: true });
  await dropIndexes(join(unindexed, subject.name));
  const ours = (name: string, from: string, ...flags: readonly string[]): Contestant => ({
    name,
    async attempt() {
      const cost = await product.expect(
        ['restored'],
        'restore',
        `--repositories=${subject.name}`,
        storeFlag(from),
        `--to=${to}`,
        ...flags,
      );
      await stat(join(to, 'HEAD'));
      await expectRefs(to, subject.origin.days.at(-1), bench.env);
      await rm(to, { recursive: true });
      return cost;
    },
  });
  return [
    ours('hashes', store, '--check-connectivity=false'),
    ours('connectivity', store),
    ours('unindexed', unindexed),
  ];
}
