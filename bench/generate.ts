// Generated repositories: the same bytes on every machine, for benches without a downloaded repository.
import { spawn } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from './command.ts';

/** How large a generated history is. */
export interface Shape {
  readonly name: string;
  readonly days: number;
  readonly commitsADay: number;
  readonly files: number;
  readonly linesAFile: number;
  readonly branches: number;
  readonly tags: number;
}

/** A repository where a team of thirty works: about 10,000 commits, 60 branches, 1,000 tags. */
export const busy: Shape = {
  name: 'generated',
  days: 400,
  commitsADay: 25,
  files: 800,
  linesAFile: 250,
  branches: 60,
  tags: 1000,
};

/** A small repository with as many refs as expressjs/express has. */
export const small: Shape = {
  name: 'small',
  days: 60,
  commitsADay: 5,
  files: 40,
  linesAFile: 40,
  branches: 19,
  tags: 304,
};

const lastDay = Date.UTC(2026, 0, 31) / 1000;
const secondsADay = 86_400;

/** Makes a history in the folder, once. Returns its bare repository. */
export function generateHistory(shape: Shape, folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  return generate(
    join(folder, `${shape.name}-${Object.values(shape).slice(1).join('-')}.git`),
    writeHistory(shape),
    env,
    ['repack', '-a', '-d', '-f', '-b', '-q'],
  );
}

/** Makes a repository of so many incompressible bytes, in blobs of 1 MiB, once. */
export function generateBlobs(bytes: number, folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  return generate(join(folder, `blobs-${bytes}.git`), writeBlobs(bytes), env, ['pack-refs', '--all']);
}

async function generate(
  gitDir: string,
  stream: Iterable<string | Buffer>,
  env: NodeJS.ProcessEnv,
  last: readonly string[],
): Promise<string> {
  const known = await access(gitDir).then(
    () => true,
    () => false,
  );
  if (known) return gitDir;
  const building = `${gitDir}.building-${process.pid}`;
  await run({ argv: ['git', 'init', '--quiet', '--bare', '--initial-branch=main', building], env });
  const settings = ['-c', 'core.compression=1', '-c', 'fastimport.unpackLimit=0', '-c', 'core.bigFileThreshold=512k'];
  const child = spawn('git', [...settings, '--git-dir', building, 'fast-import', '--quiet'], {
    env,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const closed = once(child, 'close');
  await pipeline(Readable.from(stream), child.stdin);
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`git fast-import: exit ${code}`);
  await run({ argv: ['git', '--git-dir', building, ...last], env });
  await rename(building, gitDir);
  return gitDir;
}

function* writeHistory(shape: Shape): Generator<string> {
  const next = createRandom(20260131);
  const files = Array.from({ length: shape.files }, () =>
    Array.from({ length: shape.linesAFile }, () => writeLine(next)),
  );
  yield writeCommit('refs/heads/main', 0, 'begin', [...files.keys()], files, shape);
  const commits = shape.days * shape.commitsADay;
  for (let commit = 1; commit <= commits; commit += 1) {
    const changed = Array.from({ length: 1 + (next() % 4) }, () => next() % shape.files);
    for (const file of changed) {
      for (let line = 0; line < 3; line += 1) files[file]?.splice(next() % shape.linesAFile, 1, writeLine(next));
    }
    yield writeCommit('refs/heads/main', commit, `change ${commit}`, changed, files, shape);
    if (isDue(commit, commits, shape.tags)) yield writeTag(commit, shape);
    if (isDue(commit, commits, shape.branches)) yield* writeBranch(commit, files, shape);
  }
}

const isDue = (commit: number, commits: number, count: number): boolean =>
  Math.floor((commit * count) / commits) > Math.floor(((commit - 1) * count) / commits);

function* writeBranch(commit: number, files: readonly string[][], shape: Shape): Generator<string> {
  const ref = `refs/heads/work/${commit}`;
  yield `reset ${ref}\nfrom refs/heads/main\n\n`;
  yield writeCommit(ref, commit, `work on ${commit}`, [commit % shape.files], files, shape, `${commit}\n`);
}

function writeTag(commit: number, shape: Shape): string {
  return `tag v${commit}\nfrom refs/heads/main\ntagger bench <bench@example.com> ${timeOf(commit, shape)} +0000\n${data(`release ${commit}\n`)}`;
}

function writeCommit(
  ref: string,
  commit: number,
  message: string,
  changed: readonly number[],
  files: readonly string[][],
  shape: Shape,
  more = '',
): string {
  const edits = changed.map(
    (file) =>
      `M 100644 inline src/${file % 20}/${file % 7}/file${file}.txt\n${data(`${files[file]?.join('\n') ?? ''}\n${more}`)}`,
  );
  return `commit ${ref}\ncommitter bench <bench@example.com> ${timeOf(commit, shape)} +0000\n${data(`${message}\n`)}${edits.join('')}\n`;
}

function timeOf(commit: number, shape: Shape): number {
  return lastDay - shape.days * secondsADay + Math.floor((commit / shape.commitsADay) * secondsADay);
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

const words =
  'a the snapshot store chain pack index bundle restore proof commit tree blob tag head of in by with and keeps reads writes names holds'.split(
    ' ',
  );

function writeLine(next: () => number): string {
  return `${next().toString(36)} ${Array.from({ length: 3 + (next() % 7) }, () => words[next() % words.length]).join(' ')}`;
}

/** xorshift32: enough to look like text, and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function* writeBlobs(bytes: number): Generator<string | Buffer> {
  const size = 1024 * 1024;
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16));
  yield `commit refs/heads/main\ncommitter bench <bench@example.com> ${lastDay} +0000\n${data('blobs\n')}`;
  for (let blob = 0; blob * size < bytes; blob += 1) {
    yield `M 100644 inline ${blob % 64}/${blob}.bin\ndata ${size}\n`;
    yield noise.update(Buffer.alloc(size));
    yield '\n';
  }
}
