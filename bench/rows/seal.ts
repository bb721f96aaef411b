// Encryption must not be what a backup waits for: one file sealed and opened, by ours and by the `age` program.
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../archivers.ts';
import type { Bench, Row } from '../bench.ts';
import { bundle } from '../bundle.ts';
import { run, runTimed, type Command, type Cost } from '../command.ts';
import { interleave } from '../compare.ts';
import { formatBytes, formatCost, judge, type Line } from '../line.ts';
import { writeRandom } from '../random.ts';
import type { Sealing } from '../seal.ts';

const SIZE = 512 * 1024 * 1024;
/**
 * Bytes for a second of CPU, at least: what the age-encryption library does by itself, and as much as 1 Gbit/s brings. Of CPU,
 * as other work of the machine stretches the clock, and no peer stands beside this figure to show it.
 */
const LEAST = 127e6;

export const seal: Row = {
  name: 'seal',
  async measure(bench) {
    const folder = await makeFolder(bench.scratch, 'seal');
    const secret = await generateX25519Identity();
    const keys = { secret, open: await identityToRecipient(secret), file: join(folder, 'key') };
    await writeFile(keys.file, `${secret}\n`);
    const [plain, sealed, back] = ['plain', 'sealed', 'back'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeRandom(plain, SIZE);
    const script = await bundle(bench, 'seal');
    const ours = (job: Sealing): Command => ({ argv: [process.execPath, script, JSON.stringify(job)], env: bench.env });
    const age = (...argv: string[]): Command => ({ argv: ['age', ...argv], env: bench.env });
    const toSeal = ours({ what: 'seal', key: keys.open, from: plain, to: sealed });
    const toOpen = ours({ what: 'open', key: secret, from: sealed, to: back });
    // What is opened is sealed before the clock runs, and both sides open the same.
    await run(toSeal);
    await run(toOpen);
    if ((await digestOf(back)) !== (await digestOf(plain))) throw new Error('what was opened is not what was sealed');
    const again = join(folder, 'again');
    const lines = [
      await compare(
        bench,
        'sealing',
        ours({ what: 'seal', key: keys.open, from: plain, to: again }),
        age('-r', keys.open, '-o', again, plain),
        again,
      ),
      await compare(bench, 'opening', toOpen, age('-d', '-i', keys.file, '-o', back, sealed), back),
    ];
    await rm(folder, { recursive: true });
    return lines;
  },
};

async function compare(bench: Bench, work: string, ours: Command, age: Command, made: string): Promise<Line> {
  const side = (name: string, command: Command) => ({
    name,
    async attempt() {
      await rm(made, { force: true });
      return runTimed(command);
    },
  });
  const installed = bench.programs.age !== undefined;
  const sides = [side('ours', ours), ...(installed ? [side('age', age)] : [])];
  const medians = await interleave(sides, bench.patience);
  const [own, peer] = [medians.get('ours'), medians.get('age')];
  const rate = own ? SIZE / own.cpu : Number.NaN;
  return {
    work: `${work} of ${formatBytes(SIZE)}`,
    repository: '-',
    ours: withRate(own),
    peer: installed ? `age: ${withRate(peer)}` : 'age is not installed',
    ratio: own && peer ? `${(own.wall / peer.wall).toFixed(2)} x` : '-',
    target: `${formatBytes(LEAST)} a CPU second`,
    reached: judge(LEAST / rate, 1),
  };
}

function withRate(cost: Cost | undefined): string {
  return cost ? `${formatCost(cost)}, ${formatBytes(SIZE / cost.cpu)} a CPU second` : '-';
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
