// Rewrites the archives of a store's copy without their index members, as archives of another writer could be.
import { createHash } from 'node:crypto';
import { open, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Archive, Member } from '../src/domain/manifest.ts';
import { readManifests } from './product.ts';

const block = 512;
const chunkSize = 4 * 1024 * 1024;

/** Drops every `*.idx` member in a repository's folder; the manifests and the chains in them follow. */
export async function dropIndexes(folder: string): Promise<void> {
  const moved = new Map<string, number>();
  // Oldest first: a chain only names snapshots that were rewritten before, or its own.
  for (const { path, manifest } of await readManifests(folder)) {
    const archives: Archive[] = [];
    for (const archive of manifest.archives) archives.push(await dropFrom(dirname(path), archive));
    moved.set(manifest.snapshot_name, bundleOffset(archives) - bundleOffset(manifest.archives));
    const chain = manifest.git.chain.map(({ snapshot, pack }) => ({
      snapshot,
      pack: { ...pack, offset: pack.offset + (moved.get(snapshot) ?? 0) },
      index: null,
    }));
    await writeFile(path, `${JSON.stringify({ ...manifest, git: { ...manifest.git, chain }, archives }, null, 2)}\n`);
  }
}

function bundleOffset(archives: readonly Archive[]): number {
  return archives.flatMap(({ members }) => members).find(({ name }) => name === 'repo.bundle')?.offset ?? 0;
}

async function dropFrom(folder: string, archive: Archive): Promise<Archive> {
  const path = join(folder, archive.name);
  await using from = await open(path);
  await using to = await open(`${path}.new`, 'w');
  const hash = createHash('sha256');
  let position = 0;
  const write = async (bytes: Buffer): Promise<void> => {
    hash.update(bytes);
    await to.write(bytes);
    position += bytes.length;
  };
  const members: Member[] = [];
  for (const member of archive.members.filter(({ name }) => !name.endsWith('.idx'))) {
    const start = member.offset - block;
    const end = member.offset + Math.ceil(member.size / block) * block;
    members.push({ ...member, offset: position + block });
    for (let at = start; at < end; at += chunkSize) {
      const { buffer, bytesRead } = await from.read(Buffer.alloc(Math.min(chunkSize, end - at)), { position: at });
      await write(buffer.subarray(0, bytesRead));
    }
  }
  await write(Buffer.alloc(2 * block));
  await rename(`${path}.new`, path);
  return { ...archive, size: position, sha256: hash.digest('hex'), members };
}
