// The measure of a snapshot: what it brings back, by our own restore and by `tar` and `git` alone, against its origin.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Manifest } from '../../src/domain/manifest.ts';
import { fsck, git, headOf, objectsOf, refsOf } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import type { World } from './world.ts';

/** A repository's state, to compare with after the origin has gone on. */
export interface Photograph {
  readonly refs: readonly string[];
  readonly head: string;
  readonly objects: readonly string[];
}

/** Takes down what a repository holds now. */
export async function photograph(path: string): Promise<Photograph> {
  return { refs: await refsOf(path), head: await headOf(path), objects: await objectsOf(path) };
}

interface Expectation {
  readonly repository?: string;
  /** Default: the newest. */
  readonly snapshot?: string;
  /** HEAD was not to be seen: the old protocol does not tell of a branch that does not exist. */
  readonly anyHead?: boolean;
  /**
   * By hand with `git bundle unbundle` in place of `clone` and `fetch`, which take refs only, and stumble where a branch
   * gave way to a folder of branches.
   */
  readonly unbundle?: boolean;
}

let copies = 0;

/** Restores a snapshot in both ways and expects exactly `expected`, with a clean `git fsck`. */
export async function expectBack(world: World, expected: Photograph, options: Expectation = {}): Promise<void> {
  const { repository = 'acme/app', snapshot = '', anyHead = false, unbundle = false } = options;
  const to = world.folder.join(`restored-${(copies += 1)}.git`);
  const { entry } = await world.run('restore', { repositories: repository, snapshot, to });
  expect(entry.error).toBeUndefined();
  expect(entry).toMatchObject({ repository, status: 'restored' });
  const wanted = anyHead ? { ...expected, head: expect.any(String) as string } : expected;
  expect(await photograph(to)).toEqual(wanted);
  expect(await fsck(to)).toMatchObject({ clean: true });
  const manifest = await world.manifest(snapshot || undefined, repository);
  const byHand = await restoreByHand(world, manifest, unbundle);
  expect(await photograph(byHand)).toEqual(wanted);
  expect(await fsck(byHand)).toMatchObject({ clean: true });
}

/** Brings a snapshot back without us, as README says it. Every bundle passes `git bundle verify` on the way. */
async function restoreByHand(world: World, manifest: Manifest, unbundle: boolean): Promise<string> {
  const work = world.folder.join(`by-hand-${(copies += 1)}`);
  const mirror = join(work, 'mirror.git');
  await mkdir(work);
  const { chain, head, object_format: format } = manifest.git;
  const empty = ['init', '-q', '--bare', `--object-format=${format}`];
  await gitOk(work, [...empty, 'empty.git']);
  if (unbundle || chain.length === 0) await gitOk(work, [...empty, mirror]);
  for (const [index, { snapshot }] of chain.entries()) {
    const bundle = await unpack(world, manifest, snapshot, work);
    await gitOk(index === 0 ? join(work, 'empty.git') : mirror, ['bundle', 'verify', '-q', bundle]);
    if (unbundle) await gitOk(mirror, ['bundle', 'unbundle', bundle]);
    else if (index === 0) await gitOk(work, ['clone', '-q', '--mirror', bundle, mirror]);
    else await gitOk(mirror, ['fetch', '-q', bundle, '+refs/*:refs/*']);
  }
  await unpack(world, manifest, manifest.snapshot_name, work);
  await rm(join(mirror, 'refs'), { recursive: true });
  await mkdir(join(mirror, 'refs'));
  const refs = gunzipSync(await readFile(join(work, manifest.snapshot_name, 'refs.gz')));
  await writeFile(join(mirror, 'packed-refs'), refs);
  if (head?.startsWith('refs/')) await gitOk(mirror, ['symbolic-ref', 'HEAD', head]);
  else if (head !== null) await writeFile(join(mirror, 'HEAD'), `${head}\n`);
  return mirror;
}

async function unpack(world: World, { repository }: Manifest, snapshot: string, work: string): Promise<string> {
  const into = join(work, snapshot);
  await mkdir(into, { recursive: true });
  const archive = join(world.store, repository.full_name, `${snapshot}.tar`);
  const tar = await runProcess('tar', ['-xf', archive, '-C', into], { env: { PATH: process.env['PATH'] } });
  expect(tar).toMatchObject({ code: 0 });
  expect(await readdir(into)).toContain('refs.gz');
  return join(into, 'repo.bundle');
}

async function gitOk(path: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await git(path, args);
  expect({ args, code, stderr: stderr.toString() }).toMatchObject({ code: 0 });
}
