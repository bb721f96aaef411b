// What it costs to start the command line at all, against a bare Node.
import type { Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { runTimed } from '../command.ts';
import { interleave } from '../compare.ts';
import type { Contestant } from '../compare.ts';
import { formatCost, formatSeconds, judge } from '../line.ts';

const limitSeconds = 0.06;
const rounds = 21;

/** CPU, because that is what a start-up consists of. */
export const startUp: Row = {
  name: 'start-up',
  async measure({ env, product, patience }) {
    const node: Contestant = { name: 'node', attempt: () => runTimed({ argv: [process.execPath, '-e', '0'], env }) };
    const ours = product === undefined ? [] : [{ name: 'ours', attempt: () => runTimed(product.command('--help')) }];
    const medians = await interleave([...ours, node], { ...patience, rounds });
    const [mine, bare] = [medians.get('ours'), medians.get('node')];
    const more = mine === undefined || bare === undefined ? undefined : mine.cpu - bare.cpu;
    return [
      {
        work: 'start-up, --help',
        repository: '-',
        ours: mine === undefined ? '-' : formatCost(mine),
        peer: `node -e 0: ${bare === undefined ? '-' : formatCost(bare)}`,
        ratio: more === undefined ? '-' : `+ ${formatSeconds(more)} CPU`,
        target: `+ ${formatSeconds(limitSeconds)} CPU`,
        reached: more === undefined ? `skipped: ${noProduct}` : judge(more, limitSeconds),
      },
    ];
  },
};
