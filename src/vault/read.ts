// Reading out of a vault: members, packs and indexes by range, each proven against its digest while it is read.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { BackupError } from '../domain/errors.ts';
import { findMember, type Archive, type ChainLink, type Manifest, type Slice } from '../domain/manifest.ts';
import { archiveKey, REFS } from '../domain/names.ts';
import { isDetached } from '../domain/ref-names.ts';
import { parsePackedRefs, refsDigest, REFS_LIMIT, tips, type Ref } from '../git/refs.ts';
import type { Store } from '../stores/store.ts';

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

/** Opens a whole archive. What comes is not proven yet. */
export function openArchive(
  { store, repository, manifest }: StoredSnapshot,
  archive: Archive,
): Promise<AsyncIterable<Buffer>> {
  return store.get(archiveKey(repository, manifest.snapshot_name, archive.name));
}

/** The bundle that a snapshot itself holds, as the chain of its manifest tells; undefined where it brought none. */
export function ownLink({ snapshot_name: name, git }: Manifest): ChainLink | undefined {
  return git.chain.find(({ snapshot }) => snapshot === name);
}

/** `own`, what is known of a snapshot's bundle, must be what later ones build on. @throws `corrupt` where it is another one */
export function checkLink(repository: string, own: ChainLink | undefined, link: ChainLink): void {
  if (isDeepStrictEqual(own, link)) return;
  throw new BackupError(
    'corrupt',
    `${repository} ${link.snapshot} does not hold the pack that later snapshots build on`,
    {
      hint: 'One of the manifests was damaged or changed by hand: bring them back from another copy of the store.',
    },
  );
}

/** Reads one member by range, proven. @throws `not-found` where the snapshot has no such member. */
async function readMember(snapshot: StoredSnapshot, name: string): Promise<AsyncIterable<Buffer>> {
  const { repository, manifest } = snapshot;
  const found = findMember(manifest, name);
  if (!found) throw new BackupError('not-found', `${repository} ${manifest.snapshot_name} has no ${name}`);
  const key = archiveKey(repository, manifest.snapshot_name, found.archive.name);
  return readSlice(snapshot, key, found.member, `${repository} ${found.archive.name}/${name}`);
}

/** A repository's part of a store. */
export type StoredRepository = Pick<StoredSnapshot, 'store' | 'repository'>;

/** Reads the pack of a bundle, without the bundle's header, proven. */
export async function readPack(
  { store, repository }: StoredRepository,
  { snapshot, pack }: ChainLink,
): Promise<AsyncIterable<Buffer>> {
  // Its digest is not told to the store: a pack is read once in a restore, and is not to be kept warm.
  const stream = await store.get(archiveKey(repository, snapshot), { start: pack.offset, length: pack.size });
  return proven(stream, pack, `the pack in ${repository} ${snapshot}.tar`);
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
  const range = { start: slice.offset, length: slice.size, sha256: slice.sha256 };
  return proven(await store.get(key, range), slice, what);
}

/** Reads a small stream into memory. @throws `corrupt` where it has more than `limit` bytes. */
export async function readWhole(stream: AsyncIterable<Buffer>, limit: number, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new BackupError('corrupt', `${what} is larger than it can be`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** All refs of a snapshot. @throws `corrupt` where they are not what the manifest says. */
export async function readRefs(snapshot: StoredSnapshot): Promise<Ref[]> {
  const where = `${snapshot.repository} ${snapshot.manifest.snapshot_name}`;
  const packed = await readWhole(await readMember(snapshot, REFS), REFS_LIMIT, `${REFS} of ${where}`);
  const refs = parsePackedRefs(await unpack(packed, snapshot));
  const { count, sha256 } = snapshot.manifest.git.refs;
  if (refs.length === count && refsDigest(refs) === sha256) return refs;
  throw new BackupError('corrupt', `the refs of ${where} are not what its manifest says`);
}

/** What a restored repository's refs and HEAD point to: from here everything must be reachable. */
export async function readTips(snapshot: StoredSnapshot): Promise<string[]> {
  const { head } = snapshot.manifest.git;
  return [...tips(await readRefs(snapshot)), ...(head !== null && isDetached(head) ? [head] : [])];
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
