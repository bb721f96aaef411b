// A first snapshot of a repository that nobody has seen, against a mirror clone from the same server.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { runTimed } from '../command.ts';
import { interleave } from '../compare.ts';
import type { Contestant } from '../compare.ts';
import { compareWall } from '../line.ts';
import type { Line } from '../line.ts';
import { moveTo } from '../origin.ts';
import { repositoriesFlag, storeFlag } from '../product.ts';

const limit = 1.25;

/** Ours ends indexed, proven and stored; the clone ends indexed. */
export const full: Row = {
  name: 'full',
  async measure(bench) {
    const lines: Line[] = [];
    for (const { name, origin, address } of await bench.subjects()) {
      await moveTo(origin.gitDir, origin.days.at(-1));
      const { product, env } = bench;
      const to = join(bench.scratch, 'full');
      const contestants: Contestant[] = [
        {
          name: 'clone',
          async attempt() {
            const cost = await runTimed({ argv: ['git', 'clone', '--quiet', '--mirror', address, to], env });
            await rm(to, { recursive: true });
            return cost;
          },
        },
      ];
      if (product !== undefined) {
        contestants.unshift({
          name: 'ours',
          async attempt() {
            const cost = await product.expect(
              ['stored'],
              'snapshot',
              repositoriesFlag({ name, address }),
              storeFlag(to),
            );
            await rm(to, { recursive: true });
            return cost;
          },
        });
      }
      const medians = await interleave(contestants, bench.patience);
      lines.push(
        compareWall({
          work: 'cold full snapshot',
          repository: name,
          ours: medians.get('ours'),
          peer: medians.get('clone'),
          peerName: 'git clone --mirror',
          limit,
          missing: noProduct,
        }),
      );
    }
    return lines;
  },
};
