// Removing from releases: a snapshot ends with one change of its title, and its release and tag go with its last archive.
import { BackupError } from '../../domain/errors.ts';
import { readTag } from '../../domain/tags.ts';
import { changeRelease, deleteAsset, deleteRelease, deleteTag, explained, type Asset, type Release } from './api.ts';
import { filesOf, isCommitted, isLeaving, isManifest, leavingTitle, objectOf, type ReleaseObject } from './objects.ts';
import { isRecordsTag, placeOf } from './names.ts';
import type { ReleaseSession } from './world.ts';

/** Removes an object; one that is not there is no error. @throws `locked` for a file of an immutable release that is a snapshot. */
export async function deleteObject(session: ReleaseSession, key: string): Promise<void> {
  const { listing, alone } = session;
  await alone(async () => {
    let object = (await listing.objects()).get(key);
    if (!object) {
      await listing.refresh();
      object = (await listing.objects()).get(key);
    }
    if (object) await (isManifest(object.release, key) ? endSnapshot(session, object) : removeFile(session, object));
  });
}

/** From here on the snapshot is not listed. All its bytes are still there, so that it can come back. */
async function endSnapshot(session: ReleaseSession, { key, release }: ReleaseObject): Promise<void> {
  const { api, listing } = session;
  const change = { name: leavingTitle(placeOf(key).title) };
  const changed = await changeRelease(api, release.id, change).catch(explained(api, `removing ${key}`));
  if (!changed) return listing.forget(release);
  const left = { ...release, title: changed.title };
  listing.keep(left);
  await removeIfEmpty(session, left);
}

async function removeFile(session: ReleaseSession, { key, release, parts }: ReleaseObject): Promise<void> {
  const { api, listing } = session;
  if (release.immutable && isCommitted(release))
    throw new BackupError('locked', `${key} is in an immutable release of ${api.location.address}`, {
      hint: 'It goes only together with its snapshot.',
    });
  // GitHub gives up an immutable release as a whole. What else is in it belongs to the same snapshot, which is no more.
  if (release.immutable) return removeRelease(session, release);
  for (const part of parts) await deleteAsset(api, part);
  const left = without(release, parts);
  listing.keep(left);
  if (!isRecordsTag(release.tag) && !isCommitted(release)) await removeIfEmpty(session, left);
}

function without(release: Release, assets: readonly Asset[]): Release {
  const gone = new Set(assets.map(({ id }) => id));
  return { ...release, assets: release.assets.filter(({ id }) => !gone.has(id)) };
}

/** Removes a release of which nothing is left but what is unfinished. Files that somebody else has added keep it. */
async function removeIfEmpty(session: ReleaseSession, release: Release): Promise<void> {
  const files = filesOf(release);
  const archives = [...files].filter(([key, assets]) => !isManifest(release, key) && objectOf(key, release, assets));
  if (archives.length > 0) return;
  const ours = [...files.values()].flat();
  if (ours.length === release.assets.length) return removeRelease(session, release);
  if (release.immutable) return;
  for (const asset of ours) await deleteAsset(session.api, asset);
  session.listing.keep(without(release, ours));
}

async function removeRelease({ api, listing }: ReleaseSession, release: Release): Promise<void> {
  // The tag first, so that a crash leaves something to find; but that of an immutable release stays as long as the release.
  if (!release.draft && !release.immutable) await deleteTag(api, release.tag);
  await deleteRelease(api, release);
  if (release.immutable) await deleteTag(api, release.tag);
  listing.forget(release);
}

const DAY = 24 * 3_600_000;

/** Removes releases that hold no object: an upload that broke off a day ago or more, a removal that did not end. */
export async function removeLeftovers(session: ReleaseSession): Promise<void> {
  const { listing, now } = session;
  for (const release of await listing.current()) {
    const at = readTag(release.tag)?.at;
    if (!at || isCommitted(release)) continue;
    if (isLeaving(release) || now().getTime() - at.getTime() > DAY) await removeIfEmpty(session, release);
  }
}
