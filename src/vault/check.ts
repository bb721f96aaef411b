// Checking what a store holds: every byte of a snapshot re-read and compared, and its packs proven by git once more.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link as hardLink, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BackupError } from '../domain/errors.ts';
import type { Archive, ChainLink, Manifest, Member } from '../domain/manifest.ts';
import type { Git } from '../git/git.ts';
import { createScratchRepository, indexPack, proveConnectivity, type IndexedPack } from '../git/scratch.ts';
import { createScratch, type ScratchFolder } from '../system/temp.ts';
import { provenParts } from './parts.ts';
import { openArchive, proven, readIndex, readPack, readRefs, readTips, type StoredSnapshot } from './read.ts';
import { sealedBytes } from './seal.ts';

/**
 * Re-reads every archive of a snapshot and compares size and SHA-256 of it, of each member and of its pack, and reads its
 * refs. Of an archive's parts the first damaged one is named. Of a sealed snapshot the bytes as they are stored.
 * Gives the bytes read.
 *
 * @throws `corrupt` where anything differs, `not-found` where a file is missing.
 */
export async function checkFiles(snapshot: StoredSnapshot): Promise<number> {
  let bytes = 0;
  for (const archive of snapshot.manifest.archives) {
    await checkArchive(snapshot, archive);
    bytes += archive.size;
  }
  const { sealed, snapshot_name: name } = snapshot.manifest;
  if (sealed) sealedBytes(sealed, `${snapshot.repository} ${name}`);
  else await readRefs(snapshot);
  return bytes;
}

async function checkArchive(snapshot: StoredSnapshot, archive: Archive): Promise<void> {
  const where = `${snapshot.repository} ${archive.name}`;
  const whole = { name: 'the space between its members', offset: 0, size: archive.size, sha256: archive.sha256 };
  const parts = [...packOf(snapshot.manifest, archive), ...archive.members, whole];
  const stored = await openArchive(snapshot, archive);
  const { sealed } = snapshot.manifest;
  const stream = sealed ? proven(stored, archive, where) : provenParts(stored, { size: archive.size, parts }, where);
  for await (const chunk of stream) void chunk;
}

/** The pack inside of the bundle as one more part of the archive: what later snapshots name by its own digest. */
function packOf({ snapshot_name, git }: Manifest, { name }: Archive): Member[] {
  const own = git.chain.find(({ snapshot }) => snapshot === snapshot_name && name === `${snapshot}.tar`);
  return own ? [{ name: 'the pack', offset: own.pack.offset, size: own.pack.size, sha256: own.pack.sha256 }] : [];
}

/** Re-reads one bundle's pack and index and compares their SHA-256. Gives the bytes read. @throws `corrupt`, `not-found` */
export async function checkBundle(stored: StoredSnapshot, link: ChainLink): Promise<number> {
  if (stored.manifest.sealed)
    throw new BackupError(
      'not-found',
      `what builds on ${stored.repository} ${link.snapshot} can only be checked with the key`,
      {
        hint: 'Give the key: that archive is sealed, and its own manifest cannot be used.',
      },
    );
  for await (const chunk of await readPack(stored, link)) void chunk;
  if (link.index) for await (const chunk of await readIndex(stored, link)) void chunk;
  return link.pack.size + (link.index?.size ?? 0);
}

/** Packs that were indexed anew, shared by the snapshots of one repository. Dispose it to free the scratch space. */
export type DeepCheck = AsyncDisposable & { check: (snapshot: StoredSnapshot) => Promise<void> };

type Proven = { chain: Set<string>; tips: string[] };

/**
 * Opens a deep check for the snapshots of one repository, to be given oldest first: every pack is indexed anew once and
 * compared with the kept index, and each snapshot's refs are proven to reach only objects of its own chain.
 */
export async function openDeepCheck(git: Git, parent: string): Promise<DeepCheck> {
  const folder = await createScratch(parent);
  const packs = new Map<string, IndexedPack>();
  // A pack that failed once is not read again for each snapshot that builds on it.
  const broken = new Set<string>();
  const proven: Proven[] = [];
  return {
    async check(snapshot) {
      const { manifest } = snapshot;
      for (const link of manifest.git.chain) {
        if (broken.has(link.snapshot)) throw needsBroken(snapshot, link, undefined);
        try {
          const pack = packs.get(link.snapshot) ?? (await indexAnew(git, folder, snapshot, link));
          if (pack.sha256 !== link.pack.sha256) throw differentPack(snapshot, link);
          packs.set(link.snapshot, pack);
        } catch (error) {
          broken.add(link.snapshot);
          throw link.snapshot === manifest.snapshot_name ? error : needsBroken(snapshot, link, error);
        }
      }
      proven.push(await proveChain(git, folder, snapshot, packs, proven));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function indexAnew(
  git: Git,
  folder: ScratchFolder,
  snapshot: StoredSnapshot,
  link: ChainLink,
): Promise<IndexedPack> {
  const where = `${snapshot.repository} ${link.snapshot}`;
  const scratch = await createScratchRepository(git, folder.path, snapshot.manifest.git.object_format);
  const pack = await indexPack(scratch, await readPack(snapshot, link), { selfContained: false });
  if (pack?.objects !== link.pack.objects)
    throw new BackupError(
      'corrupt',
      `${where}: the pack holds ${pack?.objects ?? 0} objects instead of ${link.pack.objects}`,
    );
  if (link.index && link.index.sha256 !== (await digestOf(pack.indexFile))) {
    throw new BackupError('corrupt', `${where}: the kept index is not the pack's own`, {
      hint: 'Use another snapshot.',
    });
  }
  return pack;
}

function needsBroken({ repository, manifest }: StoredSnapshot, { snapshot }: ChainLink, cause: unknown): unknown {
  if (cause !== undefined && !(cause instanceof BackupError)) return cause;
  const why = cause ? `: ${cause.message}` : '';
  const message = `${repository} ${manifest.snapshot_name} needs ${snapshot}, which is damaged${why}`;
  return new BackupError('incomplete', message, { cause });
}

function differentPack({ repository, manifest }: StoredSnapshot, { snapshot }: ChainLink): BackupError {
  return new BackupError(
    'corrupt',
    `${repository} ${manifest.snapshot_name} builds on another pack than ${snapshot} holds`,
  );
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Proves one snapshot in a repository that holds the packs of its chain and nothing else. */
async function proveChain(
  git: Git,
  folder: ScratchFolder,
  snapshot: StoredSnapshot,
  packs: ReadonlyMap<string, IndexedPack>,
  proven: readonly Proven[],
): Promise<Proven> {
  const { manifest } = snapshot;
  const chain = new Set(manifest.git.chain.map((link) => link.snapshot));
  await using view = await createScratchRepository(git, folder.path, manifest.git.object_format);
  await mkdir(join(view.path, 'objects', 'pack'), { recursive: true });
  for (const name of chain) await linkPack(view.path, packs.get(name), name, manifest);
  const wanted = await readTips(snapshot);
  // What a snapshot with a part of this chain reaches was walked before, with no more packs than are here.
  const before = proven.findLast((entry) => [...entry.chain].every((name) => chain.has(name)))?.tips ?? [];
  await proveConnectivity(git, view.path, wanted, before);
  return { chain, tips: wanted };
}

async function linkPack(
  repository: string,
  pack: IndexedPack | undefined,
  name: string,
  { snapshot_name }: Manifest,
): Promise<void> {
  if (!pack) throw new BackupError('incomplete', `${snapshot_name} needs ${name}, which was not checked`);
  for (const file of [pack.packFile, pack.indexFile])
    await hardLink(file, join(repository, 'objects', 'pack', basename(file)));
}
