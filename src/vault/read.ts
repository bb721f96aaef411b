// Reading out of a vault: members, packs and indexes by range, each proven against its digest while it is read.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { BackupError } from '../domain/errors.ts';
import { findMember, type Archive, type ChainLink, type Manifest, type Slice } from '../domain/manifest.ts';
import { archiveKey } from '../domain/names.ts';
import { parsePackedRefs, refsDigest, type Ref } from '../git/refs.ts';
import type { Store } from '../stores/store.ts';

/** Members of an archive as this program names them. */
export const BUNDLE = 'repo.bundle';
export const INDEX = 'repo.idx';
export const REFS = 'refs.gz';

/** Refs unpacked are at most this many bytes: some five million of them. More is a decompression bomb. */
const REFS_LIMIT = 512 * 1024 * 1024;

/** A snapshot of one store, to read from. */
export type StoredSnapshot = { store: Store; repository: string; manifest: Manifest };

/** Passes a stream on and throws `corrupt` at its end if size or SHA-256 are not as expected. */
export async function* proven(
  stream: AsyncIterable<Buffer>,
  expected: { size: number; sha256: string },
  what: string,
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    size += chunk.length;
    yield chunk;
  }
  if (size === expected.size && hash.digest('hex') === expected.sha256) return;
  throw new BackupError('corrupt', `${what} is not what its manifest says: the stored bytes have changed`, {
    hint: 'Use another snapshot, or bring the file back from another copy of the store.',
  });
}

/** Reads a whole archive, proven. */
export async function readArchive(
  { store, repository, manifest }: StoredSnapshot,
  archive: Archive,
): Promise<AsyncIterable<Buffer>> {
  const stream = await store.get(archiveKey(repository, manifest.snapshot_name, archive.name));
  return proven(stream, archive, `${repository} ${archive.name}`);
}

/** Reads one member by range, proven. @throws `not-found` where the snapshot has no such member. */
export async function readMember(snapshot: StoredSnapshot, name: string): Promise<AsyncIterable<Buffer>> {
  const { repository, manifest } = snapshot;
  const found = findMember(manifest, name);
  if (!found) throw new BackupError('not-found', `${repository} ${manifest.snapshot_name} has no ${name}`);
  const key = archiveKey(repository, manifest.snapshot_name, found.archive.name);
  return readSlice(snapshot, key, found.member, `${repository} ${found.archive.name}/${name}`);
}

/** A repository's part of a store. */
export type StoredRepository = Pick<StoredSnapshot, 'store' | 'repository'>;

/** Reads the pack of a bundle, without the bundle's header, proven. */
export function readPack(stored: StoredRepository, { snapshot, pack }: ChainLink): Promise<AsyncIterable<Buffer>> {
  return readSlice(
    stored,
    archiveKey(stored.repository, snapshot),
    pack,
    `the pack in ${stored.repository} ${snapshot}.tar`,
  );
}

/** Reads the kept index of a bundle, proven. @throws `not-found` where it has none. */
export async function readIndex(
  stored: StoredRepository,
  { snapshot, index }: ChainLink,
): Promise<AsyncIterable<Buffer>> {
  if (!index) throw new BackupError('not-found', `${stored.repository} ${snapshot} has no kept index`);
  return readSlice(
    stored,
    archiveKey(stored.repository, snapshot),
    index,
    `the index in ${stored.repository} ${snapshot}.tar`,
  );
}

async function readSlice(
  { store }: StoredRepository,
  key: string,
  slice: Slice,
  what: string,
): Promise<AsyncIterable<Buffer>> {
  return proven(await store.get(key, { start: slice.offset, length: slice.size }), slice, what);
}

/** Reads a small member into memory. */
export async function readWhole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** All refs of a snapshot. @throws `corrupt` where they are not what the manifest says. */
export async function readRefs(snapshot: StoredSnapshot): Promise<Ref[]> {
  const packed = await readWhole(await readMember(snapshot, REFS));
  const refs = parsePackedRefs(await unpack(packed, snapshot));
  const { count, sha256 } = snapshot.manifest.git.refs;
  if (refs.length === count && refsDigest(refs) === sha256) return refs;
  throw new BackupError(
    'corrupt',
    `the refs of ${snapshot.repository} ${snapshot.manifest.snapshot_name} are not what its manifest says`,
  );
}

async function unpack(packed: Buffer, { repository, manifest }: StoredSnapshot): Promise<Buffer> {
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: REFS_LIMIT });
  } catch (cause) {
    throw new BackupError('corrupt', `the refs of ${repository} ${manifest.snapshot_name} cannot be unpacked`, {
      cause,
    });
  }
}
