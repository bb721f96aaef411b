// Measures repo-backup against its peers and prints one Markdown table.
// node bench/run.ts [row ...]; BENCH_REPOSITORIES, BENCH_ROUNDS, BENCH_SECONDS, BENCH_FOLDER, BENCH_CLI: see README.md here.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from './archivers.ts';
import type { Bench, Row, Subject } from './bench.ts';
import { renderTable } from './line.ts';
import type { Line } from './line.ts';
import { findProduct } from './product.ts';
import { cleanEnvironment, findPrograms } from './programs.ts';
import { rows } from './rows/index.ts';
import { serve } from './serve.ts';
import { openSubjects } from './subjects.ts';

process.exitCode = await main(process.argv.slice(2), process.env, (text) => process.stderr.write(`${text}\n`));

async function main(names: readonly string[], user: NodeJS.ProcessEnv, log: (text: string) => void): Promise<number> {
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) {
    log(`unknown rows: ${unknown.join(', ')}; there are: ${rows.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const root = resolve(user['BENCH_FOLDER'] ?? join(tmpdir(), 'repo-backup-bench'));
  const cache = await makeFolder(root, 'cache');
  await using scratch = await openScratch(root);
  const env = await cleanEnvironment(user['PATH'], scratch.path);
  const programs = await findPrograms(env);
  const product = await findProduct(
    resolve(user['BENCH_CLI'] ?? fileURLToPath(new URL('../dist/cli.js', import.meta.url))),
    env,
  );
  const folder = await makeFolder(scratch.path, 'served');
  await using server = await serve(folder, env);
  const paths = (user['BENCH_REPOSITORIES'] ?? '').split(',').filter(Boolean);
  const parts = { scratch: scratch.path, cache, env, programs, product, log };
  let subjects: Promise<readonly Subject[]> | undefined;
  const bench: Bench = {
    ...parts,
    patience: { rounds: Number(user['BENCH_ROUNDS'] ?? 5), seconds: Number(user['BENCH_SECONDS'] ?? 180) },
    subjects: () => (subjects ??= openSubjects({ ...parts, paths, folder, server })),
  };
  process.stdout.write(`${describe(programs, new Date())}\n\n`);
  const chosen = names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
  const { lines, broken } = await measureAll(chosen, bench);
  process.stdout.write(`${renderTable(lines)}\n`);
  return broken ? 1 : 0;
}

async function measureAll(
  chosen: readonly Row[],
  bench: Bench,
): Promise<{ readonly lines: readonly Line[]; readonly broken: boolean }> {
  const lines: Line[] = [];
  let broken = false;
  for (const row of chosen) {
    bench.log(`measuring ${row.name}`);
    try {
      const measured = await row.measure(bench);
      bench.log(renderTable(measured));
      lines.push(...measured);
    } catch (error) {
      broken = true;
      bench.log(String(error));
      lines.push({
        work: row.name,
        repository: '-',
        ours: '-',
        peer: '-',
        ratio: '-',
        target: '-',
        reached: 'skipped: it failed, see the log',
      });
    }
  }
  return { lines, broken };
}

function describe(programs: Bench['programs'], now: Date): string {
  const peers = [
    programs.git,
    programs.restic ?? 'restic is not installed',
    programs.borg ?? 'borg is not installed',
    `node ${process.version}`,
  ];
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${now.toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load} before the start, ${peers.join(', ')}`;
}

async function openScratch(root: string): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(root, 'run-'));
  const abandon = (): void => {
    rmSync(path, { recursive: true, force: true });
    process.exit(130);
  };
  process.once('SIGINT', abandon).once('SIGTERM', abandon);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
