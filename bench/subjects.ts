// The repositories that the bench works on: those that the user names, or a generated one.
import { symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from './archivers.ts';
import type { Bench, Subject } from './bench.ts';
import { busy, generateHistory } from './generate.ts';
import { buildOrigin } from './origin.ts';
import { replay } from './replay.ts';
import type { Replay } from './replay.ts';
import type { Served } from './serve.ts';

const days = 30;

export type SubjectParts = Pick<Bench, 'cache' | 'scratch' | 'env' | 'programs' | 'product' | 'log'> & {
  /** Bare repositories with full history; empty: a generated one. They are only read. */
  readonly paths: readonly string[];
  /** The folder that the server offers. */
  readonly folder: string;
  readonly server: Served;
};

/** Builds the origins (kept in the cache) and puts them into the served folder. */
export async function openSubjects(parts: SubjectParts): Promise<readonly Subject[]> {
  const { paths, cache, env, folder, server } = parts;
  const mirrors = paths.length > 0 ? paths.map((path) => resolve(path)) : [await generateHistory(busy, cache, env)];
  const subjects: Subject[] = [];
  for (const mirror of mirrors) {
    const name = `bench/${nameOf(mirror)}`;
    parts.log(`building the origin of ${name}`);
    const origin = await buildOrigin(mirror, days, cache, env);
    await makeFolder(folder, 'bench');
    await symlink(origin.gitDir, join(folder, `${name}.git`));
    const address = server.url(`${name}.git`);
    let replayed: Promise<Replay> | undefined;
    subjects.push({
      name,
      origin,
      address,
      async replay() {
        replayed ??= replay({ ...parts, name, origin, address, folder: await makeFolder(parts.scratch, name) });
        return replayed;
      },
    });
  }
  return subjects;
}

/** `/mirrors/vite.git` is `vite`, `/mirrors/vite/.git` too, and so is `/mirrors/vitejs+vite/repo`. */
function nameOf(path: string): string {
  const plain = /^(?:\.git|repo)$/u.test(basename(path)) ? dirname(path) : path;
  const last =
    basename(plain)
      .replace(/\.git$/u, '')
      .split('+')
      .at(-1) ?? 'repository';
  return last.startsWith('generated') ? 'generated' : last;
}
