// Copying a repository's snapshots from store to store: what a snapshot builds on first, its files next, its manifest last.
import { BackupError } from '../domain/errors.ts';
import type { Archive, ChainLink, Manifest } from '../domain/manifest.ts';
import { archiveKey, manifestKey, pinKey, repositoryPrefix } from '../domain/names.ts';
import { archiveName } from '../domain/sealed.ts';
import {
  beingRemoved,
  listRepository,
  missingParts,
  namesOf,
  openSnapshot,
  type ListedSnapshot,
  type RepositoryListing,
} from './listing.ts';
import { provenParts } from './parts.ts';
import { readPin, writePin } from './pins.ts';
import { checkLink, ownLink, proven } from './read.ts';
import { takeBack } from './save.ts';
import { sealedBytes } from './seal.ts';
import { holdsBytes, transferBytes, transferFile, type Route, type Transfer } from './transfer.ts';

/** A repository on its way from one store to another. */
export type Copying = Route & {
  /** What the source holds of it. */
  listing: RepositoryListing;
  /** The bundle of every snapshot that is whole in the destination, and of every archive there that lost its manifest. */
  links: Map<string, ChainLink | undefined>;
  /** Snapshots that were stored in the destination, and of those the ones that were pinned there. */
  stored: Map<string, Manifest>;
  pinned: Set<string>;
};

/** A snapshot of the source that was looked at, and whether the destination has its manifest. */
export type Looked = ListedSnapshot & { manifest: Manifest; bytes: Buffer; committed: boolean };

/** What copying a snapshot took. `lost` are snapshots that it builds on and whose manifests the source has no more. */
export type Copied = { bytes: number; lost: string[] };

/** Begins to copy a repository: lists what the destination has of it. @throws what the store throws */
export async function openCopying(route: Omit<Route, 'held'>, listing: RepositoryListing): Promise<Copying> {
  const objects = await route.destination.list(repositoryPrefix(listing.repository));
  const held = new Map(objects.map((object) => [object.key, object]));
  return { ...route, held, listing, links: new Map(), stored: new Map(), pinned: new Set() };
}

/** Reads a snapshot's manifest in both stores. @throws what is wrong with it in the source, `exists` where the two differ */
export async function lookAt(copying: Copying, listed: ListedSnapshot): Promise<Looked> {
  const { source, listing } = copying;
  const { manifest, bytes, problem } = await openSnapshot(source, listing, listed);
  if (!manifest) throw problem;
  const key = manifestKey(listing.repository, listed.name);
  return { ...listed, manifest, bytes, committed: await holdsBytes(copying, key, bytes) };
}

/**
 * Copies a snapshot with its pin, or what the destination lacks of them. All that it builds on must have been copied before.
 *
 * @throws `corrupt` or `not-found` where the source is damaged, `incomplete` where something that it builds on was not
 *   copied, `exists` where the destination has something else in its place. There is no snapshot in the destination then.
 */
export async function copySnapshot(copying: Copying, { manifest, bytes: text, committed }: Looked): Promise<Copied> {
  const { repository } = copying.listing;
  const { snapshot_name: name, sealed, archives } = manifest;
  if (sealed) sealedBytes(sealed, `${repository} ${name}`);
  const lost = checkChain(copying, manifest);
  let bytes = 0;
  for (const link of lost) {
    const file = archiveOfLink(copying, manifest, link);
    // Where the pack lies in a sealed archive is sealed too.
    if (sealed && !(committed && copying.held.has(file.key))) throw lostAndSealed(repository, link.snapshot);
    bytes += await transferFile(copying, file, committed);
    if (!committed) copying.links.set(link.snapshot, link);
  }
  for (const archive of archives)
    bytes += await transferFile(copying, ownArchive(repository, name, archive), committed);
  if (!committed) {
    await transferBytes(copying, manifestKey(repository, name), text);
    if (!copying.dryRun) copying.stored.set(name, manifest);
  }
  copying.links.set(name, ownLink(manifest));
  await copyPin(copying, name);
  return { bytes, lost: lost.map(({ snapshot }) => snapshot) };
}

/** The links whose archives have lost their manifests. @throws where one is not what others say of it, or was not copied */
function checkChain({ listing, links }: Copying, { snapshot_name: name, git }: Manifest): ChainLink[] {
  const { repository, snapshots } = listing;
  const known = new Set(snapshots.map((listed) => listed.name));
  return git.chain.filter((link) => {
    if (link.snapshot === name) return false;
    if (links.has(link.snapshot)) checkLink(repository, links.get(link.snapshot), link);
    else if (known.has(link.snapshot))
      throw new BackupError('incomplete', `${repository} ${name} needs ${link.snapshot}, which could not be copied`);
    return !links.has(link.snapshot);
  });
}

function ownArchive(repository: string, snapshot: string, archive: Archive): Transfer {
  const { name, size, sha256 } = archive;
  const prove = (stream: AsyncIterable<Buffer>) => proven(stream, archive, `${repository} ${name}`);
  return { key: archiveKey(repository, snapshot, name), size, sha256, prove };
}

/** An archive without a manifest: what the chain names of it is all that is known, and all that is needed. */
function archiveOfLink({ listing }: Copying, { sealed }: Manifest, { snapshot, pack, index }: ChainLink): Transfer {
  const { repository, archives } = listing;
  const name = archiveName({ snapshot_name: snapshot, sealed });
  const size = archives.get(name) ?? 0;
  const parts = [{ name: 'the pack', ...pack }, ...(index ? [{ name: 'the index', ...index }] : [])];
  const prove = (stream: AsyncIterable<Buffer>) => provenParts(stream, { size, parts }, `${repository} ${name}`);
  return { key: archiveKey(repository, snapshot, name), size, prove };
}

function lostAndSealed(repository: string, snapshot: string): BackupError {
  return new BackupError('not-found', `${repository} ${snapshot} has lost its manifest and is sealed`, {
    hint: 'Nothing else tells whether its archive is what it was: bring the manifest back from another copy of the store.',
  });
}

/** Brings the pin of a snapshot that has one; a pin that the destination has stays as it is. */
async function copyPin({ source, destination, held, listing, dryRun, pinned }: Copying, name: string): Promise<void> {
  const { repository, pins } = listing;
  if (!pins.has(name) || held.has(pinKey(repository, name))) return;
  const pin = await readPin(source, repository, name);
  if (pin && (dryRun || (await writePin(destination, repository, pin)))) pinned.add(name);
}

/**
 * Looks whether all that was stored is whole, now that every prune of the destination sees it. What is not must not stay
 * listed: it is taken back. Gives the names of that.
 */
export async function confirmCopies({ destination, listing, held, stored, pinned }: Copying): Promise<string[]> {
  if (stored.size === 0) return [];
  const { repository } = listing;
  const now = await listRepository(destination, repository);
  const listed = namesOf(now);
  const had = new Set([
    ...[...namesOf(listing)].filter((name) => held.has(manifestKey(repository, name))),
    ...stored.keys(),
  ]);
  const lacks = (manifest: Manifest) =>
    missingParts(manifest, now).length + beingRemoved(manifest, had, now).length > 0;
  const broken = [...stored].filter(([name, manifest]) => listed.has(name) && lacks(manifest));
  for (const [name] of broken.toReversed()) {
    await takeBack(destination, manifestKey(repository, name));
    if (pinned.has(name)) await takeBack(destination, pinKey(repository, name));
  }
  return broken.map(([name]) => name);
}
