// Kept warm: small files that were read from a store before, by their digest, so that the next run need not read them again.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findMember, type Manifest } from '../domain/manifest.ts';
import { serialiseManifest } from '../domain/manifest-text.ts';
import { REFS } from '../domain/names.ts';
import type { NewMember } from './archive.ts';
import { bodyOf } from './save.ts';

/** What is asked for: so many bytes with that SHA-256 (hex). */
export type Wanted = { sha256: string; size: number };

/**
 * A folder of files named after their digests. It may have been away and come back changed: whatever does not have the
 * digest that it is named after counts as not there. Never holds anything of a sealed snapshot but its manifest, which is
 * sealed too.
 */
export type Warm = {
  /** Opens a file, proven; undefined where it is not there. */
  open: (wanted: Wanted) => Promise<AsyncIterable<Buffer> | undefined>;
  /** Passes a stream on, and keeps it if it turns out to be what was wanted. Where that fails nothing is kept. */
  keep: (wanted: Wanted, stream: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
  /** Notes what the next run will want, so that `tidy` leaves it. What was opened or kept is noted already. */
  need: (digests: readonly string[]) => void;
  /** Removes what nobody needs, and the largest beyond the limit. Gives the digests that stay, sorted. */
  tidy: () => Promise<string[]>;
};

/** Bytes of one file, and of all, at most: the index of ten million objects fits, and GitHub's 10 GB of caches stay free. */
const LARGEST = 512 * 1024 * 1024;
const MOST = 1024 * 1024 * 1024;
const CHUNK = 256 * 1024;
const DIGEST = /^[0-9a-f]{64}$/;

/** Opens the files in a folder, which is made if it is missing. */
export async function openWarm(folder: string): Promise<Warm> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const needed = new Set<string>();
  return {
    async open({ sha256, size }) {
      needed.add(sha256);
      const path = join(folder, sha256);
      if (await isProven(path, { sha256, size })) return createReadStream(path, { highWaterMark: CHUNK });
      await rm(path, { recursive: true, force: true });
      return undefined;
    },
    keep(wanted, stream) {
      needed.add(wanted.sha256);
      return DIGEST.test(wanted.sha256) && wanted.size <= LARGEST ? keeping(folder, wanted, stream) : stream;
    },
    need: (digests) => digests.forEach((digest) => needed.add(digest)),
    tidy: () => tidy(folder, needed),
  };
}

async function isProven(path: string, { sha256, size }: Wanted): Promise<boolean> {
  try {
    const info = await stat(path);
    if (!info.isFile() || info.size !== size) return false;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) hash.update(chunk as Buffer);
    return hash.digest('hex') === sha256;
  } catch {
    return false;
  }
}

async function* keeping(
  folder: string,
  { sha256, size }: Wanted,
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const part = join(folder, `part-${randomBytes(8).toString('hex')}`);
  const file = await open(part, 'wx').catch(() => undefined);
  const hash = createHash('sha256');
  let kept = file === undefined ? -1 : 0;
  try {
    for await (const chunk of stream) {
      hash.update(chunk);
      if (kept >= 0)
        kept =
          (await file?.appendFile(chunk).then(
            () => kept + chunk.length,
            () => -1,
          )) ?? -1;
      yield chunk;
    }
    if (kept === size && hash.digest('hex') === sha256) await rename(part, join(folder, sha256)).catch(() => undefined);
  } finally {
    await file?.close().catch(() => undefined);
    await rm(part, { force: true });
  }
}

async function tidy(folder: string, needed: ReadonlySet<string>): Promise<string[]> {
  const files: { name: string; size: number }[] = [];
  for (const name of await readdir(folder)) {
    if (needed.has(name)) files.push({ name, size: (await stat(join(folder, name))).size });
    else await rm(join(folder, name), { recursive: true, force: true });
  }
  let room = MOST;
  const stay: string[] = [];
  for (const { name, size } of files.toSorted((a, b) => a.size - b.size)) {
    room -= size;
    if (room >= 0) stay.push(name);
    else await rm(join(folder, name), { force: true });
  }
  return stay.toSorted();
}

/** The digests of what the next snapshot will want to read if it builds on this one. */
export function digestsOf(manifest: Manifest): string[] {
  const refs = findMember(manifest, REFS)?.member.sha256 ?? [];
  return [...manifest.git.chain.flatMap(({ index }) => index?.sha256 ?? []), ...(manifest.sealed ? [] : [refs])].flat();
}

/** Keeps what the next snapshot will want of one that was just stored; of a sealed one only the manifest, which is sealed. */
export async function keepSnapshot(warm: Warm, manifest: Manifest, members: readonly NewMember[]): Promise<void> {
  const text = Buffer.from(serialiseManifest(manifest));
  await keepNow(warm, { sha256: createHash('sha256').update(text).digest('hex'), size: text.length }, bodyOf(text));
  const wanted = new Set(digestsOf(manifest));
  warm.need([...wanted]);
  if (manifest.sealed) return;
  for (const member of members) {
    const found = findMember(manifest, member.name)?.member;
    if (found && wanted.has(found.sha256)) await keepNow(warm, found, member);
  }
}

async function keepNow(warm: Warm, wanted: Wanted, { open: read }: Pick<NewMember, 'open'>): Promise<void> {
  for await (const chunk of warm.keep(wanted, read())) void chunk;
}
