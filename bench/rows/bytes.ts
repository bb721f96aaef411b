// How many bytes the daily snapshots take together, against one bundle of the last day.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { run } from '../command.ts';
import { formatBytes, judge } from '../line.ts';
import { sumMembers } from '../product.ts';

const bundleLimit = 1.1;
const indexLimit = 1.2;
/** Fewer than either of them. */
const peerLimit = 1;

/** A full snapshot and one for every later day that changed. */
export const bytes: Row = {
  name: 'bytes',
  async measure(bench) {
    const all = await Promise.all(
      (await bench.subjects()).map(async ({ name, origin, replay }) => {
        const { store, archivers } = await replay();
        const file = join(bench.scratch, `${name.replaceAll('/', '-')}.bundle`);
        await run({
          argv: ['git', '--git-dir', origin.gitDir, 'bundle', 'create', '--quiet', file, '--all'],
          env: bench.env,
        });
        const full = (await stat(file)).size;
        const bundles = bench.product === undefined ? undefined : await sumMembers(store, name, 'repo.bundle');
        const indexes = bench.product === undefined ? 0 : await sumMembers(store, name, 'repo.idx');
        const line = (kind: string, sum: number | undefined, limit: number) => ({
          work: `${origin.days.length} daily snapshots: ${kind}`,
          repository: name,
          ours: sum === undefined ? '-' : formatBytes(sum),
          peer: `one git bundle: ${formatBytes(full)}`,
          ratio: sum === undefined ? '-' : `${(sum / full).toFixed(3)} x`,
          target: `${limit} x`,
          reached: sum === undefined ? (`skipped: ${noProduct}` as const) : judge(sum / full, limit),
        });
        const whole = bench.product === undefined ? undefined : await sizeOf(join(store, name), bench.env);
        const peers = await Promise.all(
          archivers.map(async (archiver) => {
            const size = await sizeOf(archiver.repository, bench.env);
            return {
              ...line('the whole store', whole, peerLimit),
              peer: `${archiver.name}: ${formatBytes(size)}`,
              ratio: whole === undefined ? '-' : `${(whole / size).toFixed(3)} x`,
              reached: whole === undefined ? (`skipped: ${noProduct}` as const) : judge(whole / size, peerLimit),
            };
          }),
        );
        return [
          line('bundles', bundles, bundleLimit),
          line('bundles and indexes', bundles === undefined ? undefined : bundles + indexes, indexLimit),
          ...peers,
        ];
      }),
    );
    return all.flat();
  },
};

/** Bytes of all files in a folder. */
async function sizeOf(folder: string, env: NodeJS.ProcessEnv): Promise<number> {
  return Number((await run({ argv: ['du', '-s', '--apparent-size', '-B1', folder], env })).split('\t')[0]);
}
