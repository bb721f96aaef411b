// The usual night: many repositories and nothing new in any of them, against one `git ls-remote` process for each.
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../archivers.ts';
import type { Bench, Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { runTimed } from '../command.ts';
import type { Cost } from '../command.ts';
import { interleave } from '../compare.ts';
import type { Contestant } from '../compare.ts';
import { generateHistory, small } from '../generate.ts';
import { compareWall, formatSeconds } from '../line.ts';
import type { Line } from '../line.ts';
import { repositoriesFlag, storeFlag } from '../product.ts';
import { serve } from '../serve.ts';

const limit = 0.5;
const count = 200;
const width = 8;

/**
 * Twice: with a server that starts `git http-backend` for each request (on the same two cores, so that its time is in
 * both sides), and with one that answers from memory, so that only the client's own cost remains.
 */
export const unchanged: Row = {
  name: 'unchanged',
  async measure(bench) {
    const origin = await generateHistory(small, bench.cache, bench.env);
    const folder = await makeFolder(bench.scratch, 'many');
    const names = Array.from({ length: count }, (_, index) => `many/r${index}`);
    await makeFolder(folder, 'many');
    await Promise.all(names.map((name) => symlink(origin, join(folder, `${name}.git`))));
    const lines: Line[] = [];
    for (const mode of ['plain', 'remember'] as const) {
      await using server = await serve(folder, bench.env, mode);
      const list = names.map((name) => ({ name, address: server.url(`${name}.git`) }));
      lines.push(...(await measureServer(bench, mode, list)));
    }
    return lines;
  },
};

type List = readonly { readonly name: string; readonly address: string }[];

async function measureServer(bench: Bench, mode: 'plain' | 'remember', list: List): Promise<readonly Line[]> {
  const { product, env } = bench;
  const store = await makeFolder(bench.scratch, `many-store-${mode}`);
  const peer = (part: List): Contestant => ({
    name: `peer ${part.length}`,
    attempt: () =>
      runTimed({
        argv: [
          'bash',
          '-c',
          `printf '%s\\n' "$@" | xargs -P ${width} -n 1 git ls-remote >/dev/null`,
          'many',
          ...part.map(({ address }) => address),
        ],
        env,
      }),
  });
  const contestants = [peer(list), peer(list.slice(0, 1))];
  if (product !== undefined) {
    const flags = (part: List): readonly string[] => [
      'sync',
      repositoriesFlag(...part),
      storeFlag(store),
      `--concurrency=${width}`,
    ];
    await product.expect(['stored'], ...flags(list));
    const ours = (part: List): Contestant => ({
      name: `ours ${part.length}`,
      attempt: () => product.expect(['unchanged'], ...flags(part)),
    });
    contestants.unshift(ours(list), ours(list.slice(0, 1)));
  }
  const medians = await interleave(contestants, bench.patience);
  const compare = (work: string, pick: (side: string) => Cost | undefined): Line =>
    compareWall({
      work,
      repository: `generated, ${small.branches + small.tags + 1} refs`,
      ours: pick('ours'),
      peer: pick('peer'),
      peerName: 'git ls-remote',
      limit,
      missing: noProduct,
    });
  const where = mode === 'plain' ? 'git http-backend' : 'server answers from memory';
  return [
    compare(`${count} unchanged repositories, ${where}`, (side) => medians.get(`${side} ${count}`)),
    compare(`- each one more (of ${formatSeconds(medians.get(`ours 1`)?.wall ?? 0)} for the first)`, (side) =>
      marginal(medians.get(`${side} ${count}`), medians.get(`${side} 1`)),
    ),
  ];
}

function marginal(many: Cost | undefined, one: Cost | undefined): Cost | undefined {
  if (many === undefined || one === undefined) return undefined;
  return { wall: (many.wall - one.wall) / (count - 1), cpu: (many.cpu - one.cpu) / (count - 1) };
}
