// Repositories in the shapes that tests ask for most, each from one fast-import stream. Each gives the handle on it, packed.
import { createCipheriv } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitCommands } from './fast-import.ts';
import type { Content, Files } from './fast-import.ts';
import { firstDate } from './git-environment.ts';
import { createRepository } from './repositories.ts';
import type { Repository, RepositoryOptions } from './repositories.ts';

const day = 86_400;

/** `commits` commits on one branch, a day apart, each changing a line of a growing file and adding a small one. */
export async function linearHistory(path: string, commits = 10, options: RepositoryOptions = {}): Promise<Repository> {
  const repository = await createRepository(path, options);
  await repository.fastImport(linearCommands(commits, options.branch ?? 'main'));
  await repository.pack();
  return repository;
}

function* linearCommands(commits: number, branch: string): Generator<Content> {
  const lines: string[] = [];
  for (let index = 1; index <= commits; index += 1) {
    lines.push(`line ${index} of the log\n`);
    const files = {
      'log.txt': lines.slice(-200).join(''),
      [`src/part-${index % 50}/note-${index}.txt`]: `note ${index}\n`,
    };
    const parents = index === 1 ? [] : [`:${index - 1}`];
    const message = `Change ${index}\n\nWhy change ${index} was made.\n`;
    yield* commitCommands({ branch, message, files, date: firstDate + index * day, parents, mark: index });
  }
}

/** Refs by the thousand: branches and tags on `commits` different commits. */
export async function manyRefs(path: string, refs = 10_000, commits = 100): Promise<Repository> {
  const repository = await linearHistory(path, commits);
  const ids = (await repository.git('rev-list', '--reverse', 'main')).split('\n');
  const lines = Array.from({ length: refs - 1 }, (_, index) => `${ids[index % ids.length]} ${manyRefName(index)}\n`);
  // As one file: a transaction makes each ref a file first, and takes seconds. git sorts it and adds what it is missing.
  await writeFile(join(path, 'packed-refs'), [`${ids.at(-1)} refs/heads/main\n`, ...lines].join(''));
  await repository.git('pack-refs', '--all');
  return repository;
}

function manyRefName(index: number): string {
  return index % 2 === 0 ? `refs/heads/topic/${index}` : `refs/tags/build-${index}`;
}

/** `megabytes` of bytes that do not compress, in blobs of 256 KB: packs whose size is known, for cuts and for memory. */
export async function randomRepository(path: string, megabytes: number, seed = 1): Promise<Repository> {
  const repository = await createRepository(path);
  await repository.git('config', 'core.compression', '0'); // there is nothing to gain from it,
  await repository.git('config', 'pack.depth', '0'); // nor from a search for deltas
  await repository.fastImport(randomCommands(megabytes, seed));
  await repository.git('pack-refs', '--all');
  return repository;
}

const blobSize = 256 * 1024;

function* randomCommands(megabytes: number, seed: number): Generator<Content> {
  const next = randomBytes(seed);
  for (let index = 1; index <= megabytes; index += 1) {
    const files = Object.fromEntries([0, 1, 2, 3].map((part) => [`data/${index}-${part}.bin`, next(blobSize)]));
    const parents = index === 1 ? [] : [`:${index - 1}`];
    yield* commitCommands({
      branch: 'main',
      message: `Megabyte ${index}\n`,
      files,
      date: firstDate + index * 60,
      parents,
      mark: index,
    });
  }
}

/** Bytes that look random and are the same for the same seed. */
function randomBytes(seed: number): (length: number) => Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(seed);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  return (length) => cipher.update(Buffer.alloc(length));
}

/** Many files in nested folders, side branches that are merged back, and an octopus merge every tenth round. */
export async function branchyHistory(path: string, rounds = 50, files = 500): Promise<Repository> {
  const repository = await createRepository(path);
  await repository.fastImport(branchyCommands(rounds, files));
  await repository.pack();
  return repository;
}

function* branchyCommands(rounds: number, count: number): Generator<Content> {
  const folder = (index: number) => `src/area-${index % 7}/module-${index % 31}/file-${index}.ts`;
  const all: Files = Object.fromEntries(Array.from({ length: count }, (_, index) => [folder(index), textOf(index, 0)]));
  yield* commitCommands({ branch: 'main', message: 'Import\n', files: all, date: firstDate, parents: [], mark: 1 });
  let mark = 1;
  for (let round = 1; round <= rounds; round += 1) {
    const base = mark;
    const date = firstDate + round * day;
    const sides = round % 10 === 0 ? 4 : 1;
    for (let side = 1; side <= sides; side += 1) {
      const index = (round * 13 + side) % count;
      const change = { [folder(index)]: textOf(index, round), [`added/${round}-${side}.md`]: `Round ${round}\n` };
      mark += 1;
      yield* commitCommands({
        branch: `topic-${side}`,
        message: `Topic ${round}.${side}\n`,
        files: change,
        date,
        parents: [`:${base}`],
        mark,
      });
    }
    const merged = Array.from({ length: sides }, (_, side) => `:${base + side + 1}`);
    mark += 1;
    const files = { 'MERGED.md': `Round ${round}\n` };
    yield* commitCommands({
      branch: 'main',
      message: `Merge ${round}\n`,
      files,
      date: date + 60,
      parents: [`:${base}`, ...merged],
      mark,
    });
  }
}

function textOf(index: number, round: number): string {
  const line = (number: number) => `export const value${number} = ${number === round ? round : index * number};\n`;
  return Array.from({ length: 40 }, (_, number) => line(number)).join('');
}
