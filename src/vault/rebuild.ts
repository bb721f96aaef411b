// Rebuilding: packs and their kept indexes put into place as a repository, every byte checked on the way.
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isKind } from '../domain/errors.ts';
import { type ChainLink } from '../domain/manifest.ts';
import { isDetached } from '../domain/ref-names.ts';
import { runGit, type Git } from '../git/git.ts';
import { packedRefs } from '../git/refs.ts';
import { createBare } from '../git/bare.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import type { Log } from '../system/log.ts';
import { writeChunks } from '../system/write.ts';
import { readIndex, readPack, readRefs, type StoredSnapshot } from './read.ts';

/** Packs that are copied at once. */
const PARALLEL_PACKS = 4;

export type RebuildOptions = { git: Git; log: Log };

/** What was put into place. `indexedAnew` counts the packs whose kept index was missing or damaged. */
export type Rebuilt = { objects: number; indexedAnew: number; bytes: number };

/**
 * Makes `path` (which must not exist) a bare repository with exactly the objects and refs of the snapshot.
 *
 * @throws `corrupt` where stored bytes are not what the manifest says, `not-found` where some are missing.
 */
export async function rebuildRepository(
  snapshot: StoredSnapshot,
  path: string,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const { manifest } = snapshot;
  const { object_format: objectFormat, chain, head } = manifest.git;
  await createBare(path, objectFormat);
  const placed = await mapConcurrently(chain, PARALLEL_PACKS, async (link) => placePack(snapshot, link, path, options));
  await writeFile(join(path, 'packed-refs'), packedRefs(await readRefs(snapshot)));
  if (head !== null) await writeFile(join(path, 'HEAD'), headFile(head));
  return {
    objects: chain.reduce((sum, { pack }) => sum + pack.objects, 0),
    indexedAnew: placed.filter((kept) => !kept).length,
    bytes: chain.reduce((sum, { pack }) => sum + pack.size, 0),
  };
}

function headFile(head: string): string {
  return isDetached(head) ? `${head}\n` : `ref: ${head}\n`;
}

/** Puts one pack and its index into place; false where the index had to be made anew. */
async function placePack(
  snapshot: StoredSnapshot,
  link: ChainLink,
  path: string,
  { git, log }: RebuildOptions,
): Promise<boolean> {
  const folder = join(path, 'objects', 'pack');
  const part = join(folder, `tmp_${link.snapshot}`);
  const idBytes = snapshot.manifest.git.object_format === 'sha1' ? 20 : 32;
  const trailer = await writeStream(`${part}.pack`, await readPack(snapshot, link), idBytes);
  const base = join(folder, `pack-${trailer.toString('hex')}`);
  const kept = await placeIndex(snapshot, link, `${part}.idx`, log);
  await rename(`${part}.pack`, `${base}.pack`);
  if (kept) await rename(`${part}.idx`, `${base}.idx`);
  else await runGit(git, ['-C', path, 'index-pack', `${base}.pack`], `indexing the pack of ${link.snapshot}`);
  return kept;
}

async function placeIndex(snapshot: StoredSnapshot, link: ChainLink, file: string, log: Log): Promise<boolean> {
  try {
    await writeStream(file, await readIndex(snapshot, link), 0);
    return true;
  } catch (error) {
    if (!isKind(error, 'corrupt') && !isKind(error, 'not-found')) throw error;
    await rm(file, { force: true });
    log.warn(`${error.message}: indexing its pack anew`);
    return false;
  }
}

/** Writes a stream to a new file and gives its last `keep` bytes. */
async function writeStream(file: string, stream: AsyncIterable<Buffer>, keep: number): Promise<Buffer> {
  await using handle = await open(file, 'wx', 0o444);
  let tail: Buffer = Buffer.alloc(0);
  async function* noted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of stream) {
      if (keep > 0) tail = Buffer.concat([tail, chunk.subarray(-keep)]).subarray(-keep);
      yield chunk;
    }
  }
  await writeChunks(handle, noted());
  return tail;
}
