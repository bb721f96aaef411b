// Storing an object in a release: a draft is found or made, its parts are uploaded and looked at, and a manifest publishes it.
import { createHash } from 'node:crypto';
import { BackupError, isKind } from '../../domain/errors.ts';
import type { Body, Confirmation } from '../store.ts';
import { deleteAsset, fetchAssets, type Asset, type Release } from './api.ts';
import { readAssets } from './get.ts';
import { findHome } from './home.ts';
import { partNames, placeOf, type Place } from './names.ts';
import { filesOf, isManifest, objectOf } from './objects.ts';
import { publish } from './publish.ts';
import { spool, type Spooled } from './spool.ts';
import { nameTaken, uploadAsset } from './upload.ts';
import type { ReleaseSession } from './world.ts';

/** A manifest in an unfinished release is left to its writer for so long, in milliseconds; then that one is dead. */
const LIFETIME = 3_600_000;

/** Stores a new object; what it promises is told in `Store.put`. */
export async function putObject(session: ReleaseSession, key: string, body: Body): Promise<Confirmation> {
  const { listing, scratch, partSize, alone, api } = session;
  if ((await listing.objects()).has(key)) throw nameTaken(api, key);
  await using spooled = await spool(body, scratch, partSize);
  await alone(async () => {
    try {
      await putSpooled(session, key, spooled);
    } catch (error) {
      // The release may have been removed by another run since it was listed. A manifest must not come back without its files.
      if (!isKind(error, 'not-found') || isManifest(placeOf(key), key)) throw error;
      await listing.refresh();
      await putSpooled(session, key, spooled);
    }
  });
  return { size: spooled.size, sha256: spooled.sha256 };
}

async function putSpooled(session: ReleaseSession, key: string, spooled: Spooled): Promise<void> {
  const { listing, api } = session;
  const place = placeOf(key);
  if ((await listing.objects()).has(key)) throw nameTaken(api, key);
  const home = await findHome(session, place);
  if ((await listing.objects()).has(key)) throw nameTaken(api, key);
  const kept = await clearWay(session, home, key, spooled);
  const release = kept ? home : await upload(session, { home, key, place }, spooled);
  if (isManifest(home, key)) await publish(session, release, { key, place, manifest: spooled.parts[0]?.bytes });
}

/** Removes what a dead run has left under the key. True where that is what is to be stored: then it stays. */
async function clearWay(session: ReleaseSession, home: Release, key: string, spooled: Spooled): Promise<boolean> {
  const { api, listing, now } = session;
  const left = filesOf(home).get(key) ?? [];
  if (left.length === 0) return false;
  const whole = objectOf(key, home, left);
  if (whole?.sha256 === spooled.sha256 && whole.size === spooled.size) return true;
  if (home.immutable) throw unchangeable(api.location.address, home);
  if (left.some(({ createdAt }) => now().getTime() - createdAt.getTime() < LIFETIME)) throw nameTaken(api, key);
  for (const asset of left) await deleteAsset(api, asset);
  const gone = new Set(left.map(({ id }) => id));
  listing.keep({ ...home, assets: home.assets.filter(({ id }) => !gone.has(id)) });
  return false;
}

function unchangeable(address: string, { tag }: Release): BackupError {
  return new BackupError('locked', `the release ${tag} in ${address} is immutable: nothing in it can be changed`, {
    hint: 'It can only be removed as a whole, which `prune` does in its time.',
  });
}

/** Uploads all parts, and looks whether they are what is there now. What is not kept is removed again. */
async function upload(
  session: ReleaseSession,
  { home, key, place }: { home: Release; key: string; place: Place },
  spooled: Spooled,
): Promise<Release> {
  const { api, listing } = session;
  if (home.immutable) throw unchangeable(api.location.address, home);
  const mark = { bytes: new Blob(['\n']), sha256: createHash('sha256').update('\n').digest('hex') };
  const parts = spooled.size === 0 ? [mark] : spooled.parts;
  const names = partNames(place.file, spooled.parts.length);
  const sent: Asset[] = [];
  try {
    for (const [index, part] of parts.entries())
      sent.push(await uploadAsset(session, home, names[index] ?? place.file, part));
    const assets = await fetchAssets(api, home.id);
    if (!assets) throw new BackupError('not-found', `the release ${home.tag} was removed while ${key} was uploaded`);
    const release = { ...home, assets };
    await confirm(session, release, key, sent, parts);
    listing.keep(release);
    return release;
  } catch (error) {
    // What cannot be removed now is an archive without a manifest, or a record too many.
    for (const asset of sent) await deleteAsset(api, asset).catch(() => undefined);
    throw error;
  }
}

/** @throws `exists` where another writer of the key was first, `corrupt` where GitHub has other bytes than were sent. */
async function confirm(
  session: ReleaseSession,
  release: Release,
  key: string,
  sent: readonly Asset[],
  parts: Spooled['parts'],
): Promise<void> {
  const there = filesOf(release).get(key) ?? [];
  const own = new Set(sent.map(({ id }) => id));
  // Two sizes have two sets of names, which GitHub does not know to be one object: who began first has it.
  const rival = there.some(({ id }) => !own.has(id) && id < Math.min(...own));
  if (rival) throw nameTaken(session.api, key);
  for (const [index, { id }] of sent.entries()) {
    const asset = there.find((one) => one.id === id);
    const part = parts[index];
    const digest = asset && (asset.sha256 ?? (await digestOf(session, asset)));
    if (asset?.uploaded && part && asset.size === part.bytes.size && digest === part.sha256) continue;
    throw new BackupError(
      'corrupt',
      `GitHub does not have of ${key} what was sent to ${session.api.location.address}`,
      {
        hint: 'Run it again. If it comes back, something on the way to GitHub damages data.',
      },
    );
  }
}

/** For servers that tell no digest: what they hold is read again. */
async function digestOf(session: ReleaseSession, asset: Asset): Promise<string> {
  const hash = createHash('sha256');
  const range = { start: 0, length: asset.size };
  for await (const chunk of await readAssets(session, [asset], range, asset.name)) hash.update(chunk);
  return hash.digest('hex');
}
